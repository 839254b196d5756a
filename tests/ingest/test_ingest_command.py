import io
import json
import time
from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims.models import Article, Extraction
from ingest.models import Errand, Fetch, Host
from ingest.services import errands

from .conftest import STORY, TEXT

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
    paths = files(empty=b" \n", nothing=b"", good=b"It rained.", nul=b"a\0b", image=b"\x89PNG")
    with pytest.raises(CommandError, match="5 of 6 were not taken in"):
        call_command("ingest", *paths, "missing.txt")
    errors = capsys.readouterr().err
    for words in (
        "empty.txt: The article is empty",
        "nothing.txt: The file is empty",
        "nul.txt: This is not text",
        "image.txt: This is an image. Send the text.",
        "missing.txt: No such file",
    ):
        assert words in errors
    assert Article.objects.get().title == "good"


def test_one_address_names_one_file(files):
    with pytest.raises(CommandError, match="one file"):
        call_command("ingest", *files(a=b"A.", b=b"B."), url="https://paper.example/a")


def test_a_web_page_is_read_by_its_content_and_names_itself(files):
    page = b"<html><head><title>It fell</title></head><body><article><h1>It fell</h1><p>%s</p>"
    (path,) = files(page=page % (TEXT.encode() * 3))
    call_command("ingest", path, url=STORY)
    article = Article.objects.get()
    assert (article.title, article.url) == ("It fell", STORY)
    assert TEXT in article.latest.text
    assert "<p>" not in article.latest.text


def test_an_address_is_collected(web, capsys):
    web.page(STORY, b"It rained.", content_type="text/plain")
    call_command("ingest", STORY, title="Rain")
    article = Article.objects.get()
    assert (article.title, article.via, article.url) == ("Rain", Article.Via.LINK, STORY)
    assert f"{STORY}: received, article {article.uuid}" in capsys.readouterr().out


def test_addresses_of_one_host_wait_for_each_other(web, monkeypatch):
    monkeypatch.setattr(errands, "PAUSE", timedelta(seconds=0.4))
    urls = [f"{STORY}{n}" for n in range(3)]
    for url in urls:
        web.page(url, f"It rained at {url}.".encode(), content_type="text/plain")
    began = time.monotonic()
    call_command("ingest", *urls)
    assert Article.objects.count() == 3
    assert time.monotonic() - began > 0.8


def test_what_may_come_later_is_told_and_left_to_the_worker(web, capsys):
    web.page(STORY, b"", status=503)
    call_command("ingest", STORY)
    assert "tried again later. The server answered 503" in capsys.readouterr().out
    assert Fetch.objects.get().state == Errand.State.WAITING


def test_json_for_machines(files, capsys):
    (good, bad) = files(good=b"It rained.", bad=b"")
    with pytest.raises(CommandError):
        call_command("ingest", good, bad, json=True)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == {
        "item": good, "state": "received", "article": str(Article.objects.get().uuid),
    }  # fmt: skip
    assert (lines[1]["state"], lines[1]["item"]) == ("refused", bad)


def test_a_terminal_gets_a_bar(files, monkeypatch, capsys):
    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setenv("FORCE_COLOR", "1")
    call_command("ingest", *files(a=b"It rained.", b=b"It snowed."))
    assert "100%" in capsys.readouterr().err


def test_a_folder_gives_all_its_files(tmp_path, capsys):
    for name in ("b.txt", "deep/a.txt", ".hidden.txt", ".git/c.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"It rained in {name}.")
    call_command("ingest", str(tmp_path))
    assert {a.title for a in Article.objects.all()} == {"a", "b"}


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(CommandError, match="There is no file in the folder"):
        call_command("ingest", str(tmp_path))


def test_what_is_piped_in(monkeypatch, capsys):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"It rained.")))
    call_command("ingest", "-", title="Rain")
    assert Article.objects.get().title == "Rain"


def test_an_address_needs_no_other():
    with pytest.raises(CommandError, match="where a file was published"):
        call_command("ingest", STORY, url="https://paper.example/a")


def test_a_long_pause_of_a_server_is_left_to_the_worker(web, monkeypatch, capsys):
    monkeypatch.setattr("ingest.management.commands.ingest.LONGEST", 0.5)
    Host.objects.create(name="paper.example", free_at=timezone.now() + timedelta(minutes=30))
    call_command("ingest", STORY)
    assert "tried again later. Its server has a pause" in capsys.readouterr().out
    assert web.asked == []
