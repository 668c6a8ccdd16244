"""The benchmark's server sends what it says it sends."""

from __future__ import annotations

import gzip
import re
from urllib.request import Request, urlopen

from benchmarks.site import FastSite, Template, templates
from newsarchive import outlets


def test_each_address_has_words_in_an_order_of_its_own() -> None:
    template = templates("small")[0]
    one, other = template.page(7), template.page(8)
    assert one == template.page(7)
    assert b"[7] " in one and b"[8] " in other
    assert _words(one, b"[7]") == _words(other, b"[8]")
    assert one.replace(b"[7]", b"[8]") != other


def test_page_without_paragraphs_gets_its_number_at_the_end() -> None:
    assert Template("text/html", b"<title>x</title>").page(3) == b"<title>x</title>[3] "


def test_plain_pages_are_those_that_are_served_packed() -> None:
    with FastSite(2, "small") as packed, FastSite(2, "small", packed=False) as plain:
        bodies = [_get(re.findall(r"<loc>([^<]+)</loc>", _get(s.sitemaps(2)[0]).decode())[1]) for s in (packed, plain)]
    assert gzip.decompress(bodies[0]) == bodies[1] == templates("small")[1].page(1)


def test_sitemaps_name_every_page_once_and_all_are_served_and_declared(tmp_path) -> None:
    with FastSite(1_003, "small") as site:
        urls = [u for s in site.sitemaps(1_003) for u in re.findall(r"<loc>([^<]+)</loc>", _get(s).decode())]
        assert len(urls) == len(set(urls)) == 1_003
        first, last = _get(urls[0]), _get(urls[-1])
        assert b"[0] " in gzip.decompress(first) and b"[1002] " in gzip.decompress(last)
        assert site.served == 2
        (tmp_path / "bench0.toml").write_text(site.outlets(1_003)["bench0"], encoding="utf-8")
    outlet = outlets.load(tmp_path).get("bench0")
    assert len(outlet.sitemaps) == 2 and outlet.delay_s == 0


def test_hosts_share_the_pages() -> None:
    with FastSite(10, "small", hosts=3) as site:
        maps = {
            n: re.findall(r"<loc>http://([^:]+):\d+(\S+?)</loc>", _get(site.sitemaps(10, n)[0]).decode())
            for n in range(3)
        }
    assert [{host for host, _ in rows} for rows in maps.values()] == [{"127.0.0.1"}, {"127.0.0.2"}, {"127.0.0.3"}]
    assert sorted(len(rows) for rows in maps.values()) == [3, 3, 4]
    assert len({path for rows in maps.values() for _, path in rows}) == 10


def _words(page: bytes, mark: bytes) -> list[bytes]:
    return sorted(re.sub(rb"<[^>]*>", b" ", page.replace(mark, b"")).split())


def _get(url: str) -> bytes:
    with urlopen(Request(url)) as answer:
        return bytes(answer.read())
