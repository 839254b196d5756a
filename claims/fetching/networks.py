"""Which IP addresses belong to the public internet, and why the others do not.

Python's own flags are no help: `is_global` is True for 64:ff9b::a9fe:a9fe (which a NAT64 router
takes to 169.254.169.254), for fec0::1, 168.63.129.16 and 224.0.0.1, and changes between releases.
"""

from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

# https://www.iana.org/assignments/iana-ipv4-special-registry and its twin for IPv6.
_KINDS = {
    "this very machine": "127.0.0.0/8 0.0.0.0/8 ::/127",
    # Amazon, Google, Azure (168.63.129.16), Oracle (192.0.0.192) and Alibaba (100.100.100.200)
    # hand their keys to whoever asks in these ranges.
    "a cloud provider's own services": "169.254.0.0/16 168.63.129.16 192.0.0.0/24 100.100.100.200",
    "a private network": "10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 fc00::/7 fec0::/10 fe80::/10",
    "an internet provider's inner network": "100.64.0.0/10",
    "a network for documentation or tests": (
        "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 198.18.0.0/15 2001:db8::/32 3fff::/20"
    ),
    "many machines at once": "224.0.0.0/4 255.255.255.255 ff00::/8",
    # 6to4, Teredo (in 2001::/23, IETF's own) and IPv4-compatible addresses: out of use, and each
    # holds an IPv4 address that somebody's router may still take out.
    "a tunnel": "192.88.99.0/24 2002::/16 2001::/23 ::/96",
    "a range that is not in use": "240.0.0.0/4",
}
_NETWORKS = [(ip_network(one), kind) for kind, all_of in _KINDS.items() for one in all_of.split()]
_GIVEN_OUT = ip_network("2000::/3")
# Whoever lives behind NAT64 is given these for every site that has no IPv6 of its own.
_NAT64 = ip_network("64:ff9b::/96")


def why_not_public(address: Address) -> str | None:
    """What the address belongs to instead ("a private network"), None for a public one."""
    if address.version == 6 and (address.ipv4_mapped or address in _NAT64):
        return why_not_public(ip_address(int(address) & 0xFFFFFFFF))
    for network, kind in _NETWORKS:
        if address in network:
            return kind
    unassigned = address.version == 6 and address not in _GIVEN_OUT
    return "a range that is not in use" if unassigned else None


@dataclass(frozen=True, slots=True)
class Reach:
    """What may be reached beyond ports 80 and 443 of the public internet: for a newsroom's own
    network, for development, for tests."""

    ports: frozenset[int] = frozenset()
    networks: tuple[Network, ...] = ()

    def why_not(self, address: Address) -> str | None:
        return None if any(address in one for one in self.networks) else why_not_public(address)


PUBLIC = Reach()
