"""Celery tasks of the installation itself, none of a newsroom's work."""

from celery import shared_task

from factcheck import retention


@shared_task
def pulse() -> None:
    """Nothing: that it was taken is noted, as for every task (factcheck/pulse.py)."""


@shared_task
def purge() -> None:
    retention.purge()
