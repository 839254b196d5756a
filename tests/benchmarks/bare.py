"""Celery as a first draft has it: the text travels in the message, which is forgotten as soon as it
is taken; what is found is one row. `celery -A tests.benchmarks.bare worker --queues=bare`."""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
django.setup()

from celery import Celery  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

# Beside ours, which stays the one that rings.
app = Celery("bare", broker=settings.CELERY_BROKER_URL, set_as_current=False)
app.conf.task_default_queue = "bare"
app.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
TABLE = "CREATE TABLE IF NOT EXISTS bench_bare (claims jsonb)"


@app.task(ignore_result=True)
def read(text: str) -> None:
    from claims.text.analyse import analyse

    found = json.dumps([one.text for one in analyse(text).claims])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO bench_bare VALUES (%s)", [found])
