"""The seed article, as the workbench waits for it and shows it."""

import time

from claims.models import Article, Claim, Extraction
from factcheck.children import Child


class ExtractionFailed(Exception):
    """The worker could not, or did not in time, find the claims of the seed article."""


def wait_for_seed(children: list[Child], timeout: float = 120) -> Article:
    """The seed article once a worker has read it.

    Raises ExtractionFailed, and ChildDied for any of `children` that ends meanwhile.
    """
    article = Article.objects.earliest("pk")
    deadline = time.monotonic() + timeout
    while True:
        for child in children:
            child.check()
        extraction = Extraction.objects.filter(snapshot__article=article).latest("pk")
        if extraction.state == Extraction.State.DONE:
            return article
        if extraction.state == Extraction.State.DEAD or time.monotonic() > deadline:
            raise ExtractionFailed(
                f"The seed article could not be read (it is {extraction.get_state_display()}). "
                f"The last error: {extraction.last_error or 'none'}"
            )
        time.sleep(0.1)


def claim_rows(article: Article) -> list[tuple[str, str, str, str]]:
    """(types, speaker, score, text) for each claim, the most check-worthy first."""
    claims = (
        Claim.objects.filter(appearances__snapshot__article=article)
        .select_related("speaker")
        .distinct()
        .order_by("-score", "pk")
    )
    return [
        (
            ", ".join(claim.types),
            claim.speaker.name if claim.speaker else "–",
            "–" if claim.score is None else f"{claim.score:.2f}",
            claim.text,
        )
        for claim in claims
    ]
