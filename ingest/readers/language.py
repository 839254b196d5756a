"""Which language a text is in."""

import re

# Below this py3langid takes headlines and names for Latin or Tagalog.
FEWEST_WORDS = 20
_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 20_000
_CODE = re.compile(r"\s*([A-Za-z]{2,3})(?:[-_]|\s*$)")


def recognise(text: str, declared: str | None = None) -> str | None:
    """ISO 639-1 code; that which the document declares where the text is too short to tell."""
    sample = text[:_SAMPLE]
    if len(_WORD.findall(sample)) >= FEWEST_WORDS:
        from py3langid import classify

        return str(classify(sample)[0])
    found = _CODE.match(declared or "")
    return found[1].lower() if found else None
