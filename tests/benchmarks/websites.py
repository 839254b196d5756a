"""The same fact-check on three websites: ours, a stock Django DetailView, and a page of Wagtail.

Each is asked through WSGI, as a server would ask it, in a process of its own; contestants.py starts
them. Only the standard library is imported before one is chosen: Wagtail lives with the peers.
"""

import os
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from wsgiref.util import setup_testing_defaults

Run = Callable[[], object]

# As `django-admin startproject` and `wagtail start` write them.
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
]
APPS = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
WAGTAIL_APPS = (
    "contrib.forms contrib.redirects embeds sites users snippets documents images search admin"
).split()
# What a page of either peer shows; they name the lists in their own way.
TEMPLATE = """{% extends "base.html" %}
{% block title %}{{ it.verdict }}: {{ it.title }}{% endblock %}
{% block content %}<article><p>Fact-check: {{ it.verdict }}</p><h1>{{ it.title }}</h1>
<p>{{ it.people }}</p><p>Published {{ it.published|date:"j F Y" }}, updated
{{ it.updated|date:"j F Y" }}</p>
<section><h2>What was claimed</h2><blockquote>{{ it.exact }}</blockquote><p>{{ it.speaker }},
{{ it.role }}
({{ it.party }}), {{ it.stated_on|date:"j F Y" }}</p></section>
<section><h2>Our verdict</h2><p>{{ it.verdict }}</p><p>{{ it.reason }}</p>
<details><summary>What it means</summary>{{ it.definition }}</details></section>
<section><h2>In short</h2><p>{{ it.summary|linebreaksbr }}</p></section>
<section><h2>The claim where it stands</h2><blockquote>{{ it.before }}<mark>
{{ it.exact }}</mark>{{ it.after }}
</blockquote></section><section><h2>What we found</h2>BODY</section>
<section><h2>The evidence</h2><ol>{% for item in EVIDENCE %}
<li id="evidence-{{ item.number }}"><p>{{ item.role }}
{% if item.primary %}Primary source{% endif %}</p><h3><a href="{{ item.url }}">{{ item.title }}
</a></h3>
<blockquote>{{ item.quote|linebreaksbr }}</blockquote><p>Read on
{{ item.accessed_on|date:"j F Y" }}</p></li>{% endfor %}</ol></section>
<section><h2>The reply</h2><blockquote>{{ it.reply|linebreaksbr }}</blockquote></section>
<section><h2>How we checked</h2><ul>{% for step in STEPS %}<li>{{ step.text }}</li>{% endfor %}
</ul></section>
<section><h2>Where it was said</h2><ol>{% for said in SIGHTINGS %}<li>
{{ said.published_on|date:"j F Y" }}
<blockquote>{{ said.exact }}</blockquote>{{ said.title }}, {{ said.publisher }}</li>
{% endfor %}</ol></section>
<section><h2>Versions</h2><ol>{% for line in VERSIONS %}<li>Version {{ line.number }},
{{ line.published_at|date:"j F Y" }}: {{ line.label }}. {{ line.note }} By
{{ line.author }}, approved by
{{ line.approver }}.</li>{% endfor %}</ol></section>
<section><h2>Related fact-checks</h2><ul>{% for other in related %}<li><a href="OTHER">
{{ other.title }}</a>
{{ other.verdict }}</li>{% endfor %}</ul></section></article>{% endblock %}"""
BASE = """{% load static LOAD %}<!doctype html><html lang="en"><head><meta charset="utf-8">
<title>{% block title %}{% endblock %}</title>
<meta name="viewport" content="width=device-width">
<link rel="stylesheet" href="{% static 'site.css' %}"></head><body>BAR<header><nav>
<a href="/">Fact-checks</a>
<a href="/speakers/">Speakers</a> <a href="/topics/">Topics</a>
<a href="/corrections/">Corrections</a></nav>
</header><main>{% block content %}{% endblock %}</main><footer>
<p>The Demo Desk</p></footer></body></html>"""
TEXTS = (
    "title verdict reason definition summary people speaker role party "
    "before exact after reply topic"
).split()
LISTS = {
    "evidence": ("number", "role", "primary", "url", "title", "quote", "accessed_on"),
    "steps": ("text",),
    "sightings": ("published_on", "exact", "title", "publisher"),
    "versions": ("number", "published_at", "label", "note", "author", "approver"),
}


def ours(given: dict[str, Any]) -> Run:
    os.environ.update(given["environment"], DJANGO_SETTINGS_MODULE="factcheck.settings")
    from factcheck.wsgi import application  # isort: skip
    from claims.site import verdicts

    if not given["kept"]:
        verdicts.KEPT = Forgetful()
    return visits(application, given, given["path"])


