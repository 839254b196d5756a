"""What a newsroom has around its claims: outlets with their feeds, and speakers."""

from django.contrib.auth.models import User
from django.utils import timezone

from claims.models import Article, Publisher, Speaker
from claims.text.addresses import canonical
from ingest.models import Feed, Fetch, Poll
from ingest.services import feeds


def describe(speakers: list[list[str]]) -> None:
    """Tell of those who speak, as their pages on the desk do; they come with the articles."""
    told = {name: said for name, *said in speakers}
    for speaker in Speaker.objects.filter(name__in=told):
        if [speaker.role, speaker.party, speaker.kind] != told[speaker.name]:
            speaker.role, speaker.party, speaker.kind = told[speaker.name]
            speaker.save()


def follow(outlets: dict[str, str], addresses: dict[str, str], by: User) -> None:
    """The outlets and their feeds, paused at once: nobody lives at an invented address."""
    for name, homepage in outlets.items():
        publisher, _ = Publisher.objects.get_or_create(name=name, defaults={"homepage": homepage})
        if name in addresses:
            feeds.pause(feeds.follow(addresses[name], title=name, publisher=publisher, by=by))


def collected(article: Article) -> None:
    """The article was found in the feed of its outlet, if that has one."""
    now = timezone.now()
    feed = Feed.objects.filter(publisher=article.publisher).first()
    key = canonical(article.url)
    if feed is None or Fetch.objects.filter(key=key).exists():
        return
    Poll.objects.filter(feed=feed).update(succeeded_at=now)
    Fetch.objects.create(
        url=article.url,
        key=key,
        host=feeds.host_of(article.url),
        via=Article.Via.FEED,
        feed=feed,
        article=article,
        details={"title": article.title},
        state=Fetch.State.DONE,
        finished_at=now,
        succeeded_at=now,
    )
