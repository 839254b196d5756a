"""What is asked often and read a whole table until now (tests/claims/test_hot_paths.py)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_records_of_accounts")]

    operations = [
        migrations.AddIndex(
            model_name="extraction",
            index=models.Index(
                condition=models.Q(("state", "dead")),
                fields=["-created_at", "-id"],
                name="extraction_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["-published_at"], name="review_published"),
        ),
    ]
