from ipaddress import ip_address, ip_network

import pytest

from claims.fetching import Reach
from claims.fetching.networks import why_not_public

# Pinned: Python's is_global and is_private change between releases, this must not.
KINDS = {
    "this very machine": "127.0.0.1 127.255.255.254 0.0.0.0 0.1.2.3 :: ::1 ::ffff:127.0.0.1 "
    "64:ff9b::7f00:1",
    "a cloud provider's own services": "169.254.169.254 169.254.170.2 169.254.0.1 168.63.129.16 "
    "192.0.0.8 192.0.0.192 100.100.100.200 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe",
    "a private network": "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.0.1 "
    "fc00::1 fd00:ec2::254 fd20:ce::254 fec0::1 fe80::1 fe80::1%1 ::ffff:10.0.0.1 "
    "64:ff9b::a00:1",
    "an internet provider's inner network": "100.64.0.1 100.127.255.255",
    "a network for documentation or tests": "192.0.2.1 198.51.100.1 203.0.113.1 198.18.0.1 "
    "198.19.255.255 2001:db8::1 3fff::1",
    "many machines at once": "224.0.0.1 239.255.255.255 255.255.255.255 ff02::1 ff0e::1",
    "a tunnel": "192.88.99.1 2002:7f00:1:: 2002:808:808:: 2001:0:4136:e378::1 2001:10::1 "
    "2001:1ff:ffff::1 ::7f00:1 ::8.8.8.8",
    "a range that is not in use": "240.0.0.1 255.255.255.254 64:ff9b:1::a9fe:a9fe "
    "::ffff:0:7f00:1 100::1 5f00::1 4000::1 fe00::1",
    None: "8.8.8.8 1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.255.255.255 "
    "128.0.0.1 168.63.129.15 169.253.255.255 172.15.255.255 172.32.0.1 192.0.1.1 192.167.1.1 "
    "198.17.255.255 198.20.0.1 223.255.255.255 2000::1 2001:200::1 2606:4700::1111 "
    "2a00:1450:4001::200e ::ffff:8.8.8.8 64:ff9b::808:808",
}


@pytest.mark.parametrize(
    ("address", "kind"), [(one, kind) for kind, all_of in KINDS.items() for one in all_of.split()]
)
def test_the_table(address, kind):
    assert why_not_public(ip_address(address)) == kind


def test_a_network_of_ones_own_opens_nothing_else():
    reach = Reach(networks=(ip_network("10.1.0.0/16"), ip_network("::1/128")))
    may = [not reach.why_not(ip_address(one)) for one in ("10.1.2.3", "::1", "8.8.8.8")]
    may_not = [reach.why_not(ip_address(one)) for one in ("10.2.0.1", "127.0.0.1", "::ffff:0:1")]
    assert all(may)
    assert all(may_not)
