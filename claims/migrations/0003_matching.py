"""What matching looks for: the meaning of a claim (a vector) and the stems of its words."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgvector.django
from django.db import migrations, models

# An embedding is never of other words than the claim has now, whoever changes them.
FORGET = """
CREATE FUNCTION claims_forget_meaning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.embedding := NULL;
    NEW.matched_at := NULL;
    RETURN NEW;
END $$;

CREATE TRIGGER claim_forget_meaning BEFORE UPDATE OF text ON claims_claim
    FOR EACH ROW WHEN (OLD.text IS DISTINCT FROM NEW.text)
    EXECUTE FUNCTION claims_forget_meaning();
"""
REMEMBER = """
DROP TRIGGER claim_forget_meaning ON claims_claim;
DROP FUNCTION claims_forget_meaning;
"""
# How rare a word is comes from the planner's statistics: keep those of 10,000 words, not of 1,000.
STATISTICS = "ALTER TABLE claims_claim ALTER COLUMN stems SET STATISTICS 1000"


class Migration(migrations.Migration):
    dependencies = [("claims", "0002_guards")]

    operations = [
        pgvector.django.VectorExtension(),
        migrations.AddField(
            model_name="claim",
            name="embedding",
            field=pgvector.django.HalfVectorField(dimensions=384, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="claim",
            name="stems",
            field=models.GeneratedField(
                db_persist=True,
                expression=django.contrib.postgres.search.SearchVector("text", config="english"),
                output_field=django.contrib.postgres.search.SearchVectorField(),
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=pgvector.django.HnswIndex(
                fields=["embedding"],
                name="claim_meaning_nearest",
                opclasses=["halfvec_cosine_ops"],
            ),
        ),
        migrations.AddIndex(
            model_name="claim",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["stems"], name="claim_words", fastupdate=False
            ),
        ),
        migrations.RunSQL(STATISTICS, migrations.RunSQL.noop),
        migrations.RunSQL(FORGET, REMEMBER),
        # Claims that were compared by their letters are compared anew, by their meaning.
        migrations.RunSQL("UPDATE claims_claim SET matched_at = NULL", migrations.RunSQL.noop),
    ]
