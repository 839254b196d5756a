import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from factcheck.children import Child, ChildDied, run_to_end, running
from tests.faults.harness import wait_for

STUBBORN = "trap '' TERM; while :; do sleep 0.1; done"


@pytest.fixture
def child(tmp_path):
    def make(script, **options):
        return Child("the child", ["/bin/sh", "-c", script], tmp_path / "child.log", **options)

    return make


def is_alive(pid):
    return psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_its_output_goes_to_its_log(child):
    one = child("echo hello; echo trouble >&2")
    run_to_end(one)
    assert one.tail() == "hello\ntrouble"


def test_the_log_before_is_kept_beside(child, tmp_path):
    run_to_end(child("echo first"))
    run_to_end(child("echo second"))
    assert (tmp_path / "child.log.old").read_text() == "first\n"


def test_a_failure_is_told_with_the_end_of_the_log(child):
    with pytest.raises(ChildDied, match="the child ended with status 3.*\nno room"):
        run_to_end(child("echo no room; exit 3"))


def test_waiting_for_a_child_that_dies_ends_at_once(child):
    one = child("true").start()
    with pytest.raises(ChildDied, match="ended with status 0"):
        one.wait_until(lambda: False)


def test_waiting_has_an_end(child):
    with running() as children:
        children.append(child("sleep 60").start())
        with pytest.raises(ChildDied, match="not ready after"):
            children[0].wait_until(lambda: False, timeout=0.1)


def test_all_stop_side_by_side(child):
    with running() as children:
        for _ in range(5):
            children.append(child("trap 'sleep 0.5; exit' TERM; echo up; sleep 60 & wait").start())
            children[-1].wait_until(lambda: children[-1].tail() == "up")
        began = time.monotonic()
    assert time.monotonic() - began < 2


def test_one_that_does_not_listen_is_killed_after_its_grace(child):
    one = child(STUBBORN, grace=0.2).start()
    pid = one.process.pid
    one.stop()
    assert not is_alive(pid)


def test_what_it_left_behind_goes_with_it(child, tmp_path):
    one = child(f"sleep 60 & echo $! > {tmp_path}/pid; wait").start()
    one.wait_until(lambda: (tmp_path / "pid").exists() and (tmp_path / "pid").read_text())
    grandchild = int((tmp_path / "pid").read_text())
    one.stop()
    wait_for(lambda: not is_alive(grandchild), timeout=5)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child of its parent's end")
def test_it_ends_with_a_parent_that_is_killed(tmp_path):
    code = f"""
import pathlib, time
from factcheck.children import Child
child = Child("c", ["/bin/sleep", "60"], pathlib.Path({str(tmp_path / "log")!r})).start()
print(child.process.pid, flush=True)
time.sleep(60)
"""
    parent = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    with parent:
        pid = int(parent.stdout.readline())
        assert is_alive(pid)
        os.kill(parent.pid, signal.SIGKILL)
    wait_for(lambda: not is_alive(pid), timeout=5)


def test_a_signal_in_the_middle_of_a_fork_is_heard(tmp_path):
    """Raised right after the fork, an exception is dropped by Python with no more than a line."""
    code = f"""
import os, pathlib, signal
from factcheck.children import Child, running
signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests may ignore it
os.register_at_fork(after_in_parent=lambda: os.kill(os.getpid(), signal.SIGINT))
try:
    with running() as children:
        children.append(Child("c", ["/bin/sleep", "60"], pathlib.Path({str(tmp_path / "log")!r})))
        children[0].start()
        print("never heard")
except KeyboardInterrupt:
    print("heard")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30)
    assert (done.stdout, done.stderr) == ("heard\n", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows what a process blocks")
def test_a_child_hears_what_its_parent_heard(child):
    with running() as children:
        children.append(child("echo up; exec sleep 60").start())
        children[0].wait_until(lambda: children[0].tail() == "up")
        blocked = Path(f"/proc/{children[0].process.pid}/status").read_text()
        assert "SigBlk:\t0000000000000000" in blocked
