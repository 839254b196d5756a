from importlib import import_module

import pytest
from django.apps import apps

from claims.models import Article
from tests import factories

pytestmark = pytest.mark.django_db


def test_articles_that_were_known_by_their_link_are_known_by_its_canonical_form():
    name_anew = import_module("claims.migrations.0006_canonical_keys").name_anew
    links = [
        "http://www.paper.example/rain/",
        "https://paper.example/rain?utm_source=feed",
        "https://paper.example/snow",
        "",
    ]
    for link in links:
        factories.make_article(url=link, key=link or "ni:///sha-256;00")
    name_anew(apps, None)
    assert list(Article.objects.order_by("pk").values_list("key", flat=True)) == [
        "https://paper.example/rain",
        links[1],  # the same article, received twice before: both stay
        "https://paper.example/snow",
        "ni:///sha-256;00",
    ]
