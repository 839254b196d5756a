"""What counts as a decision, in SQL that the other files share.

A claim is decided when somebody accepts, dismisses or defers it. It counts once, by its last
decision, on the day of that decision, and only while the decision stands: not if it was undone,
nor if the claim was merged into another or superseded. Starting a review of an undecided claim
accepts it. Giving a review up, and splitting a claim off again, decide nothing.
"""

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
    """Whether this event decides about its claim."""
    to, before = outcome(f"{event}.to_status"), outcome(f"{event}.from_status")
    return (
        f"({event}.from_status <> 'merged' AND {to} IS NOT NULL AND {to} IS DISTINCT FROM {before})"
    )


# The last decisions of claims that fall in the period: claim_id, at, reason, code, outcome. Uses
# %(start)s and %(end)s.
DECISION = f"""
decision AS MATERIALIZED (
    SELECT e.claim_id, e.at, e.reason, e.code, {outcome("e.to_status")} AS outcome
    FROM claims_claimevent e
    WHERE e.at >= %(start)s AND e.at < %(end)s AND {decides("e")}
      AND NOT EXISTS (
        SELECT FROM claims_claimevent l
        WHERE l.claim_id = e.claim_id AND (l.at, l.id) > (e.at, e.id) AND {decides("l")}
      )
)"""
# `c` is the claim: its state must still be what was decided.
STANDS = f"{outcome('c.status')} = d.outcome"
BY_ENGINE = "c.detected_text <> ''"
BY_HAND = "c.detected_text = ''"
