"""What must hold whatever code runs: spans that are true, records that only grow.

The guards of the records bind the runtime role. The owner of the tables passes them: it migrates,
flushes test databases, and owns legally_remove(), which runs with its rights.
"""

from django.db import migrations

# Statement level: the text is read once per snapshot, not once per claim.
EXACT_SPANS = """
CREATE FUNCTION claims_spans_are_exact() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    snap record;
    wrong bigint;
BEGIN
    -- A legal removal takes the same lock, exclusively: words that are being written are
    -- blanked with the others, or refused here.
    PERFORM pg_advisory_xact_lock_shared(hashtext('claims_snapshot'), snapshot_id::integer)
    FROM (SELECT DISTINCT snapshot_id FROM written) AS s;
    -- The text of a removed snapshot is blank: only blank words are true of it.
    IF EXISTS (
        SELECT 1 FROM written JOIN claims_snapshot AS s ON s.id = snapshot_id
        WHERE s.removed_at IS NOT NULL AND exact <> ''
    ) THEN
        RAISE EXCEPTION 'the text was legally removed'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_exact';
    END IF;
    FOR snap IN
        SELECT id, text FROM claims_snapshot
        WHERE id IN (SELECT snapshot_id FROM written) AND removed_at IS NULL
    LOOP
        SELECT id INTO wrong FROM written
        WHERE snapshot_id = snap.id
          AND (length(exact) <> "end" - start
               OR exact <> substr(snap.text, start + 1, "end" - start))
        LIMIT 1;
        IF FOUND THEN
            RAISE EXCEPTION 'appearance %: exact is not the text of its span', wrong
                USING ERRCODE = 'check_violation', CONSTRAINT = 'appearance_exact';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;

CREATE TRIGGER appearance_exact_on_insert AFTER INSERT ON claims_appearance
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION claims_spans_are_exact();
CREATE TRIGGER appearance_exact_on_update AFTER UPDATE ON claims_appearance
    REFERENCING NEW TABLE AS written
    FOR EACH STATEMENT EXECUTE FUNCTION claims_spans_are_exact();
"""

REFUSE = """
CREATE FUNCTION claims_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT pg_has_role(
        current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER'
    ) THEN
        RAISE EXCEPTION '% is a record: % is refused', TG_TABLE_NAME, TG_OP
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION claims_number_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.position IS NOT NULL OR to_jsonb(OLD) - 'position' <> to_jsonb(NEW) - 'position' THEN
        RAISE EXCEPTION 'claims_change is a record: only a missing position may be set'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER change_number_only BEFORE UPDATE ON claims_change
    FOR EACH ROW EXECUTE FUNCTION claims_number_only();
"""

RECORDS = [
    "claims_snapshot",
    "claims_publishedversion",
    "claims_reviewevent",
    "claims_claimevent",
    "claims_removal",
]


def refuse(table, *operations):
    return (
        f"CREATE TRIGGER {table}_is_a_record BEFORE {' OR '.join(operations)} ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION claims_refuse();"
    )


def forget(table):
    return f"DROP TRIGGER {table}_is_a_record ON {table};"


# Accounts are deactivated, never deleted: the record names them.
TRIGGERS = [
    *(refuse(table, "UPDATE", "DELETE", "TRUNCATE") for table in RECORDS),
    refuse("claims_change", "DELETE", "TRUNCATE"),
    refuse("auth_user", "DELETE", "TRUNCATE"),
]

# Every published version that quotes a removed snapshot goes with it, in the order of publication.
# What the machine made of words that stand nowhere else any more holds those words too.
LEGAL_REMOVAL = """
CREATE FUNCTION legally_remove(what text, target uuid, why text, who integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone record;
    quoting jsonb := jsonb_build_array(
        jsonb_build_object('snapshot', jsonb_build_object('id', target))
    );
    found_any boolean := false;
BEGIN
    IF trim(coalesce(why, '')) = '' OR who IS NULL THEN
        RAISE EXCEPTION 'a legal removal needs a reason and a person'
            USING ERRCODE = 'check_violation';
    END IF;
    IF what = 'snapshot' THEN
        -- Waits for words that are being written: see claims_spans_are_exact().
        PERFORM pg_advisory_xact_lock(hashtext('claims_snapshot'), id::integer)
            FROM claims_snapshot WHERE uuid = target;
        UPDATE claims_snapshot SET text = '', removed_at = now()
            WHERE uuid = target AND removed_at IS NULL RETURNING id, sha256 INTO gone;
        found_any := FOUND;
        IF found_any THEN
            INSERT INTO claims_removal (kind, object_uuid, sha256, reason, by_id, at)
                VALUES ('snapshot', target, gone.sha256, why, who, now());
            UPDATE claims_claim SET text = '[removed]', detected_text = '[removed]',
                    times = '[]', quantities = '[]', precedent = NULL, plan = '[]'
                WHERE id IN (
                    SELECT unnest(ARRAY[claim_id, moved_from_id]) FROM claims_appearance
                    WHERE snapshot_id = gone.id
                ) AND NOT EXISTS (
                    SELECT FROM claims_appearance a JOIN claims_snapshot s ON s.id = a.snapshot_id
                    WHERE claims_claim.id IN (a.claim_id, a.moved_from_id)
                      AND s.removed_at IS NULL
                );
            UPDATE claims_appearance SET exact = '', prefix = '', suffix = '',
                    speaker_printed = '', chain = '[]'
                WHERE snapshot_id = gone.id;
        END IF;
    END IF;
    FOR gone IN
        SELECT id, uuid, sha256 FROM claims_publishedversion
        WHERE removed_at IS NULL
          AND (what = 'version' AND uuid = target
               OR what = 'snapshot' AND found_any AND document->'appearances' @> quoting)
        ORDER BY id FOR UPDATE
    LOOP
        found_any := true;
        UPDATE claims_publishedversion SET document = '{}', note = '', removed_at = now()
            WHERE id = gone.id;
        INSERT INTO claims_change (kind, version_id, at) VALUES ('remove', gone.id, now());
        INSERT INTO claims_removal (kind, object_uuid, sha256, reason, by_id, at)
            VALUES ('version', gone.uuid, gone.sha256, why, who, now());
    END LOOP;
    IF NOT found_any THEN
        RAISE EXCEPTION 'nothing to remove: % %', what, target USING ERRCODE = 'no_data_found';
    END IF;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL(
            EXACT_SPANS,
            "DROP TRIGGER appearance_exact_on_insert ON claims_appearance;"
            "DROP TRIGGER appearance_exact_on_update ON claims_appearance;"
            "DROP FUNCTION claims_spans_are_exact();",
        ),
        migrations.RunSQL(
            REFUSE,
            "DROP TRIGGER change_number_only ON claims_change;"
            "DROP FUNCTION claims_number_only(); DROP FUNCTION claims_refuse();",
        ),
        migrations.RunSQL(
            TRIGGERS,
            [forget(t) for t in ["auth_user", "claims_change", *RECORDS]],
        ),
        migrations.RunSQL(
            LEGAL_REMOVAL, "DROP FUNCTION legally_remove(text, uuid, text, integer);"
        ),
    ]
