"""What a long article needed goes back to the system.

Threads and their connections refer to each other, so only the collector frees them, and in a
process with many objects it comes seldom. glibc keeps freed memory that lies between what is still
used, until it is told to look for it (malloc_trim(3)); elsewhere that step is left out.
"""

import ctypes
import gc
import time

EVERY = 30.0  # seconds; to look takes milliseconds

trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
looked = time.monotonic()


def give_back(**_: object) -> None:
    """After a task."""
    global looked
    if time.monotonic() - looked < EVERY:
        return
    gc.collect()
    if not gc.get_freeze_count():
        gc.freeze()  # the models are loaded, and stay: later looks are short
    if trim:
        trim(0)
    looked = time.monotonic()
