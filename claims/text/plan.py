"""The check plan: for each type, what must be established, what would refute it, where to look."""

from dataclasses import dataclass
from datetime import date

from claims.text.precedents import Precedent
from claims.text.where import LOOK

_LIMIT = 16


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: establish, refute, rule (how to count), or look (where)."""

    kind: str
    text: str


_STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "quantity": (
        ("establish", "The value, its unit, the period and place it holds for, and for whom."),
        ("refute", "The published series gives another value for that period, beyond rounding."),
        ("rule", "Decide before looking: which series, revised or first figures, real or nominal."),
    ),
    "comparison": (
        ("establish", "Both sides measured the same way, for the same period."),
        ("refute", "The order turns round on the measure that the speaker named."),
        ("rule", "Decide before looking: absolute or per head, and which places or years count."),
    ),
    "causal": (
        ("establish", "That both cause and effect happened, in that order."),
        ("establish", "Research or official findings that link the two."),
        ("refute", "The effect was there before the cause or without it, or has another cause."),
        ("rule", "Two things that moved together are no proof; say how strong the evidence is."),
    ),
    "rule": (
        ("establish", "The text of the law or rule in force on that day."),
        ("refute", "The text says otherwise, or does not reach the case named."),
    ),
    "prediction": (
        ("establish", "Who forecasts it, with which assumptions, and how much it varies."),
        ("refute", "The forecast named was never made, or says otherwise, or its basis is wrong."),
        ("rule", "A forecast is rated on its basis today, not on what comes later."),
    ),
    "voting": (
        ("establish", "The division: date, motion, and how the person voted."),
        ("refute", "The division list shows another vote, or none."),
    ),
    "support": (
        ("establish", "The statement, manifesto or signature that shows the position, with date."),
        ("refute", "A later or clearer statement of the opposite position."),
    ),
    "public_opinion": (
        ("establish", "Polls with the question asked, sample, dates and who paid."),
        ("refute", "Polls of the same population and time that show the opposite."),
        ("rule", "One poll is not enough where others exist; look at the range."),
    ),
    "event": (
        ("establish", "That it happened: who, what, where and when, from a record or witness."),
        ("refute", "A record that shows it did not happen, or otherwise."),
    ),
    "quote": (
        ("establish", "That the words were said: recording, transcript or document."),
        ("refute", "The full words in context say something else."),
        ("rule", "Whether it was said and whether it is true are rated apart."),
    ),
    # Nothing to establish: what a reviewer may do instead.
    "personal": (("rule", "Only the speaker can know it; check the public facts it rests on."),),
    "opinion": (("rule", "A judgement is not rated; check the facts it rests on."),),
    "not_claim": (("rule", "It states nothing; there is nothing to check."),),
}  # fmt: skip


def plan(
    types: tuple[str, ...],
    precedent: Precedent | None,
    published: date | None,
    where: str = "",
) -> tuple[Step, ...]:
    """Steps for a claim, those of its precedent first; `where` as `where.country` tells it.

    For what cannot be checked only the rule that says so.
    """
    steps = list(_precedent_steps(precedent, published)) if precedent else []
    for name in types:
        steps += [Step(kind, text) for kind, text in _STEPS.get(name, ())]
        if name in LOOK:
            steps.append(Step("look", LOOK[name].get(where) or LOOK[name][""]))
    return tuple(dict.fromkeys(steps))[:_LIMIT]


def _precedent_steps(p: Precedent, published: date | None) -> list[Step]:
    what = f"“{p.metric}”" if p.metric else "what is counted"
    until = f"the day before {published:%-d %B %Y}" if published else "the day before"
    steps = [*_range_steps(p, what, until)]
    steps.append(
        Step("rule", f"Settle what counts as {what}, and which series or list is complete.")
    )
    if p.kind == "extreme_since":
        steps.append(
            Step("rule", "Decide how ties count, and whether shares or numbers are compared.")
        )
    if p.polarity == "denied":
        steps.append(Step("rule", "The claim denies the record: one earlier case makes it true."))
    return steps


def _range_steps(p: Precedent, what: str, until: str) -> list[Step]:
    if p.kind == "first_since" and isinstance(p.since, int):
        return [
            Step("establish", f"It happened in {p.since}."),
            Step("establish", f"It did not happen between {p.since + 1} and {until}."),
            Step("refute", f"One case between {p.since + 1} and {until}."),
        ]
    if p.kind == "first_since":
        return [
            Step("establish", f"The last earlier case was {p.anchor}."),
            Step("refute", f"One case {p.anchor}, up to {until}."),
        ]
    if p.kind == "extreme_since":
        order = "lower" if p.direction == "min" else "higher or as bad"
        return [
            Step("establish", f"The value of {what} now, and each value {p.anchor}."),
            Step("refute", f"One case {p.anchor} that was {order}, up to {until}."),
        ]
    if p.kind == "all_time":
        return [
            Step("establish", f"The whole series of {what}, and when records begin."),
            Step("refute", "One earlier case that equals or beats it."),
        ]
    return [
        Step("establish", f"It is true of this case: {what}."),
        Step("refute", "One other case, at any earlier time."),
    ]
