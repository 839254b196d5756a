"""Celery tasks: one id in, one step of the pipeline. Losing one loses nothing."""

from celery import shared_task

from . import pipeline
from .services import copies, deliveries, extraction, listings, partners, queue, reports, triage


@shared_task
def extract(pk: int) -> None:
    pipeline.extract(pk)


@shared_task
def match() -> None:
    pipeline.match()


@shared_task
def archive(pk: int) -> None:
    pipeline.archive(pk)


@shared_task
def deliver(pk: int) -> None:
    """What waits for one endpoint."""
    pipeline.deliver(pk)


@shared_task
def ring_webhooks() -> None:
    deliveries.ring_due()


@shared_task
def sweep() -> None:
    extraction.sweep()
    copies.sweep()
    listings.sweep()
    reports.forget_senders()
    deliveries.sweep()


@shared_task
def number_changes() -> None:
    partners.number_changes()


@shared_task
def rank() -> None:
    """Put open claims that an older profile ranked in order."""
    while queue.rank_next():
        pass


@shared_task
def wake() -> None:
    """Deferred claims whose day has come."""
    triage.wake()
