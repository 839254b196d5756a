"""Readers who stop reading are let go.

gunicorn sends an answer however long that takes: whoever stops in the middle of one would keep a
thread, and of an export one of its few places, for ever. The kernel ends a wait in which it could
hand over nothing at all (socket(7), SO_SNDTIMEO): who reads slowly goes on.
"""

import socket
import struct
from collections.abc import Callable, Iterable
from typing import Any

SECONDS = 60

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def let_go(application: Application, seconds: int = SECONDS) -> Application:
    """The application, on sockets that wait no longer than that for their reader."""
    limit = struct.pack("ll", seconds, 0)

    def limited(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        # Other servers show no socket.
        if connection := environ.get("gunicorn.socket"):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        return application(environ, start_response)

    return limited
