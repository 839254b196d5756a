import os

from celery import Celery
from celery.signals import (
    before_task_publish,
    task_postrun,
    task_prerun,
    worker_before_create_process,
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

from factcheck import logs, memory, pulse  # noqa: E402  they read the settings

app = Celery("factcheck")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

before_task_publish.connect(logs.send_along)
task_prerun.connect(logs.begin_task)
task_prerun.connect(pulse.taken)
task_postrun.connect(logs.end_task)
task_postrun.connect(memory.give_back)
worker_before_create_process.connect(memory.share)
