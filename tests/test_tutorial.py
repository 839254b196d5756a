"""docs/tutorial.md, done word for word: its addresses opened, its fields filled in, its buttons
pressed, its commands run, by the two people it names."""

import json
import re
import shutil
import subprocess
from urllib.parse import urljoin

import lxml.html
import pytest
from django.core.management import call_command
from django.test import Client

from claims import pipeline
from claims.models import Extraction
from factcheck.places import REPOSITORY

PAGE = (REPOSITORY / "docs" / "tutorial.md").read_text()
SITE = "http://127.0.0.1:8000"
DONE = "-- done --"
# What the page tells one to do, in its order.
STEP = re.compile(
    r"^```sh\n(?P<command>.*?)^```"
    rf"|{SITE}(?P<address>/[^\s;,]*?)(?=[.;,:]?\s)"
    r"|\*\*(?P<pressed>[^*]+)\*\*"
    r"|“(?P<seen>[^”]+)”"
    r"|[Aa]s `(?P<person>\w+)`"
    r"|^\| (?P<field>[^|]+?) \| (?P<value>[^|]+?) \|$",
    re.M | re.S,
)


class Person:
    """At a browser without script: one page, and what is typed into it."""

    def __init__(self, login):
        self.client, self.typed = Client(), {}
        self.login = {"User name": login["username"], "Password": login["password"]}

    def opens(self, address):
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        self.reads(answer)

    def reads(self, answer):
        self.answer, self.typed = answer, {}
        self.address = answer.request["PATH_INFO"] + "?" + answer.request["QUERY_STRING"]
        self.page = lxml.html.fromstring(answer.content.decode())

    def types(self, label, value):
        self.typed[label] = self.login.get(label, value)

    def presses(self, words):
        """The button with these words, or the link that has them in it."""
        for button in self.page.xpath("//button[not(@disabled)]"):
            if said(button) == words:
                return self.sends(button)
        links = [a.get("href") for a in self.page.xpath("//a[@href]") if words in said(a)]
        assert links, f"{words!r} is not on the page: {self.sees()}"
        return self.opens(urljoin(self.address, links[0]))

    def sends(self, button):
        [form] = (
            self.page.xpath("//form[@id=$id]", id=button.get("form"))
            or button.xpath("ancestor::form")
        )  # fmt: skip
        # A text area's first line end is one of HTML's, not of its text.
        data = {name: value.removeprefix("\n") for name, value in form.form_values()}
        for label, value in self.typed.items():
            data |= filled(form, label, value)
        if name := button.get("name"):
            data[name] = button.get("value", "")
        action = urljoin(self.address, form.get("action") or self.address)
        answer = self.client.post(action, data, follow=True)
        assert answer.status_code == 200, (action, data)
        self.reads(answer)

    def sees(self):
        return said(self.page)


def said(element):
    return " ".join(element.text_content().split())


def filled(form, label, value):
    """The field with this label and what is sent for it: a choice is named by its words."""
    for group in form.xpath(".//fieldset[legend]"):
        if said(group.find("legend")) == label:
            [choice] = [
                one.xpath(".//input")[0]
                for one in group.xpath(".//label[.//input]")
                if said(one.xpath(".//b")[0]) == value
            ]
            return {choice.get("name"): choice.get("value")}
    labels = reversed(form.xpath(".//label[@for]"))  # of two alike the first
    fields = {said(one).rstrip(":"): one.get("for") for one in labels}
    control = form.get_element_by_id(fields[label])
    if control.tag == "select":
        [value] = [o.get("value") for o in control.iter("option") if said(o) == value]
    return {control.get("name"): value}


class Shell:
    """One shell for all commands, as in a terminal."""

    def __init__(self, folder):
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        self.process = subprocess.Popen(["sh", "-e"], cwd=folder, text=True, **pipes)

    def runs(self, command):
        print(command, f"\necho '{DONE}'", file=self.process.stdin, flush=True)
        lines = iter(self.process.stdout.readline, f"{DONE}\n")
        printed = ""
        for line in lines:
            assert line, printed
            if line.endswith(f"{DONE}\n"):
                return printed + line.removesuffix(f"{DONE}\n")
            printed += line
        return printed


def what_make_would_do(target):
    """It says it, and does nothing."""
    return subprocess.check_output(["make", "-n", target], cwd=REPOSITORY, text=True)


@pytest.fixture
def shell(tmp_path):
    shell = Shell(tmp_path)
    yield shell
    shell.process.communicate()


@pytest.fixture
def logins(settings, tmp_path, monkeypatch):
    """What `make workbench` has done when it prints its table."""
    monkeypatch.setattr("claims.doorbell.ring", lambda *args: None)
    settings.PLACES = type("Places", (), {"logins": tmp_path / "demo-logins.json"})
    call_command("seed")
    for extraction in Extraction.objects.filter(state=Extraction.State.WAITING):
        assert pipeline.extract(extraction.pk)
    return json.loads(settings.PLACES.logins.read_text())


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(not shutil.which("curl"), reason="apt-get install curl")
def test_every_step(live_server, settings, logins, shell):
    settings.SITE_URL = live_server.url
    people = {name: Person(logins[name]) for name in ("reviewer", "editor")}
    person, printed, count = people["reviewer"], "", 0
    start, *steps = list(STEP.finditer(PAGE))
    assert start["command"] == "make workbench\n"
    assert "manage.py workbench" in what_make_would_do("workbench")
    for step in steps:
        count += 1
        kind, said_there = step.lastgroup, step[step.lastgroup]
        if kind == "command":
            key = re.search(r"fcw_[\w-]{20,}", person.sees())
            command = said_there.replace(SITE, live_server.url)
            printed = shell.runs(command.replace("fcw_…", key[0] if key else ""))
        elif kind == "address":
            person.opens(said_there)
            printed = ""
        elif kind == "pressed":
            person.presses(" ".join(said_there.split()))
        elif kind == "person":
            person, printed = people[said_there], ""
        elif kind == "seen":
            assert " ".join(said_there.split()) in (printed or person.sees())
        else:
            person.types(step["field"], step["value"])
    assert count > 50
