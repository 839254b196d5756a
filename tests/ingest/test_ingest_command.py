from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.models import Article, Extraction

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(tmp_path):
    def write(**contents):
        paths = []
        for name, content in contents.items():
            paths.append(tmp_path / f"{name}.txt")
            paths[-1].write_bytes(content)
        return [str(path) for path in paths]

    return write


def test_a_file_becomes_an_article_in_the_queue(files, capsys):
    (path,) = files(debate="It cost £5m.\r\nReally.".encode())
    call_command("ingest", path, published=date(2017, 2, 26), publisher="The Example")
    article = Article.objects.get()
    assert (article.title, article.via) == ("debate", Article.Via.FILE)
    assert timezone.localdate(article.published_at) == date(2017, 2, 26)
    assert article.latest.text == "It cost £5m.\r\nReally."
    assert Extraction.objects.get().state == Extraction.State.WAITING
    assert f"{path}: received, article {article.uuid}" in capsys.readouterr().out


def test_the_same_file_again_is_told_apart(files, capsys):
    (path,) = files(a=b"It rained.")
    call_command("ingest", path)
    call_command("ingest", path)
    assert "already here" in capsys.readouterr().out
    assert Article.objects.count() == 1


def test_a_bad_file_stops_nobody_and_the_command_says_so(files, capsys):
    paths = files(bad=b"\xff\x00\xff", empty=b" \n", good=b"It rained.", nul=b"a\0b")
    with pytest.raises(CommandError, match="4 of 5 files were not taken in"):
        call_command("ingest", *paths, "missing.txt")
    errors = capsys.readouterr().err
    for word in ("bad.txt: Not UTF-8", "empty.txt: The article is empty", "nul.txt: The text has"):
        assert word in errors
    assert "missing.txt: No such file" in errors
    assert Article.objects.get().title == "good"


def test_one_address_names_one_file(files):
    with pytest.raises(CommandError, match="one file"):
        call_command("ingest", *files(a=b"A.", b=b"B."), url="https://paper.example/a")
