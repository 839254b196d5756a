"""`python -m factcheck.probe`: exit 0 if the web server of this container is ready."""

import http.client
import os
import sys


def ready(port: int = 8000) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health/ready/", headers={"Host": known_host()})
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def known_host() -> str:
    """A name the server answers to; ".example.org" stands for every name below it."""
    return os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")


if __name__ == "__main__":
    sys.exit(not ready())
