"""docs/method.md says what the code does."""

import re
from pathlib import Path

from claims.text.analyse import ENGINE
from claims.text.checkworthiness import BY_HAND, SIGNS
from claims.text.encoder import settings

METHOD = (Path(__file__).parents[3] / "docs" / "method.md").read_text(encoding="utf-8")


def test_the_engine_named_is_the_engine():
    assert f"Engine `{ENGINE}`" in METHOD


def test_every_factor_is_listed_with_its_weight():
    rows = re.findall(r"^\| ([a-z ,]+) \| ([+−][\d.]+) \|$", METHOD, re.M)
    listed = {name: float(weight.replace("−", "-")) for name, weight in rows}

    weights = settings()["weights"] | BY_HAND
    assert listed == {name: round(weight, 1) for name, weight in weights.items()}
    assert set(weights) == {*SIGNS, "constant", "wording"}


def test_every_file_named_is_there():
    engine = Path(__file__).parents[3] / "claims" / "text"

    for name in re.findall(r"`(\w+\.py)`", METHOD):
        assert (engine / name).exists(), name
