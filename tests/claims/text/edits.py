"""Invented articles that are edited at random, with the truth about every word: each carries a
number through the edits. All names and facts are made up by the generator."""

from dataclasses import dataclass, field, replace
from itertools import count
from random import Random

ONSETS, VOWELS, CODAS = (
    "b br c d f g gr l m n p s st t v w".split(),
    "aeiou",
    "l m n r s t x".split(),
)
COMMON = "the a of in on to and that for with by was had".split()
OPENINGS = ["The council said", "In Carrow", "The mayor of Carrow said that", "Last year", "But"]


@dataclass(frozen=True, slots=True)
class Word:
    text: str
    # Which word of the old text it is, or stands for; None for what came in.
    origin: int | None = None
    # A copy of that word, made by the outlet; a move, if the word itself goes.
    copy: bool = False


Sentence = list[Word]


@dataclass(slots=True)
class Writer:
    """Writes and edits sentences of a small vocabulary, in which much is said twice."""

    random: Random
    numbers: count = field(default_factory=count)

    def name(self) -> str:
        r = self.random
        syllables = (r.choice(ONSETS) + r.choice(VOWELS) + r.choice(CODAS) for _ in range(2))
        return "".join(syllables)

    def word(self, nouns: list[str]) -> str:
        r = self.random
        if r.random() < 0.08:
            return str(r.choice([r.randint(2, 99), r.randint(1900, 2020), r.randint(10, 99) / 10]))
        return r.choice(COMMON if r.random() < 0.45 else nouns)

    def sentence(self, nouns: list[str]) -> Sentence:
        opening = self.random.choice(OPENINGS).split() if self.random.random() < 0.4 else []
        words = [*opening, *(self.word(nouns) for _ in range(self.random.randint(5, 16)))]
        words[0] = words[0].capitalize()
        return [*map(Word, words), Word(".")]

    def article(self) -> tuple[list[list[Sentence]], list[str]]:
        r = self.random
        nouns = [self.name() for _ in range(r.choice([25, 60, 150]))]
        paragraphs = [
            [self.sentence(nouns) for _ in range(r.randint(1, 4))] for _ in range(r.randint(2, 8))
        ]
        if r.random() < 0.3:
            said = r.choice(r.choice(paragraphs))
            r.choice(paragraphs).append(list(said))
        numbers = count()
        numbered = [
            [[replace(word, origin=next(numbers)) for word in s] for s in p] for p in paragraphs
        ]
        return numbered, nouns


def edit(article: list[list[Sentence]], writer: Writer, nouns: list[str]) -> str:
    """One change of the article, in place; its name."""
    r = writer.random
    paragraph = r.choice([p for p in article if p] or [article[0]])
    if not paragraph:
        paragraph.append(writer.sentence(nouns))
        return "insert"
    n = r.randrange(len(paragraph))
    said = paragraph[n]
    kind = r.choice(
        "insert delete move copy typo typo figure words cut add swap note split join".split()
    )
    if kind == "insert":
        paragraph.insert(n, writer.sentence(nouns))
    elif kind == "delete":
        del paragraph[n]
    elif kind == "move":
        del paragraph[n]
        target = r.choice(article)
        target.insert(r.randint(0, len(target)), said)
    elif kind == "copy":
        target = r.choice(article)
        target.insert(r.randint(0, len(target)), [replace(w, copy=True) for w in said])
    elif kind == "swap":
        r.shuffle(article)
    elif kind == "note":
        quoted = [Word(w.text) for w in said]
        before = [*map(Word, "Correction : an earlier version said that".split())]
        article.append([before + quoted])
    elif kind == "split":
        article.insert(article.index(paragraph) + 1, paragraph[n:])
        del paragraph[n:]
    elif kind == "join":
        article[:] = [[s for p in article for s in p]]
    else:
        reword(said, kind, writer, nouns)
    return kind


def reword(said: Sentence, kind: str, writer: Writer, nouns: list[str]) -> None:
    """Change words within a sentence; the full stop stays."""
    r = writer.random
    if len(said) < 4:
        return
    n = r.randrange(len(said) - 1)
    if kind == "typo":
        said[n] = replace(said[n], text=said[n].text + r.choice("aeiou"))
    elif kind == "figure":
        said[n] = replace(said[n], text=str(r.randint(100, 999)))
    elif kind == "words":
        for k in range(n, min(n + 2, len(said) - 1)):
            said[k] = replace(said[k], text=writer.name())
    elif kind == "cut":
        del said[n]
    elif kind == "add":
        said[n:n] = [Word(writer.word(nouns)) for _ in range(r.randint(1, 3))]


def printed(article: list[list[Sentence]]) -> tuple[str, list[tuple[Word, int, int]]]:
    """The text, and every word with its offsets."""
    text, words = "", []
    for paragraph in article:
        for sentence in paragraph:
            for word in sentence:
                if text and text[-1] != "\n" and word.text not in ".:":
                    text += " "
                words.append((word, len(text), len(text) + len(word.text)))
                text += word.text
        if paragraph:
            text += "\n\n"
    return text, words
