from django.conf import settings
from django.db import migrations, models

OPEN = ["new", "accepted"]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0008_two_claims"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="queueentry",
            name="ranked_by",
            field=models.PositiveBigIntegerField(db_default=0, default=0),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(
                condition=models.Q(("assigned_to__isnull", True), ("status__in", OPEN)),
                fields=["-rank", "-claim"],
                name="entry_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(
                condition=models.Q(("status__in", OPEN)),
                fields=["ranked_by", "claim"],
                name="entry_stale",
            ),
        ),
        migrations.AddIndex(
            model_name="queueentry",
            index=models.Index(
                condition=models.Q(("factors__has_key", "already refuted")),
                fields=["-rank", "-claim"],
                name="entry_zombie",
            ),
        ),
    ]