def stock(given: dict[str, Any]) -> Run:
    site(given, [], [])
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models
    from django.urls import path
    from django.views.generic import DetailView

    meta = type("Meta", (), {"app_label": "websites"})
    fields = {name: models.TextField() for name in TEXTS}
    fields |= {name: models.DateTimeField() for name in ("published", "updated")}
    Check = type("Check", (models.Model,), fields | {
        "__module__": __name__, "Meta": meta, "slug": models.SlugField(unique=True, max_length=90),
        "stated_on": models.DateField(), "body": models.TextField(),
    })  # fmt: skip
    kinds = {
        "number": models.IntegerField, "primary": models.BooleanField,
        "accessed_on": models.DateField, "published_on": models.DateField,
        "published_at": models.DateTimeField,
    }  # fmt: skip
    parts = {}
    for name, columns in LISTS.items():
        rows = {column: kinds.get(column, models.TextField)() for column in columns}
        check = models.ForeignKey(Check, models.CASCADE, related_name=name)
        parts[name] = type(name, (models.Model,), rows | {
            "__module__": __name__, "Meta": meta, "check_of": check})  # fmt: skip
    with connection.schema_editor() as editor:
        for model in (Check, *parts.values()):
            editor.create_model(model)
    check = Check.objects.create(slug="check", **content(given))
    for name, model in parts.items():
        model.objects.bulk_create(model(check_of=check, **row) for row in rows_of(given)[name])
    for at, title in enumerate(given["related"]):
        Check.objects.create(slug=f"other-{at}", **content(given) | {"title": title})

    class Page(DetailView):
        model = Check
        template_name = "check.html"
        context_object_name = "it"

        def get_context_data(self, **kwargs):
            others = Check.objects.filter(topic=self.object.topic).exclude(pk=self.object.pk)
            return super().get_context_data(related=others[:4], **kwargs)

    urlpatterns[:] = [path("<slug:slug>/", Page.as_view(), name="check")]
    return visits(get_wsgi_application(), given, "/check/")


def wagtail(given: dict[str, Any]) -> Run:
    apps = [f"wagtail.{name}" for name in WAGTAIL_APPS] + ["wagtail", "modelcluster", "taggit"]
    site(given, apps, ["wagtail.contrib.redirects.middleware.RedirectMiddleware"])
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import connection, models
    from django.urls import include, path
    from wagtail import blocks
    from wagtail import urls as wagtail_urls
    from wagtail.fields import RichTextField, StreamField
    from wagtail.models import Locale, Page, Site

    kinds = {
        "number": blocks.IntegerBlock, "primary": blocks.BooleanBlock, "url": blocks.URLBlock,
        "accessed_on": blocks.DateBlock, "published_on": blocks.DateBlock,
        "published_at": blocks.DateTimeBlock,
    }  # fmt: skip
    streams = {}
    for name, columns in LISTS.items():
        parts = [(column, kinds.get(column, blocks.TextBlock)()) for column in columns]
        streams[name] = StreamField([("item", blocks.StructBlock(parts))])

    def get_context(self, request):
        others = CheckPage.objects.live().filter(topic=self.topic).exclude(pk=self.pk)
        return Page.get_context(self, request) | {"it": self, "related": others[:4]}

    # A page of Wagtail has a title of its own.
    fields = {name: models.TextField() for name in TEXTS if name != "title"} | streams
    CheckPage = type("CheckPage", (Page,), fields | {
        "__module__": __name__, "Meta": type("Meta", (), {"app_label": "websites"}),
        "published": models.DateTimeField(), "updated": models.DateTimeField(),
        "stated_on": models.DateField(), "body": RichTextField(),
        "template": "check.html", "get_context": get_context,
    })  # fmt: skip
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.schema_editor() as editor:
        if CheckPage._meta.db_table not in connection.introspection.table_names():
            editor.create_model(CheckPage)
    Locale.objects.create(language_code="en")
    root = Page.add_root(title="Root", slug="root")
    Site.objects.create(hostname="127.0.0.1", root_page=root, is_default_site=True)
    filled = {n: [("item", row) for row in rows] for n, rows in rows_of(given).items()}
    for at, title in enumerate(["", *given["related"]]):
        named = {"title": title, "slug": f"other-{at}"} if at else {"slug": "check"}
        root.add_child(instance=CheckPage(**content(given) | filled | named))
    urlpatterns[:] = [path("", include(wagtail_urls))]
    return visits(get_wsgi_application(), given, "/check/")


# Filled by the site that runs: a module is what ROOT_URLCONF names.
urlpatterns: list[Any] = []


