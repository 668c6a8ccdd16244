"""No bytes make extraction raise, hang or take long."""

from __future__ import annotations

import os
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from newsarchive import outlets
from newsarchive.extract import read, warm_up
from newsarchive.extract.body import captions
from newsarchive.extract.bylines import grammar
from newsarchive.extract.dates import parse
from newsarchive.extract.page import furniture
from newsarchive.items import Article, NotAnArticle
from newsarchive.outlets import Outlet, Select
from tests.extract.support import FETCHED, PARAGRAPHS, URL, html, page

SELECTING = Outlet(
    key="p",
    name="P",
    home="https://bao.example/",
    select=Select(body=(".post-content",), byline=(".b",), date=("span",)),
)
TEXT = "".join(f"<p>{p}</p>" for p in PARAGRAPHS)
CASES = {
    "random": os.urandom(100_000),
    "nul": html().encode().replace(b"a", b"a\x00"),
    "nested": b"<div>" * 1_000_000,
    "flat": b"<html><body>" + b"<div>x y z</div>" * 100_000,
    "one long line": html(middle="<p>" + "chữ " * 250_000 + "</p>").encode(),
    "no space": html(middle="<p>" + "x" * 1_000_000 + "</p>").encode(),
    "line breaks": html(middle="a<br>" * 100_000).encode(),
    "spaces": html(middle=("<p>" + " " * 500_000 + "Ảnh: " + " " * 500_000 + "</p>")).encode(),
    "brackets": html(middle="<p>" + '("' * 200_000 + "</p>").encode(),
    "dates": html(middle="<p>" + "1/1/20" * 50_000 + "</p>", date="1/1/20" * 20_000).encode(),
    "links": html(middle="<ul>" + "<li><a href=/a>một liên kết dài dài</a></li>" * 20_000 + "</ul>").encode(),
    "captions": html(middle="<p>Chú thích ảnh được in lại nhiều lần.</p>" * 20_000).encode(),
    "pictures": html(middle='<img src=a.jpg alt="x y z"><p>chú thích ảnh của bài</p>' * 20_000).encode(),
    "entities": html(middle="<p>" + "&amp;" * 200_000 + "</p>").encode(),
    "classes": (
        "<html><body>" + "".join(f'<div class="c{i} author-{i}">Lê {i}</div>' for i in range(40_000)) + "</body></html>"
    ).encode(),
    "headings": ("<html><body>" + "<h1>Tiêu đề bài viết số một hai ba</h1>" * 30_000 + "</body></html>").encode(),
    "metas": b"<html><head>" + b'<meta name="a" content="b">' * 50_000,
    "deep json": b'<html><head><script type="application/ld+json">' + b"[" * 100_000 + b"</script></head></html>",
    "broken json": b'<html><head><script type="application/ld+json">{"headline":"'
    + b"\\\\" * 100_000
    + b"</script></head></html>",
    "mixed encodings": html().encode() + b"\xe9\xff" * 5_000,
    "nonsense charset": b'<meta charset="nonsense">' + b"\xe9\xe8" * 2_000,
    "script only": b"<html><body>" + b"<script>var a=1;</script>" * 50 + b"<div id=app></div></body></html>",
    "tables": html(middle="<table><tr><td>" * 200 + TEXT).encode(),
}


@pytest.fixture(scope="module", autouse=True)
def warm() -> None:
    warm_up()


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("outlet", [outlets.undeclared(URL), SELECTING], ids=["undeclared", "declared"])
def test_a_hostile_page_is_answered_in_time(name: str, outlet: Outlet) -> None:
    start = time.process_time()
    result = read(page(CASES[name]), outlet)
    assert isinstance(result, Article | NotAnArticle)
    assert time.process_time() - start < 5


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=3000))
def test_any_bytes_are_answered(body: bytes) -> None:
    assert isinstance(read(page(body), SELECTING), Article | NotAnArticle)


SOUP = (
    "<p> </p> <div_class='related'> <div> </div> <b> <i> <br> <img_src=a> <figure> <table> <tr> <td_class='caption'> <a_href='x'> </a> <h1> "
    "<ul> <li> <span_class='author'> </span> <!-- --> <script> </script> &amp;#7871; Ảnh: 09/03/2026 THẢO TIÊN Theo TTXVN Tin,ảnh:A ( )"
)
TAGS = st.sampled_from([*(piece.replace("_", " ") for piece in SOUP.split()), "\u00ad", "\u200b", "e\u0301"])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(TAGS | st.text(max_size=20), max_size=60))
def test_any_soup_in_a_body_is_answered(pieces: list[str]) -> None:
    source = html(middle=" ".join(pieces)).encode("utf-8", "replace")
    assert isinstance(read(page(source), SELECTING), Article | NotAnArticle)


@settings(max_examples=200, deadline=2000)
@given(st.text(alphabet=" :/-.,()|0123456789hgiờngàythángnămPVTinảnhBàAĐ\n", max_size=400))
def test_no_line_hangs_the_grammars(line: str) -> None:
    from zoneinfo import ZoneInfo

    parse.vietnamese(line, FETCHED, ZoneInfo("Asia/Ho_Chi_Minh"))
    parse.machine(line)
    grammar.parse(line)
    captions.has_credit(line)
    furniture.FURNITURE.match(line[:300])
