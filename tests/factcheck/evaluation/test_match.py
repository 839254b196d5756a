import gzip
import json
import os
import subprocess
import sys

import psutil

COLLECTION = [
    ("port", "Ada Voss closed the port of Tarn.", "Did Voss close the port?", "3 March 2016"),
    ("rent", "Rents doubled in Foley.", "Rents in Foley rose by a tenth", None),
    ("bees", "A photograph shows bees in a mailbox.", "Bees in a mailbox", "stated on May 1, 2015"),
    ("odd", "\x00\ud800", ["a", "\x00"], 20160303),
]
QUERIES = [
    ("q1", "Foley tenants pay twice as much as before"),
    ("q2", "She shut Tarn’s harbour! #PortOfTarn — Ivor Reed (@reed) March 3, 2016"),
    ("q3", "…"),
    ("q4", "\x00\ud800" + " ".join(f"w{n}x" for n in range(200_000))),
]


def test_earlier_claims_are_ranked_on_a_database_that_leaves_nothing_behind(tmp_path):
    gold, collection, out = (tmp_path / name for name in ("gold.jsonl", "claims.gz", "out.jsonl"))
    rest = tmp_path / "rest"
    rest.mkdir()
    gold.write_text("".join(json.dumps({"id": i, "text": t}) + "\n" for i, t in QUERIES))
    names = ("vclaim_id", "vclaim", "title", "date")
    rows = (json.dumps(dict(zip(names, row, strict=True))) + "\n" for row in COLLECTION)
    collection.write_bytes(gzip.compress("".join(rows).encode()))
    # The data folder of a workbench is not touched: this one cannot be made.
    environment = os.environ | {"FACTCHECK_DATA": "/proc/no-such-folder", "TMPDIR": str(rest)}
    environment |= {"SECRET_KEY": "test", "DATABASE_URL": "postgres://nobody@/nowhere"}
    environment |= {"REDIS_URL": "redis://nowhere", "DATABASE_OWNER_URL": ""}
    subprocess.run(
        [sys.executable, "manage.py", "evaluate", "match", gold, "--out", out]
        + ["--collection", collection],
        env=environment,
        check=True,
    )
    found = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["id"] for row in found] == ["q1", "q2", "q3", "q4"]
    assert [row["ranking"][0] for row in found[:2]] == ["rent", "port"]
    assert all(sorted(row["ranking"]) == ["bees", "odd", "port", "rent"] for row in found)
    assert not list(rest.glob("factcheck*"))
    running = (process.info["cmdline"] or () for process in psutil.process_iter(["cmdline"]))
    assert not any(str(tmp_path) in argument for words in running for argument in words)
