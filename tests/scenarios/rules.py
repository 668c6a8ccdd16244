"""What changes without a crawl: other rules for an outlet, an article taken down, a host that stands for another."""

from __future__ import annotations

from typing import Any

from tests.scenarios.desk import Desk


def rules(desk: Desk) -> None:
    """Re-extract after an edit of the outlet file, declare an alias, take an article down, and crawl after each."""
    paper = desk.paper(articles=9, seed="luật mới", channels={"robots_sitemap", "home"})
    former = desk.paper(articles=9, seed="luật mới", channels={"home"})
    hosts = [f"{p.host}:{p.port}" for p in (paper, former)]
    news = paper.articles
    desk.declare(paper, "luat")
    paper.link_from_home(former.url(news[0].path))
    desk.run("crawl", "luat", "--json")
    desk.run("crawl", former.url(news[1].path), "--json", minutes=10)  # on loopback, and nobody has declared it
    desk.stage("crawled")
    changed: dict[str, Any] = {
        "select": {
            "title": ["h1.detail-title"],
            "lead": [".date"],
            "body": [".content-fck", ".detail-content"],
            "drop": ["h3"],
        }
    }
    desk.declare(paper, "luat", **changed)
    desk.run("reextract", "--dry-run", "--json", minutes=20)
    desk.run("reextract", "--outlet", "luat", "--json", minutes=30)
    desk.stage("other rules")
    desk.declare(paper, "luat", domains=hosts, aliases=hosts[1:])
    desk.run("reextract", "--json", minutes=40)
    paper.link_from_home(former.url(news[2].path), "Tin từ tên miền cũ")
    former.redirect(news[3].path, paper.url(news[3].path))
    paper.link_from_home(former.url(news[3].path), "Tin cũ")
    desk.run("crawl", "luat", "--json", hours=5)
    desk.stage("a host that stands for another")
    for story, hour in ((news[4], 6), (news[0], 7)):
        desk.run("forget", story.url, "--reason", "theo yêu cầu", "--json", hours=hour)
    desk.run("forget", paper.url("/kinh-te/202611/chua-tung-co-1234567/"), "--reason", "an address", "--json", hours=8)
    desk.stage("taken down")
    paper.edit(news[5])
    desk.run("crawl", "luat", news[4].print_url, news[0].url, "--json", hours=9.1)
    desk.run("relate", "--json", hours=10)
    desk.run("verify", "--json", hours=11)
    desk.stage("crawled again")
