import os
import subprocess
import sys
import threading
import time

import pytest

from factcheck.places import REPOSITORY
from ingest import sandbox
from ingest.sandbox import Unreadable, run

WILD = (
    "import sys; sys.path.insert(0, {root!r}); sys.dont_write_bytecode = True; "
    "from ingest import sandboxed; from tests.ingest import wild_reader; "
    "sys.modules['ingest.readers.wild'] = wild_reader; "
    "sandboxed.CPU_SECONDS = 1; sandboxed.serve()"
)


@pytest.fixture
def wild(monkeypatch):
    sandbox.close()
    monkeypatch.setattr(sandbox, "_BOOT", WILD.format(root=str(REPOSITORY)))
    yield lambda what, **options: run("wild", what.encode(), **options)["text"]
    sandbox.close()


def server():
    return sandbox._server.process.pid


def test_answers_and_stays(wild):
    assert wild("say", word="Grüße") == "Grüße"
    first = server()
    assert wild("say") == "hello"
    assert server() == first


def test_no_document_leaves_a_trace_in_the_next(wild):
    assert [wild("remember") for _ in range(3)] == ["1", "1", "1"]


def test_a_refusal_is_told_and_a_failure_hidden(wild, caplog):
    with pytest.raises(Unreadable, match="Klingon") as refused:
        wild("refuse")
    assert not refused.value.temporary
    with pytest.raises(Unreadable, match="damaged"):
        wild("fail")
    assert "ZeroDivisionError" in caplog.text


@pytest.mark.parametrize(
    ("what", "says"),
    [
        ("spin", "processor time"),
        ("segfault", "crash"),
        ("leave", "crash"),
        ("eat", "512 MB of memory"),
        ("long", "more than|of memory"),
    ],
)
def test_a_wild_reader_is_ended_and_the_next_document_read(wild, what, says):
    started = time.monotonic()
    with pytest.raises(Unreadable, match=says) as refused:
        wild(what)
    assert not refused.value.temporary
    assert time.monotonic() - started < 10
    assert wild("say") == "hello"


def test_a_reader_that_only_waits_may_be_asked_again(wild, monkeypatch):
    wild("say")
    monkeypatch.setattr(sandbox, "WALL_SECONDS", 0.5)
    with pytest.raises(Unreadable, match="longer than 0.5 seconds") as refused:
        wild("sleep")
    assert refused.value.temporary


@pytest.mark.parametrize("what", ["read_file", "write_file", "connect", "start"])
def test_no_file_no_network_no_process(wild, what, caplog):
    with pytest.raises(Unreadable):
        wild(what)
    assert "PermissionError: a reader may not" in caplog.text


def test_the_kernel_refuses_what_python_would_allow():
    """Without the audit hook: what is left when a parser in C is taken over."""
    code = (
        "import os, resource, socket\n"
        "from ingest import sandboxed\n"
        "import sys; sys.addaudithook = lambda hook: None\n"
        "sandboxed._give_up_everything()\n"
        "for act in (lambda: os.open('/etc/passwd', os.O_RDONLY), lambda: socket.socket(),\n"
        "            lambda: os.pipe()):\n"
        "    try: act(); print('done')\n"
        "    except OSError as error: print(error.errno)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    assert result.stdout.split() == ["24"] * 3  # EMFILE


def test_the_environment_stays_outside(wild, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hush")
    assert "SECRET_KEY" not in wild("environment")


def test_an_answer_out_of_turn_ends_the_server(wild):
    with pytest.raises(Unreadable):
        wild("shout")
    assert wild("say") == "hello"


def test_a_server_that_was_killed_is_replaced(wild):
    wild("say")
    first = server()
    os.kill(first, 9)
    os.waitpid(first, 0)
    sandbox._server.process.returncode = -9
    assert wild("say") == "hello"
    assert server() != first


def test_a_server_that_is_killed_at_work_is_asked_again(wild, monkeypatch):
    """Not the document's fault."""
    wild("say")
    monkeypatch.setattr(sandbox._Server, "is_idle", lambda self: True)
    os.kill(server(), 9)
    assert wild("say") == "hello"


def test_threads_take_turns(wild):
    answers = []
    threads = [
        threading.Thread(target=lambda n=n: answers.append(wild("say", word=str(n))))
        for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [str(number) for number in range(8)]


def test_a_forked_worker_starts_its_own(wild):
    wild("say")
    first = server()
    pid = os.fork()
    if pid == 0:
        try:
            fine = wild("say") == "hello" and server() != first
            sandbox.close()
            os._exit(0 if fine else 1)
        except BaseException:
            os._exit(2)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0
    assert wild("say") == "hello"
    assert server() == first


def test_the_server_ends_with_its_parent():
    code = (
        "from ingest import sandbox, readers\n"
        "readers.read(b'Some text.')\n"
        "import os; print(sandbox._server.process.pid, flush=True); os._exit(0)\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True
    )
    for _ in range(50):
        if not alive(int(result.stdout)):
            return
        time.sleep(0.1)
    pytest.fail("The server outlived its parent.")


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
