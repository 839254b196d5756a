#!/usr/bin/env python
import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError:
        if embedded_database_is_down():
            sys.exit(
                "The workbench's database is not running: "
                "start it with `make workbench`, or set DATABASE_URL."
            )
        raise


def embedded_database_is_down() -> bool:
    from django.conf import settings

    return settings.EMBEDDED_DATABASE and not settings.PLACES.postgres_socket.exists()


if __name__ == "__main__":
    main()
