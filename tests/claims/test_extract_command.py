import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator

from claims.text.encoder import ModelBroken, classifier

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "extract.schema.json").read_bytes())
TEXT = (
    "Ada Moss said: “The port lost £3m in 2016.”\r\n\r\n"
    "Is it true? It was the first loss since 1974."
)


def extract(*args, stdin=None):
    """Run it as a user would, in a process of its own: no settings of the test run reach it."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", "extract", *args],
        input=stdin,
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_bytes(TEXT.encode())
    return path


def as_json(path, **options):
    out = io.StringIO()
    call_command("extract", str(path), json=True, stdout=out, **options)
    return json.loads(out.getvalue())


def test_the_schema_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", ["article", "seed"])
def test_json_keeps_the_contract(name, article):
    path = article if name == "article" else ROOT / "seeds" / "copeland-byelection.txt"
    text = path.read_bytes().decode()

    printed = as_json(path, published="2017-02-26")

    Draft202012Validator(SCHEMA).validate(printed)
    assert printed["claims"]
    for part in (*printed["claims"], *printed["quotes"]):
        assert text[part["start"] : part["end"]] == part["exact"]


def test_from_standard_input_to_a_pipe_one_line_a_claim():
    done = extract("-", stdin=TEXT.encode())

    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    assert (done.returncode, done.stderr) == (0, b"")
    assert [len(row) for row in rows] == [4, 4]
    assert rows[0][1] == "Ada Moss"
    assert rows[1][3] == "It was the first loss since 1974."


def test_a_byte_order_mark_is_left_out(tmp_path):
    path = tmp_path / "bom.txt"
    path.write_bytes(b"\xef\xbb\xbf" + TEXT.encode())

    assert as_json(path)["sentences"][0]["start"] == 0


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [
        (b"caf\xe9", 65, "byte 3 is 0xe9"),
        (b"\xef\xbb\xbfcaf\xe9", 65, "byte 6 is 0xe9"),
        (b" \r\n", 65, "holds no text"),
        (b"", 65, "holds no text"),
    ],
)
def test_what_is_not_text(tmp_path, content, code, words):
    path = tmp_path / "bad.txt"
    path.write_bytes(content)

    with pytest.raises(CommandError, match=words) as raised:
        call_command("extract", str(path))
    assert raised.value.returncode == code


def test_a_missing_file(tmp_path):
    with pytest.raises(CommandError, match="No such file") as raised:
        call_command("extract", str(tmp_path / "missing.txt"))
    assert raised.value.returncode == 66


def test_a_wrong_day(article):
    with pytest.raises(CommandError, match="YYYY-MM-DD") as raised:
        call_command("extract", str(article), published="26/02/2017")
    assert raised.value.returncode == 2


def test_errors_end_the_process_with_their_code():
    done = extract("-", stdin=b"\xff")

    assert done.returncode == 65
    assert done.stdout == b""
    assert b"byte 0 is 0xff" in done.stderr


def test_help_has_an_example():
    done = extract("--help")

    assert done.returncode == 0
    assert b"manage.py extract seeds/copeland-byelection.txt" in done.stdout


def test_the_table_on_a_terminal(article, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    call_command("extract", str(article), stdout=Terminal())

    printed = capsys.readouterr().out
    assert "exact words" in printed
    assert "2 claims in 3 sentences." in printed


def test_without_the_model_it_says_so(article, monkeypatch):
    def broken(*_, **__):
        raise ModelBroken("The model is incomplete; check it out again.")

    monkeypatch.setattr("claims.text.encoder.Classifier.__init__", broken)
    classifier.cache_clear()
    with pytest.raises(CommandError, match="check it out again") as told:
        call_command("extract", str(article))
    assert told.value.returncode == 69


def test_sentences_that_failed_are_told(article, monkeypatch):
    def failing(*_):
        raise ZeroDivisionError("once")

    monkeypatch.setattr("claims.text.analyse.claims_in", failing)
    err = io.StringIO()
    call_command("extract", str(article), stderr=err)
    assert "3 sentences failed; the first: ZeroDivisionError: once" in err.getvalue()
