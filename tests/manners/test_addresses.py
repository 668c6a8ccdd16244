"""Which addresses may be fetched."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsarchive.manners.addresses import is_public, refuse


@pytest.mark.parametrize(
    "url",
    [
        "https://bao.vn/", "http://www.bao.vn:80/a?b=c", "https://bao.vn:8443/", "http://bao.vn:8080/", "https://xn--bo-mia.vn/",
        "https://báo.vn/", "https://bao.vn./", "http://93.184.216.34/", "http://[2606:4700::1111]/", "https://1.bao.vn/", "https://a_b.bao.vn/",
    ],
)  # fmt: skip
def test_public_web_addresses_may_be_fetched(url: str) -> None:
    assert refuse(url, ()) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://bao.vn/", "file:///etc/passwd", "data:text/html,x", "javascript:alert(1)", "//bao.vn/", "bao.vn", "", "http://", "http:///a",
        "http://user@bao.vn/", "http://user:pass@bao.vn/", "http://bao.vn\\@127.0.0.1/", "http://bao.vn:22/", "http://bao.vn:99999/",
        "http://bao.vn:x/", "http://[::1", "http://bao.vn/\r\nHost: x", "http://a..vn/", "http://-.vn/",
        "http://bá o.vn/", "http://" + "a" * 64 + ".vn/", "http://báo%2e.vn/", "http://bao.vn/" + "a" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_web_address_is_refused(url: str) -> None:
    assert refuse(url, ())


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1", "127.1", "127.0.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "0", "0.0.0.0", "10.0.0.1",
        "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "198.18.0.1", "224.0.0.1", "255.255.255.255", "240.0.0.1",
        "1.2.3.4.5", "256.1.1.1", "0x100000000", "１２７.0.0.1", "127。0。0。1", "127.0.0.1.", "[::1]", "[::]", "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]", "[::127.0.0.1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "[fe80::1]", "[fe80::1%25eth0]", "[fc00::1]", "[ff02::1]",
        "[2001:db8::1]", "localhost", "LOCALHOST", "localhost.", "a.localhost", "localhost.localdomain", "printer.local", "db.internal",
        "nas.lan", "router.home.arpa", "intranet", "metadata.google.internal",
    ],
)  # fmt: skip
def test_private_hosts_are_refused_in_every_spelling(host: str) -> None:
    assert refuse(f"http://{host}/", ())


def test_a_declared_private_home_opens_exactly_itself() -> None:
    allowed = {"127.0.0.1:8123", "localhost"}
    assert refuse("http://127.0.0.1:8123/a", allowed) is None
    assert refuse("http://localhost/", allowed) is None
    assert refuse("http://localhost:443/", {"localhost:80"}) is None
    assert refuse("http://[::1]:8123/", {"[::1]:8123"}) is None
    for url in (
        "http://127.0.0.1:8124/",
        "http://127.0.0.1/",
        "http://localhost:8123/",
        "http://127.1:8123/",
        "http://a@127.0.0.1:8123/",
    ):
        assert refuse(url, allowed)


def test_the_reason_is_in_words() -> None:
    assert refuse("http://127.1/", ()) == "127.0.0.1 is not a public address"
    assert refuse("ftp://bao.vn/", ()) == "only http and https are fetched, not ftp"
    assert refuse("http://bao.vn:22/", ()) == "port 22 is not one of the web's"


@pytest.mark.parametrize("ip", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "[2606:4700::1111]", "::ffff:8.8.8.8"])
def test_resolved_addresses_of_the_internet(ip: str) -> None:
    assert is_public(ip)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "0.0.0.0", "::1", "::", "fe80::1%eth0", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1",
        "2002:a00:1::", "2001:0:4136:e378:8000:63bf:f5ff:fffe", "bao.vn", "", "100.100.0.1", "fec0::1",
    ],
)  # fmt: skip
def test_resolved_addresses_of_other_networks(ip: str) -> None:
    assert not is_public(ip)


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    refuse(text, ())
    refuse(f"http://{text}/", ())
    is_public(text)