def site(given: dict[str, Any], apps: list[str], middleware: list[str]) -> None:
    """A new Django project, with a schema of its own in the database."""
    import django
    from django.conf import settings

    is_wagtail = bool(apps)
    lists = {name.upper(): f"it.{name}" if is_wagtail else f"it.{name}.all" for name in LISTS}
    page = TEMPLATE.replace(
        "BODY", "{{ it.body|richtext }}" if is_wagtail else "{{ it.body|safe }}"
    )
    page = page.replace(
        "OTHER", "{% pageurl other %}" if is_wagtail else "{% url 'check' other.slug %}"
    )
    for name, words in lists.items():
        page = page.replace(f"in {name} ", f"in {words} ")
    if is_wagtail:
        page = page.replace("%}", "%}{% load wagtailcore_tags %}", 1)
        for loop in ("item", "step", "said", "line"):
            page = page.replace(f"{{{{ {loop}.", f"{{{{ {loop}.value.").replace(
                f"if {loop}.", f"if {loop}.value.")  # fmt: skip
    base = BASE.replace("LOAD", "wagtailuserbar" if is_wagtail else "")
    base = base.replace("BAR", "{% wagtailuserbar %}" if is_wagtail else "")
    again = ["django.middleware.http.ConditionalGetMiddleware"] if given["conditions"] else []
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": given["database"] | {
            "ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": None}},
        INSTALLED_APPS=[__name__, *apps, *(f"django.contrib.{name}" for name in APPS)],
        MIDDLEWARE=[*again, *MIDDLEWARE, *middleware],
        MIGRATION_MODULES=NoMigrations(),
        ROOT_URLCONF=__name__,
        STATIC_URL="/static/",
        USE_TZ=True,
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        WAGTAIL_SITE_NAME="Peers",
        WAGTAILADMIN_BASE_URL="http://127.0.0.1",
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "loaders": [("django.template.loaders.cached.Loader", [
                ("django.template.loaders.locmem.Loader", {"base.html": base, "check.html": page}),
                "django.template.loaders.app_directories.Loader",
            ])],
        }}],
    )  # fmt: skip
    django.setup()


class Forgetful(dict):
    """Every page is rendered anew."""

    def get(self, *key: object) -> None:
        return None


class NoMigrations:
    """Tables are made from the models at once."""

    def __contains__(self, name: str) -> bool:
        return True

    def __getitem__(self, name: str) -> None:
        return None

    def get(self, name: str, default: object = None) -> None:
        return None


def content(given: dict[str, Any]) -> dict[str, Any]:
    document = given["document"]
    claim, verdict, first = document["claim"], document["verdict"], document["appearances"][0]
    return {
        "title": claim["headline"],
        "verdict": verdict["label"],
        "reason": verdict["reason"],
        "definition": verdict["definition"],
        "summary": document["summary"],
        "people": f"{document['author']['name']}, {document['approver']['name']}",
        "speaker": claim["speaker"]["name"],
        "role": claim["speaker"]["role"],
        "party": claim["speaker"]["party"],
        "before": first["before"],
        "exact": first["exact"],
        "after": first["after"],
        "reply": document["reply"]["text"],
        "topic": claim["topic"]["code"],
        "body": document["body_html"],
        "stated_on": date.fromisoformat(claim["stated_on"]),
        "published": datetime.fromisoformat(document["first_published_at"]),
        "updated": datetime.fromisoformat(document["published_at"]),
    }


def rows_of(given: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    document = given["document"]
    said = [
        a["article"] | {"exact": a["exact"], "publisher": a["article"]["publisher"] or ""}
        for a in document["appearances"]
    ]
    lines = [
        line | {"author": line["author"]["name"], "approver": line["approver"]["name"]}
        for line in document["versions"]
    ]
    found = {"evidence": document["evidence"], "steps": document["claim"]["plan"],
             "sightings": said, "versions": lines}  # fmt: skip
    return {
        name: [{column: parsed(column, row[column]) for column in LISTS[name]} for row in rows]
        for name, rows in found.items()
    }


def parsed(column: str, value: Any) -> Any:
    if column == "published_at":
        return datetime.fromisoformat(value)
    return date.fromisoformat(value) if column.endswith("_on") else value


def visits(application: Callable, given: dict[str, Any], path: str) -> Run:
    """Ask `times` times for the page; `again`: who has it asks whether it changed."""

    def get(**headers: str) -> tuple[str, dict[str, str], bytes]:
        environ: dict[str, Any] = {"PATH_INFO": path, **headers}
        setup_testing_defaults(environ)
        begun: list[Any] = []
        body = application(
            environ, lambda status, headers, exc_info=None: begun.extend([status, headers])
        )
        content = b"".join(body)
        body.close()
        return begun[0], dict(begun[1]), content

    status, headers, page = get()
    assert status.startswith("200"), status
    missing = [words for words in given["words"] if words not in page.decode()]
    assert not missing, missing
    known = {"HTTP_IF_NONE_MATCH": headers.get("ETag", '"none"')} if given["again"] else {}
    expected = "304" if given["again"] and given["conditions"] else "200"

    def run() -> None:
        for _ in range(given["times"]):
            assert get(**known)[0].startswith(expected)

    return run
