"""A text that is legally removed must not survive in the bytes it was read from."""

from django.db import migrations

# Fires inside legally_remove(), with the rights of its owner.
BLANK = """
CREATE FUNCTION ingest_blank_original() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE ingest_original SET body = '', headers = '{}', size = 0 WHERE snapshot_id = NEW.id;
    RETURN NULL;
END $$;

CREATE TRIGGER snapshot_blank_original AFTER UPDATE OF removed_at ON claims_snapshot
    FOR EACH ROW WHEN (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL)
    EXECUTE FUNCTION ingest_blank_original();
"""
KEEP = """
DROP TRIGGER snapshot_blank_original ON claims_snapshot;
DROP FUNCTION ingest_blank_original;
"""


class Migration(migrations.Migration):
    dependencies = [("ingest", "0001_initial"), ("claims", "0002_guards")]

    operations = [migrations.RunSQL(BLANK, KEEP)]
