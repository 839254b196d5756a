"""Celery tasks: one id in, one step of the pipeline. Losing one loses nothing."""

from celery import shared_task

from . import pipeline
from .services import errands


@shared_task
def poll(pk: int) -> None:
    pipeline.poll_feed(pk)


@shared_task
def collect(pk: int) -> None:
    pipeline.collect_article(pk)


@shared_task
def ring_due() -> None:
    errands.ring_due()
