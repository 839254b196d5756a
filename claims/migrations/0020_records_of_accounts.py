"""What was done to accounts and partners is a record like any other: refused to the role that
serves also where somebody has granted it."""

from django.db import migrations

REFUSE = """
CREATE TRIGGER {0}_is_a_record BEFORE UPDATE OR DELETE OR TRUNCATE ON {0}
    FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_sharing")]
    operations = [
        migrations.RunSQL(REFUSE.format(table), f"DROP TRIGGER {table}_is_a_record ON {table};")
        for table in ("claims_accountevent", "claims_partnerevent")
    ]
