"""The benchmark's server sends what it says it sends."""

from __future__ import annotations

import gzip
import re
from urllib.request import Request, urlopen

import pytest

from benchmarks.site import FastSite, Packed, Template, templates
from newsarchive import outlets


@pytest.fixture(scope="module")
def template() -> Template:
    return templates("small")[0]


def test_page_is_cut_inside_its_article(template: Template) -> None:
    plain = Packed(template, gzip=False).body(7)
    assert plain == template.before + b"[7] " + template.after
    assert template.before.endswith(b">") and template.after


@pytest.mark.parametrize("number", [0, 9, 123456])
def test_gzipped_page_is_the_plain_one(template: Template, number: int) -> None:
    packed = Packed(template, gzip=True).body(number)
    assert gzip.decompress(packed) == Packed(template, gzip=False).body(number)


def test_page_without_paragraphs_gets_its_number_at_the_end() -> None:
    assert Packed(Template.of(b"<title>x</title>", "text/html"), gzip=False).body(3) == b"<title>x</title>[3] "


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


def _get(url: str) -> bytes:
    with urlopen(Request(url)) as answer:
        return bytes(answer.read())
