"""Articles by the hundred, none like another: copies of a story would wait for the first one."""

from random import Random

from claims.models import Article, Extraction
from claims.services.articles import receive_article

WORDS = (
    "mayor bridge budget school river tax vote nurse farm train harbour library council market "
    "prison museum forest factory clinic tunnel canal airport village theatre stadium college "
    "orchard quarry station garden chapel castle mill reservoir lighthouse"
).split()
PLACES = "Northam Easton Westby Southwick Midford Highley Lowmoor Oakham Ashby Elmstead".split()
SHAPES = (
    "The number of {a} and {b} jobs in {place} fell to {n:,} in {year}, the lowest since {old}.",
    "“We have spent {n:,} pounds on the {a} {b} of {place},” the {c} minister Ada Example said.",
    "Ben Sample said {percent}% of the {a} {b} visits were late in {year}, more than in {old}.",
    "It was the first time since {old} that the {a} had paid for a {b} in {place} itself.",
    "The {a} {b} {c} of {place} cost {n:,} pounds, {percent}% more than the {b} of {old}.",
)


def story(number: int, sentences: int = 6) -> str:
    random = Random(number)

    def sentence() -> str:
        a, b, c = random.sample(WORDS, 3)
        return random.choice(SHAPES).format(
            a=a,
            b=b,
            c=c,
            place=random.choice(PLACES),
            n=random.randrange(2_000, 900_000),
            percent=random.randrange(3, 97),
            year=random.randrange(2000, 2025),
            old=random.randrange(1950, 2000),
        )

    # Words that no other has: of 500 from these shapes alone, two would be alike by chance.
    names = " ".join(f"{random.choice(WORDS)}{number}{letter}" for letter in "abcdefghijklmnop")
    text = " ".join(sentence() for _ in range(sentences))
    return f"Story {number}.\n\n{text}\n\nFiled under {names}."


def receive(count: int, sentences: int = 6, first: int = 0) -> list[Extraction]:
    """So many articles, in the queue."""
    stories = (story(n, sentences) for n in range(first, first + count))
    return [receive_article(text=text, via=Article.Via.API).extraction for text in stories]
