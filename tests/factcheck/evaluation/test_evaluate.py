"""`manage.py evaluate` on invented rows, as somebody outside would run it."""

import gzip
import io
import json
import math
import subprocess
import sys
from types import ModuleType, SimpleNamespace

import pytest
from django.core.management import CommandError, call_command

from claims.text.encoder import ModelBroken
from factcheck.places import REPOSITORY

SPEECH = "The port lost £3m. “It was the worst loss since 1974,” said Ada Moss."


@pytest.fixture
def evaluate(tmp_path):
    """Run a task on rows (or on the bytes of a file); what it wrote and what it printed."""

    def run(task, rows, *options, collection=None):
        gold, out = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
        gold.write_bytes(rows if isinstance(rows, bytes) else lines(rows))
        if collection is not None:
            (tmp_path / "claims.jsonl").write_bytes(lines(collection))
            options += ("--collection", str(tmp_path / "claims.jsonl"))
        printed = io.StringIO()
        call_command("evaluate", task, str(gold), "--out", str(out), *options, stdout=printed)
        return [json.loads(line) for line in out.read_text().splitlines()], printed.getvalue()

    return run


def lines(rows):
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def figures(printed):
    """The printed figures by name."""
    return {
        name: float(value)
        for name, value in (line.split() for line in printed.splitlines() if line[0] != "#")
    }


def rows_of(*labels, **fields):
    return [
        {"id": f"r{at}", "text": f"The port lost £{at}m.", "label": label} | fields
        for at, label in enumerate(labels)
    ]


@pytest.fixture
def judge(monkeypatch):
    """A model that finds even rows check-worthy, all but row 3 claims, each third an opinion."""

    def judged(texts):
        numbers = [int("".join(filter(str.isdigit, text))) for text in texts]
        return [
            SimpleNamespace(
                label="NFS" if number % 2 else "CFS",
                score=1 / (1 + number),
                claim=number != 3,
                opinion=number % 3 == 0,
                factors=(),
            )
            for number in numbers
        ]

    monkeypatch.setattr("claims.text.checkworthiness.judge", judged)


@pytest.mark.usefixtures("judge")
@pytest.mark.parametrize(
    ("rows", "compared", "name", "value"),
    [
        (rows_of("CFS", "NFS", "UFS", "CFS"), "three classes", "accuracy", 0.5),
        (rows_of("Yes", "No", "Yes", "Yes"), "Yes = check-worthy (CFS)", "f1_pos", 0.8),
        (rows_of(1, 0, 1, 1), "1 = a claim", "f1_pos", 0.6667),
        (rows_of(1, 0, 1, 1, doc="one speech"), "1 = a claim", "f1_pos", 0.6667),
        (rows_of("SUBJ", "OBJ", "OBJ", "OBJ"), "SUBJ = opinion", "f1_pos", 0.6667),
        (
            [row | {"doc": "debate", "line": at} for at, row in enumerate(rows_of(0, 1, 0, 1))],
            "ranking of each document's lines by score",
            "MAP",
            0.5,
        ),
    ],
)
def test_the_labels_choose_the_metric(evaluate, rows, compared, name, value):
    _, printed = evaluate("checkworthy", rows, "--score")

    assert printed.splitlines()[0] == f"# {compared}"
    assert figures(printed)[name] == value


@pytest.mark.usefixtures("judge")
def test_no_metric_for_strange_labels(evaluate, tmp_path):
    with pytest.raises(CommandError, match=r"labels Maybe, Yes\. Known: CFS, UFS, NFS; Yes, No"):
        evaluate("checkworthy", rows_of("Yes", "Maybe"), "--score")

    assert len((tmp_path / "pred.jsonl").read_text().splitlines()) == 2


@pytest.mark.usefixtures("judge")
def test_many_rows_keep_their_order(evaluate):
    written, _ = evaluate("checkworthy", rows_of(*range(1200)))

    assert [row["id"] for row in written] == [f"r{at}" for at in range(1200)]
    assert {"id", "label", "score", "claim", "opinion", "factors"} == set(written[0])


def test_the_shipped_model_explains_its_score(evaluate):
    texts = ["Unemployment in Tarn fell by 3% to its lowest since 1974.", "Thank you very much."]

    written, _ = evaluate("checkworthy", [{"id": at, "text": t} for at, t in enumerate(texts)])

    assert [row["label"] for row in written] == ["CFS", "NFS"]
    assert [row["claim"] for row in written] == [True, False]
    for row in written:
        logit = sum(factor["contribution"] for factor in row["factors"])
        assert row["score"] == pytest.approx(1 / (1 + math.exp(-logit)))


