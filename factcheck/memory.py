"""What a long article needed goes back to the system. glibc keeps freed memory that lies between
what is still used, until it is told to look for it (malloc_trim(3)); elsewhere nothing happens."""

import ctypes
import time

EVERY = 30.0  # seconds; to look takes milliseconds

trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
looked = time.monotonic()


def give_back(**_: object) -> None:
    """After a task."""
    global looked
    if trim and time.monotonic() - looked >= EVERY:
        trim(0)
        looked = time.monotonic()
