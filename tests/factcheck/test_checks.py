import pytest

from factcheck.checks import check_deployment

GOOD = {
    "PRODUCTION": True,
    "SITE_URL": "https://factcheck.example",
    "OWNER_URL": "postgres://owner:x@database/factcheck",
    "RUNTIME_URL": "postgres://serving:y@database/factcheck",
    "REDIS_URL": "redis://:z@queue:6379/0",
    "NEWSROOM": {"name": "The Daily Example", "email": "desk@factcheck.example"},
}


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({}, []),
        ({"PRODUCTION": False}, ["factcheck.E001"]),
        ({"SITE_URL": "http://factcheck.example"}, ["factcheck.E002"]),
        ({"OWNER_URL": GOOD["RUNTIME_URL"]}, ["factcheck.E003"]),
        ({"REDIS_URL": "redis://queue:6379/0"}, ["factcheck.E004"]),
        ({"NEWSROOM": GOOD["NEWSROOM"] | {"name": "The Demo Desk"}}, ["factcheck.E005"]),
        (
            {"NEWSROOM": {"name": "The Demo Desk", "email": "a@demo-desk.example"}},
            ["factcheck.E005", "factcheck.E005"],
        ),
    ],
)
def test_each_fault_has_its_id(settings, changes, found):
    for name, value in (GOOD | changes).items():
        setattr(settings, name, value)
    assert [error.id for error in check_deployment(None)] == found
