"""An article of a live newspaper is taken down: the next crawls leave its address alone, whatever lists name it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.ops.verify import verify
from newsarchive.takedown.forget import forget
from tests.crawl.running import Data, later
from tests.newspaper import Newspaper
from tests.takedown.test_forget import bytes_of


def test_what_was_taken_down_is_not_fetched_again(tmp_path):
    with Newspaper(articles=12, related=0, styles=["vdoc-a-id"]) as paper:
        data = Data(tmp_path / "data")
        data.declare(paper)
        data.configure(keep="all")
        assert data.crawl("testpaper", env=paper.env).code == 0
        gone = paper.articles[3]
        assert gone.title.encode() in bytes_of(data.folder)
        config = configuration.load(data.folder)
        now = datetime.fromisoformat(paper.env["NEWSARCHIVE_NOW"]).astimezone(UTC) + timedelta(hours=1)
        done = forget(config, outlets.load(config.outlets), gone.url, reason="theo yêu cầu", now=now)
        assert done.lists > 0
        everything = bytes_of(data.folder)
        assert gone.title.encode() not in everything
        assert gone.paragraphs[0].encode() not in everything
        assert verify(config).problems == []
        paper.edit(gone)
        asked = len(paper.server.log.requests)
        assert data.crawl("testpaper", env=later(paper, hours=30)).code == 0
        assert data.crawl(gone.url, f"{gone.url}?utm_source=zalo", env=later(paper, hours=31)).code in (0, 3)
        assert gone.path not in {r.path for r in paper.server.log.requests[asked:]}
    assert gone.url not in data.articles()
    assert data.ledger(gone.url)["outcome"] == "forgotten"
    assert len(data.articles()) == 11
