"""A correction that was open when corrections learnt to carry the headline and the reply keeps
those of its review: approving it must not empty them."""

from django.db import migrations

KEEP = """
UPDATE claims_correction AS c SET headline = r.headline, reply = r.reply, replied_on = r.replied_on
FROM claims_review AS r
WHERE r.id = c.review_id AND c.status = 'proposed' AND c.headline = '' AND c.reply = '';
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0008_two_claims")]

    operations = [migrations.RunSQL(KEEP, migrations.RunSQL.noop)]
