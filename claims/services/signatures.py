"""The secret of each webhook, and how a message is signed with it.

A secret is derived, not stored: HMAC-SHA256 of the endpoint's uuid and generation under
SECRET_KEY. A dump of the database signs nothing; whoever changes SECRET_KEY keeps the old one in
SECRET_KEY_FALLBACKS while partners take over their new secrets.
"""

import base64
import hmac
from datetime import datetime

from django.conf import settings
from django.utils.crypto import salted_hmac

from claims.models import Endpoint

SECRET_PREFIX = "whsec_"
# A header holds no more of them.
SIGN_AT_ONCE = 10


def secret_of(
    endpoint: Endpoint, generation: int | None = None, key: str | bytes | None = None
) -> bytes:
    """The 32 bytes that sign."""
    value = f"{endpoint.uuid}.{generation or endpoint.generation}"
    return salted_hmac("claims.webhooks", value, secret=key, algorithm="sha256").digest()


def shown(secret: bytes) -> str:
    """As partners get it."""
    return SECRET_PREFIX + base64.b64encode(secret).decode()


def signed(endpoint: Endpoint, id: str, body: bytes, at: datetime) -> dict[str, str]:
    """The three headers of the standard; during a rotation with a signature of each secret.

    A second rotation within the two days must not end the secret that the partner still uses, while
    the one between was perhaps never copied. How many were made in these days is not stored: so the
    latest few all sign. An older one among them tells nobody anything."""
    oldest = endpoint.generation
    if endpoint.both_until and at < endpoint.both_until:
        oldest = max(1, endpoint.generation - SIGN_AT_ONCE + 1)
    generations = range(endpoint.generation, oldest - 1, -1)
    keys: list[str | bytes | None] = [None, *settings.SECRET_KEY_FALLBACKS]
    stamp = str(int(at.timestamp()))
    content = f"{id}.{stamp}.".encode() + body
    signatures = [
        signature(secret_of(endpoint, generation, key), content)
        for key in keys
        for generation in generations
    ]
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": " ".join(signatures),
    }


def signature(secret: bytes, content: bytes) -> str:
    digest = hmac.digest(secret, content, "sha256")
    return f"v1,{base64.b64encode(digest).decode()}"