def test_types(evaluate):
    text = "Unemployment fell by 3% last year."
    gold = {"id": 1, "text": text, "claim_types": ["quantity", "voting"], "checkable": True}

    written, printed = evaluate("types", [gold], "--score")

    assert written == [{"id": 1, "labels": ["quantity"], "checkable": True}]
    assert figures(printed)["micro_f1"] == 0.6667
    assert figures(printed)["checkable_accuracy"] == 1


def test_precedents(evaluate):
    gold = {
        "id": "p1",
        "text": "It was the port's worst loss since 1974.",
        "is_precedent": True,
        "kind": "extreme_since",
        "since": 1974,
        "span_years": None,
        "direction": "max",
        "polarity": "asserted",
    }
    none = {"id": "p2", "text": "The port lost money.", "is_precedent": False}

    written, printed = evaluate("precedents", [gold, none], "--score")

    assert written[0] == {name: value for name, value in gold.items() if name != "text"}
    assert written[1]["is_precedent"] is False
    assert written[1]["kind"] is None
    assert figures(printed)["all_fields"] == 1


def test_quotes(evaluate):
    at = SPEECH.index
    gold = {
        "content": [{"spans": [[at("It was"), at(",”")]]}],
        "source": [{"spans": [[at("Ada"), at("Ada") + 8]]}],
    }
    row = {"doc": "d", "text": SPEECH, "attributions": [gold]}

    written, printed = evaluate("quotes", [row, row], "--score")

    assert written[0] == written[1]
    (found,) = written[0]["attributions"]
    assert found["speaker"] == "Ada Moss"
    assert found["voice"] == "direct"
    assert [SPEECH[start:end] for start, end in found["cue"]] == ["said"]
    # The second annotation of a document is not scored.
    assert figures(printed)["docs"] == 1
    assert figures(printed)["content_source_f1"] == 1


def test_a_quotation_without_a_cue(evaluate):
    row = {"doc": "d", "text": "Ada Moss spoke. “It was bad luck, and nothing else.”"}

    (found,) = evaluate("quotes", [row])[0][0]["attributions"]

    assert (found["cue"], found["speaker"]) == ([], "Ada Moss")


def test_sentences(evaluate):
    gold = [{"start": 0, "end": 18}, {"start": 19, "end": len(SPEECH)}]

    written, printed = evaluate(
        "sentences", [{"doc": "d", "text": SPEECH, "sentences": gold}], "--score"
    )

    assert written == [{"doc": "d", "sentences": [[0, 18], [19, len(SPEECH)]]}]
    assert figures(printed)["exact_recall"] == 1


def test_transcripts(evaluate):
    raw = "MOSS: The port lost money.\nCOLE: It did not."
    told = [
        {"text": "The port lost money.", "speaker": "Ada Moss"},
        {"text": "It did not.", "speaker": "Ada Moss"},
    ]

    written, printed = evaluate(
        "transcripts", [{"doc": "d", "raw": raw, "gold_sentences": told}], "--score"
    )

    assert [turn["speaker"] for turn in written[0]["turns"]] == ["Moss", "Cole"]
    ((start, end),) = written[0]["turns"][1]["sentences"]
    assert raw[start:end] == "It did not."
    assert figures(printed) == {"docs": 1, "n": 2, "whole": 1, "speaker_right": 0.5}


def test_match(evaluate, monkeypatch):
    module = ModuleType("match")
    module.rank = lambda queries, collection: (
        {"id": query["id"], "ranking": [claim["vclaim_id"] for claim in collection]}
        for query in queries
    )
    monkeypatch.setitem(sys.modules, "factcheck.evaluation.match", module)
    claims = [{"vclaim_id": name, "vclaim": "It lost money."} for name in "ab"]

    written, printed = evaluate(
        "match",
        [{"id": "q", "text": SPEECH, "relevant": ["b"]}],
        "--score",
        collection=claims,
    )

    assert written == [{"id": "q", "ranking": ["a", "b"]}]
    assert figures(printed)["MAP@5"] == 0.5


def test_gzip_a_byte_order_mark_and_blank_lines(evaluate):
    rows = b"\xef\xbb\xbf" + lines([{"doc": "d", "text": "No."}]) + b"\r\n\n"

    assert evaluate("sentences", rows)[0] == evaluate("sentences", gzip.compress(rows, mtime=0))[0]


