"""The only HTTP client: articles, feeds, robots, evidence copies, webhooks leave through fetch().

Strangers choose the addresses and run the servers. So each name is looked up once, every address
it has must be public, and the connection goes to one of those and nowhere else; redirects are
checked in the same way. One deadline holds for everything together, and nothing is unbounded.
No proxy, password or cookie is taken from the environment.
"""

from .answers import FetchFailed, Limits, Response
from .client import PRODUCT, fetch
from .networks import PUBLIC, Reach
from .places import Place, place

__all__ = [
    "PRODUCT",
    "PUBLIC",
    "FetchFailed",
    "Limits",
    "Place",
    "Reach",
    "Response",
    "fetch",
    "place",
]
