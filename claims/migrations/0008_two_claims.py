"""A step about two claims names the other; a legal removal reaches what was made of the words."""

import django.db.models.deletion
from django.db import migrations, models

# As in 0002_guards, and beyond it: what two claims differ in, what was noted about the claim, and
# what its history tells of edits.
LEGAL_REMOVAL = """
CREATE OR REPLACE FUNCTION legally_remove(what text, target uuid, why text, who integer) RETURNS void
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
            WITH blanked AS (
                UPDATE claims_claim SET text = '[removed]', detected_text = '[removed]',
                        flags = '[]', times = '[]', quantities = '[]', precedent = NULL,
                        plan = '[]'
                    WHERE id IN (
                        SELECT unnest(ARRAY[claim_id, moved_from_id]) FROM claims_appearance
                        WHERE snapshot_id = gone.id
                    ) AND NOT EXISTS (
                        SELECT FROM claims_appearance a
                        JOIN claims_snapshot s ON s.id = a.snapshot_id
                        WHERE claims_claim.id IN (a.claim_id, a.moved_from_id)
                          AND s.removed_at IS NULL
                    ) RETURNING id
            ), compared AS (
                UPDATE claims_claimmatch SET differences = '[]'
                    WHERE differences <> '[]' AND (
                        claim_id IN (SELECT id FROM blanked)
                        OR earlier_id IN (SELECT id FROM blanked)
                    )
            ), noted AS (
                UPDATE claims_plantick SET note = '[removed]'
                    WHERE note <> '' AND claim_id IN (SELECT id FROM blanked)
            )
            -- Events that are no step: edits, ticks and notes.
            UPDATE claims_claimevent SET reason = '[removed]'
                WHERE reason <> '' AND from_status = to_status
                  AND claim_id IN (SELECT id FROM blanked);
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
    dependencies = [("claims", "0007_desk")]

    operations = [
        migrations.AddField(
            model_name="claimevent",
            name="other",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="claims.claim",
            ),
        ),
        migrations.AddIndex(
            model_name="claimevent",
            index=models.Index(
                condition=models.Q(("other__isnull", False)),
                fields=["other"],
                name="claimevent_other",
            ),
        ),
        # The function as it was is in 0002_guards; there is no way back to keeping removed words.
        migrations.RunSQL(LEGAL_REMOVAL, migrations.RunSQL.noop),
    ]
