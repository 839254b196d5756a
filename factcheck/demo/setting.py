"""What a newsroom has around its claims: people, partners, feeds."""

from typing import Any

from django.contrib.auth.models import User

from claims.models import Publisher, Speaker
from ingest.services import feeds


def describe(newsroom: dict[str, Any]) -> None:
    """Tell of speakers and outlets, which come with the articles, as their pages on the desk do."""
    told = {name: said for name, *said in newsroom["speakers"]}
    for speaker in Speaker.objects.filter(name__in=told, role="", party=""):
        speaker.role, speaker.party, speaker.kind = told[speaker.name]
        speaker.save()
    for outlet in Publisher.objects.filter(name__in=newsroom["outlets"], homepage=""):
        outlet.homepage = newsroom["outlets"][outlet.name]
        outlet.save()


def follow_feeds(addresses: dict[str, str], by: User) -> None:
    """Followed, and paused at once: nobody lives at an invented address."""
    for title, url in addresses.items():
        publisher = Publisher.objects.filter(name=title).first()
        feeds.pause(feeds.follow(url, title=title, publisher=publisher, by=by))
