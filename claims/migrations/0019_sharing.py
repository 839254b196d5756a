"""What serves the feeds: the versions that were removed, newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_review_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="publishedversion",
            index=models.Index(
                condition=models.Q(("removed_at__isnull", False)),
                fields=["-removed_at"],
                name="version_removed",
            ),
        ),
    ]
