"""A page is not taken for unchanged when the code that makes it changed."""

from importlib import metadata

import pytest

from claims.site import chain

HERE = ["services/markdown.py", "models/reviews.py", "models/record.py", "site/words.py"]


@pytest.fixture(autouse=True)
def fresh():
    chain.revision.cache_clear()
    yield
    chain.revision.cache_clear()


@pytest.mark.parametrize("name", HERE)
def test_the_code_of_the_page_counts(monkeypatch, name):
    before = chain.revision()
    chain.revision.cache_clear()
    read = type(chain.CLAIMS).read_bytes
    changed = chain.CLAIMS / name
    monkeypatch.setattr(
        type(chain.CLAIMS), "read_bytes", lambda p: read(p) + (b"#" if p == changed else b"")
    )
    assert chain.revision() != before


@pytest.mark.parametrize("package", ["nh3", "Django"])
def test_the_packages_that_make_the_page_count(monkeypatch, package):
    before = chain.revision()
    chain.revision.cache_clear()
    installed = metadata.version
    monkeypatch.setattr(
        metadata, "version", lambda name: "0.0.1" if name == package else installed(name)
    )
    assert chain.revision() != before
