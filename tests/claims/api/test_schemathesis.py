"""Every address of /api/v1/, asked what its description allows and what it does not: no server
error, and no answer that the description does not know. More examples: API_EXAMPLES=500."""

import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from claims.models import ApiKey
from claims.services import listings
from claims.services.partners import issue_key
from tests.claims.api.contract import document
from tests.claims.api.story import correct, retract
from tests.factories import make_claim, make_partner, make_published_review

pytestmark = pytest.mark.django_db
EXAMPLES = int(os.environ.get("API_EXAMPLES", 2))
WALKS = 100
CHECKS = [
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


application = get_wsgi_application()


def served(environ, start_response):
    """As a server does, and the client of this library does not: closes each response, so that an
    export gives its place back."""
    response = application(environ, start_response)
    try:
        return [b"".join(response)]
    finally:
        response.close()


schema = schemathesis.openapi.from_dict(document())
schema.app = served
schema.config.base_url = "http://testserver"


@pytest.fixture
def key(db):
    review = make_published_review(make_claim())
    correct(review)
    retract(make_published_review())
    listings.embed_next()
    # A request would close the connection that the transaction of this test is on.
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield issue_key(make_partner(), scopes=list(ApiKey.Scope), per_minute=100_000)[1]
    for signal in signals:
        signal.connect(close_old_connections)


def headers(key):
    # It does not unpack what it says it accepts.
    return {"Authorization": f"Bearer {key}", "Host": "testserver", "Accept-Encoding": "identity"}


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_answers_as_described(case, key):
    response = case.call(headers=headers(key))
    case.validate_response(response, checks=CHECKS)


@pytest.mark.faults
def test_what_one_answer_names_the_next_one_asks_for(key):
    """Walks: a slug or an id out of one answer is put into the next request."""
    asked = Counter()

    class Walk(schema.as_state_machine()):
        def get_call_kwargs(self, case):
            return {"headers": headers(key)}

        def validate_response(self, response, case, **ignored):
            asked[case.operation.label, response.status_code] += 1
            case.validate_response(response, checks=CHECKS)

    Walk.run(
        settings=settings(
            max_examples=WALKS,
            stateful_step_count=10,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
    )
    found = sum(number for (_, status), number in asked.items() if status < 300)
    print(f"{asked.total()} requests in {WALKS} walks; {found} found what they asked for")
    assert asked["GET /api/v1/reviews/{slug}/", 200]
