"""Every feed that feedparser is tested with, read in the sandbox."""

import subprocess
import sys
import tarfile
import time

import pytest

from factcheck.places import REPOSITORY
from ingest import readers

VERSION = "6.0.14"
CACHE = REPOSITORY / "var" / "corpora"
COUNT = 2_242


@pytest.fixture(scope="module")
def corpus():
    archive = CACHE / f"feedparser-{VERSION}.tar.gz"
    if not archive.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--no-binary=:all:"]
        command += ["--no-build-isolation", f"--dest={CACHE}", f"feedparser=={VERSION}"]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            pytest.skip(f"feedparser's own feeds could not be downloaded to {CACHE}.")
    with tarfile.open(archive) as files:
        return {
            member.name: files.extractfile(member).read()
            for member in files
            if member.name.endswith(".xml")
        }


def test_no_crash_no_hang_no_access(corpus, caplog):
    slow, refused = {}, {}
    readers.read(b"Some text, so that the server is there.")
    for name, data in corpus.items():
        started = time.monotonic()
        try:
            readers.read_feed(data, url="https://paper.example/feed")
        except readers.Unreadable as error:
            refused[name] = error.reason
        if (took := time.monotonic() - started) > 2:
            slow[name] = took
    assert len(corpus) == COUNT
    assert not slow
    # A reader that fails, or touches a file or the network, is written to the log.
    assert not caplog.text
    assert not [reason for reason in refused.values() if "crash" in reason or "takes" in reason]
    assert len(refused) < 0.1 * COUNT
