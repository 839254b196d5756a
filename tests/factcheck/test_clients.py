import pytest
from django.test import RequestFactory

from factcheck.clients import address

TABLE = [
    # proxies of our own, X-Forwarded-For, the address
    (0, None, "10.0.0.1"),
    (0, "6.6.6.6", "10.0.0.1"),
    (1, "192.0.2.7", "192.0.2.7"),
    (1, "6.6.6.6, 192.0.2.7", "192.0.2.7"),
    (2, "6.6.6.6, 192.0.2.7, 10.0.0.2", "192.0.2.7"),
    (1, None, "10.0.0.1"),
    (1, "", "10.0.0.1"),
    (3, "192.0.2.7", "192.0.2.7"),
]


@pytest.mark.parametrize(("proxies", "forwarded", "expected"), TABLE)
def test_a_client_cannot_choose_its_address(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.1")
    assert address(request) == expected


@pytest.mark.django_db
def test_five_wrong_passwords_lock_one_address_and_nobody_else(client, settings):
    settings.TRUSTED_PROXIES = 1

    def knock(forwarded):
        form = {"username": "ada", "password": "wrong"}
        return client.post("/desk/login/", form, headers={"X-Forwarded-For": forwarded}).status_code

    assert [knock("192.0.2.7") for _ in range(6)][-2:] == [429, 429]
    assert knock("192.0.2.8") == 200
