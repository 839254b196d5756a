import json
import stat

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.test import RequestFactory

from claims.models import Article
from claims.services.partners import find_key

pytestmark = pytest.mark.django_db


@pytest.fixture
def logins(settings, tmp_path):
    settings.PLACES = type("Places", (), {"logins": tmp_path / "demo-logins.json"})
    return settings.PLACES.logins


def test_the_seed_is_loaded_once_and_its_logins_work(logins):
    call_command("seed", minimal=True)
    first = json.loads(logins.read_text())
    call_command("seed", minimal=True)
    assert json.loads(logins.read_text()) == first
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert Article.objects.get().latest.text.startswith("JEREMY Corbyn has vowed")
    for group in ("reviewer", "editor"):
        login = {k: first[group][k] for k in ("username", "password")}
        user = authenticate(RequestFactory().post("/desk/login/"), **login)
        assert [g.name for g in user.groups.all()] == [group]
    assert find_key(first["partner"]["key"]).partner.name == first["partner"]["name"]


def test_a_lost_file_gives_new_logins(logins):
    call_command("seed", minimal=True)
    first = json.loads(logins.read_text())
    logins.unlink()
    call_command("seed", minimal=True)
    second = json.loads(logins.read_text())
    assert first["reviewer"]["password"] != second["reviewer"]["password"]
    assert User.objects.get(username="reviewer").check_password(second["reviewer"]["password"])


def test_there_are_no_demo_users_in_production(settings, logins):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="no place in production"):
        call_command("seed", minimal=True)
    assert not User.objects.exists()
