"""What a long article needed goes back to the system.

Threads and their connections refer to each other, so only the collector frees them, and in a
process with many objects it comes seldom. glibc keeps freed memory that lies between what is still
used, until it is told to look for it (malloc_trim(3)); elsewhere that step is left out.

What a process of the pool shares with its parent stays shared as long as neither writes to it, and
the collector writes to every object that it looks at: 70 MB of a worker, until they were frozen
before the fork (https://docs.python.org/3/library/gc.html#gc.freeze).
"""

import ctypes
import gc
import time

EVERY = 30.0  # seconds; to look takes milliseconds

trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
looked = time.monotonic()
loaded = False


def share(**_: object) -> None:
    """In the parent, before a process of its pool begins."""
    gc.collect()
    gc.freeze()


def give_back(**_: object) -> None:
    """After a task."""
    global looked, loaded
    if time.monotonic() - looked < EVERY:
        return
    gc.collect()
    if not loaded:
        gc.freeze()  # the models are loaded, and stay: later looks are short
        loaded = True
    if trim:
        trim(0)
    looked = time.monotonic()
