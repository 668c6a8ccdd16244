"""`outlets check`: a small crawl aside from the archive, and its verdict, live and from files."""

from __future__ import annotations

import json
from pathlib import Path

from tests.crawl.running import Data
from tests.newspaper import Newspaper


def test_outlets_are_checked_live_without_touching_the_archive(data: Data) -> None:
    with (
        Newspaper(articles=12, seed="khỏe") as good,
        Newspaper(articles=12, seed="yếu", channels={"home"}) as weak,
        Newspaper(articles=6, seed="chết") as dead,
    ):
        data.declare(good, "good", declare=["sitemap", "feed"])
        data.declare(weak, "weak", feeds=[weak.url("/rss/home.rss")])
        data.declare(dead, "dead")
        dead.fail("/*", status=404)
        ran = data.run("outlets", "check", "good", "weak", "dead", "--json", env=good.env)
        told = {one["outlet"]: one for one in json.loads(ran.out)}
        alone = data.run("outlets", "check", "dead", env=good.env)
    assert ran.code == 3
    assert {key: one["verdict"] for key, one in told.items()} == {"good": "works", "weak": "partly", "dead": "broken"}
    assert told["good"]["robots"] == "ok"
    assert {(c["kind"], c["declared"]) for c in told["good"]["channels"]} >= {
        ("sitemap", True),
        ("feed", True),
        ("section", False),
    }
    assert len(told["good"]["articles"]) >= 3 and all(a["fields"]["title"] for a in told["good"]["articles"])
    assert any("/rss/home.rss brought no article address" in why for why in told["weak"]["why"])
    assert "no article could be read" in told["dead"]["why"]
    assert (alone.code, alone.out.splitlines()[0].partition(" (")[0]) == (1, "dead: broken")
    assert sorted(p.name for p in data.folder.iterdir()) == ["outlets"]


def test_an_outlet_is_checked_against_files(data: Data, tmp_path: Path) -> None:
    kept = Data(tmp_path / "kept")
    kept.configure(keep="all")
    with Newspaper(articles=8, seed="lưu") as paper:
        kept.declare(paper)
        data.declare(paper)
        assert kept.crawl("testpaper", env=paper.env).code == 0
    (file,) = kept.warc.glob("*.warc.gz")
    ran = data.run("outlets", "check", "testpaper", "--replay", file, "--json", env=paper.env)
    assert ran.code == 0, ran.err
    (told,) = json.loads(ran.out)
    assert told["verdict"] == "works"
    assert len(told["articles"]) == 3
