"""What counts as a decision, in SQL that the other files share.

A claim is decided when somebody accepts, dismisses or defers it. It counts once, by its last
decision, on the day of that decision, and only while the decision stands: not if it was undone,
nor if the claim was merged into another or superseded. What brings an earlier decision back leaves
it on its day: undoing a later one, the return of a deferred claim, splitting a merged claim off.
Starting a review of an undecided claim accepts it; giving the review up decides nothing.
"""

from claims.services.triage import UNDONE

OUTCOMES = {
    "accepted": ("accepted", "under_review", "reviewed"),
    "dismissed": ("dismissed",),
    "deferred": ("deferred",),
}


def outcome(column: str) -> str:
    """The outcome that a state belongs to; NULL for a state that is none."""
    cases = " ".join(
        f"WHEN '{state}' THEN '{name}'" for name, states in OUTCOMES.items() for state in states
    )
    return f"CASE {column} {cases} END"


def decides(event: str) -> str:
    """Whether somebody decides about the claim by this event."""
    to, before = outcome(f"{event}.to_status"), outcome(f"{event}.from_status")
    moved = f"{to} IS NOT NULL AND {to} IS DISTINCT FROM {before}"
    anew = f"{event}.from_status <> 'merged' AND {event}.reason <> '{UNDONE}'"
    return f"({event}.by_id IS NOT NULL AND {anew} AND {moved})"


# The decisions of the period: claim_id, at, reason, code, outcome. Of each outcome a claim has its
# last one at most; STANDING says which of them holds. Uses %(start)s and %(end)s.
DECISION = f"""
decision AS MATERIALIZED (
    SELECT e.claim_id, e.at, e.reason, e.code, {outcome("e.to_status")} AS outcome
    FROM claims_claimevent e
    WHERE e.at >= %(start)s AND e.at < %(end)s AND {decides("e")}
      AND NOT EXISTS (
        SELECT FROM claims_claimevent l
        -- The first condition follows from the third: it spares reading earlier years.
        WHERE l.at >= %(start)s AND l.claim_id = e.claim_id
          AND (l.at, l.id) > (e.at, e.id) AND {decides("l")}
          AND {outcome("l.to_status")} = {outcome("e.to_status")}
      )
)"""
BY_ENGINE = "c.detected_text <> ''"
BY_HAND = "c.detected_text = ''"
# The decisions `d` that stand, each with its claim `c`, whose state must still be what was decided.
# OFFSET 0 keeps the planner, which cannot tell how few they are, from reading all claims instead.
STANDING = f"""
decision d CROSS JOIN LATERAL (
    SELECT k.status, k.created_at, k.detected_text, k.types, k.score
    FROM claims_claim k WHERE k.id = d.claim_id OFFSET 0
) c
WHERE {outcome("c.status")} = d.outcome
"""
