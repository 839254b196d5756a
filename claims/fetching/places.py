"""What a stranger gave us as a web address, made into what is looked up and asked for."""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, urlsplit

import idna

from .answers import FetchFailed
from .networks import PUBLIC, Reach

_PORTS = {"http": 80, "https": 443}
_LONGEST = 8_000
_NAME = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
# What inet_aton reads as a number, and so getaddrinfo as an address: 0x7f.1, 017700000001.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Place:
    """A web address taken apart: what is looked up, connected to, asked for."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def authority(self) -> str:
        """As the Host header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        return self.origin + self.target


def place(url: str, reach: Reach = PUBLIC) -> Place:
    """Without password and fragment, the name in ASCII. Raises FetchFailed for what is never
    fetched, whatever its name leads to."""
    url = url.strip()
    if len(url) > _LONGEST:
        raise FetchFailed(f"The address is longer than {_LONGEST:,} characters.")
    if _CONTROL.search(url):
        raise FetchFailed("The address has control characters in it.")
    try:
        parts = urlsplit(url)
        scheme, port = parts.scheme, parts.port
        if scheme not in _PORTS:
            raise FetchFailed(
                f"Only http and https are fetched, not {scheme[:20] or 'a bare name'}."
            )
        host = _host(parts.hostname or "", parts.netloc)
        target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~")
        if parts.query:
            target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~?")
    except ValueError as error:
        raise FetchFailed("This is not a web address: its host cannot be read.") from error
    port = _PORTS[scheme] if port is None else port
    if port not in {80, 443} | reach.ports:
        raise FetchFailed(f"Port {port} is not fetched, only 80, 443 and what the settings add.")
    return Place(scheme, host, port, target)


def _host(name: str, netloc: str) -> str:
    """The name as it is looked up, or the IP address as Python writes it. Raises FetchFailed,
    ValueError."""
    if "\\" in netloc:
        raise FetchFailed("The address has a backslash in its host.")
    if not name.isascii():
        name = idna.encode(name, uts46=True).decode()
    name = name.removesuffix(".")
    if ":" in name and "%" not in name:
        return str(IPv6Address(name))
    if _NUMBER.fullmatch(name.rpartition(".")[2]):
        return str(IPv4Address(name))
    if not _NAME.fullmatch(name):
        raise FetchFailed("The host in the address is no name that can be looked up.")
    return name
