"""A reader that does what its document says: stands in for a parser that a stranger has taken
over. The sandbox knows it only in tests."""

import faulthandler
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

from ingest.readers.document import Document
from ingest.sandbox import Unreadable

remembered = []


def read(data, **options):
    return Document(str(getattr(sys.modules[__name__], data.decode())(**options)))


def say(word="hello"):
    return word


def remember():
    remembered.append(1)
    return len(remembered)


def refuse():
    raise Unreadable("It is in Klingon.")


def fail():
    raise ZeroDivisionError


def spin():
    while True:
        pass


def sleep():
    time.sleep(600)


def segfault():
    faulthandler._sigsegv()


def leave():
    os._exit(0)


def eat():
    return len(bytearray(1_000_000_000))


def long():
    return "a" * 40_000_000


def read_file():
    return Path("/etc/passwd").read_text()


def write_file():
    # Below Python's own check: the descriptor itself is not to be had.
    return os.open("/tmp/wild", os.O_CREAT | os.O_WRONLY)


def connect():
    return socket.create_connection(("127.0.0.1", 9))


def start():
    return subprocess.run(["true"])


def environment():
    return sorted(os.environ)


def shout():
    os.write(1, b"x" * 100)
    return "done"