def test_half_a_surrogate_pair_is_written(evaluate):
    row = b'{"doc": "\\ud800", "text": "A \\ud800 fell."}'

    assert evaluate("sentences", row)[0][0]["doc"] == "\ud800"


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (b'{"doc": 1, "text": "A."}\n{"doc": 2}\n', r"line 2: no field “text”: every row needs"),
        (b'\n{"doc": 1, "text": "A."\n', r"line 2: no JSON .*one JSON object a line"),
        (b'{"doc": 1, "text": "caf\xe9"}', r"line 1: no JSON"),
        (b"[" * 100_000, r"line 1: no JSON"),
        (b'["A."]', r"line 1: not a JSON object"),
        (b'{"doc": 1, "text": null}', r"line 1: the field “text” is no text"),
        (b"\n", r"holds no rows"),
        (gzip.compress(b'{"doc": 1, "text": "A."}', mtime=0)[:-9], r"Cannot read .*end-of-stream"),
    ],
)
def test_rows_that_cannot_be_used_are_told_before_anything_is_written(
    evaluate, tmp_path, rows, told
):
    with pytest.raises(CommandError, match=told) as raised:
        evaluate("sentences", rows)

    assert raised.value.returncode == 1
    assert not (tmp_path / "pred.jsonl").exists()


def test_a_score_without_labels(evaluate):
    with pytest.raises(CommandError, match="line 1: no field “sentences”: --score compares"):
        evaluate("sentences", [{"doc": "d", "text": "No."}], "--score")


def test_labels_of_another_shape(evaluate):
    row = {"doc": "d", "text": "No.", "sentences": [[0, 3]]}

    with pytest.raises(CommandError, match="labels cannot be compared"):
        evaluate("sentences", [row], "--score")


def wrong_use(*arguments):
    with pytest.raises(CommandError) as raised:
        call_command("evaluate", *map(str, arguments))
    return raised.value


def test_wrong_use(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_bytes(lines([{"doc": "d", "id": "i", "text": "No."}]))
    content = gold.read_bytes()
    nowhere = tmp_path / "no" / "pred.jsonl"

    assert "--collection FILE" in str(error := wrong_use("match", gold, "--out", "x"))
    assert error.returncode == 2
    assert "Name a file in a folder" in str(error := wrong_use("sentences", gold, "--out", nowhere))
    assert error.returncode == 2
    assert "would overwrite" in str(error := wrong_use("sentences", gold, "--out", gold))
    assert error.returncode == 2
    assert gold.read_bytes() == content
    assert "No such file" in str(error := wrong_use("sentences", tmp_path / "gone", "--out", "x"))
    assert error.returncode == 1
    assert "no regular file" in str(wrong_use("sentences", tmp_path, "--out", "x"))
    assert "'guess'" in str(wrong_use("guess", gold, "--out", "x"))


@pytest.fixture
def command(tmp_path):
    def run(*arguments):
        return subprocess.run(
            [sys.executable, REPOSITORY / "manage.py", "evaluate", *arguments],
            capture_output=True,
            text=True,
            check=False,
            # No server answers there: what needs a database fails.
            env={"PATH": "/usr/bin:/bin", "FACTCHECK_DATA": str(tmp_path), "PYTHONUTF8": "1"},
        )

    return run


def test_a_process_without_a_database_is_quiet_in_a_pipe(command, tmp_path):
    gold, out = tmp_path / "gold.jsonl", tmp_path / "pred.jsonl"
    gold.write_bytes(lines([{"doc": "d", "text": SPEECH}]))

    done = command("sentences", gold, "--out", out)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert json.loads(out.read_text())["doc"] == "d"


def test_help_tells_the_tasks_and_has_an_example(command):
    done = command("--help")

    assert done.returncode == 0
    assert "checkworthy  id, text" in done.stdout
    assert "manage.py evaluate checkworthy" in done.stdout


def test_a_wrong_task_ends_with_2(command):
    assert command("guess", "gold", "--out", "pred").returncode == 2


def test_without_the_model_it_says_so(evaluate, monkeypatch):
    def broken(*_, **__):
        raise ModelBroken("The model is incomplete; check it out again.")

    monkeypatch.setattr("claims.text.checkworthiness.judge", broken)
    with pytest.raises(CommandError, match="check it out again"):
        evaluate("checkworthy", [{"id": 1, "text": "Rents rose."}])
