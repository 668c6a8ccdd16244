"""A paper's second host, path for path the same pages: one article whichever host it is met on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from newsarchive import config as configuration
from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.imports.importer import import_paths
from newsarchive.relate.relate import relate
from newsarchive.store.archive import Archive
from newsarchive.store.ledger import Ledger, NewUrl
from tests.cli.running import run
from tests.ingest import pages
from tests.ingest.press import NOW, Writer

WRITER = Writer(7)
PATH = "/kinh-te/202611/hoi-cho-ben-song-khai-mac-1234567"
TITLE = "Hội chợ bên sông khai mạc sáng nay"
WORDS = [WRITER.paragraph(40) for _ in range(4)]
EDITED = [*WORDS[:3], WRITER.paragraph(40)]
NEW, OLD = "https://baothu.example", "http://www.baocu.example"
WITHOUT = 'key = "baothu"\nname = "Báo Thử"\nhome = "https://baothu.example/"\ndomains = ["baothu.example", "baocu.example"]\n'
WITH = WITHOUT + 'aliases = ["www.baocu.example"]\n'


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return configuration.load(tmp_path / "data")


def declare(config: Config, text: str) -> outlets.Registry:
    config.outlets.mkdir(parents=True, exist_ok=True)
    (config.outlets / "baothu.toml").write_text(text, encoding="utf-8")
    return outlets.load(config.outlets)


def take_in(config: Config, registry: outlets.Registry, name: str, *given: object) -> None:
    folder = config.data.parent / name
    folder.mkdir()
    import_paths(config, registry, [pages.warc(folder, name, *given)])  # type: ignore[arg-type]


def rows(config: Config, sql: str) -> list[tuple[object, ...]]:
    with Archive.open_readonly(config.database) as archive:
        return [tuple(row) for row in archive.db.execute(sql).fetchall()]


@pytest.mark.parametrize("first", [NEW, OLD])
def test_an_article_met_on_both_hosts_is_one_with_its_edit(config: Config, first: str) -> None:
    second = OLD if first == NEW else NEW
    registry = declare(config, WITH)
    take_in(config, registry, "a", pages.article(PATH, TITLE, WORDS, host=first))
    take_in(config, registry, "b", pages.article(PATH, TITLE, EDITED, host=second, at=pages.FETCHED.replace(hour=9)))
    assert rows(config, "SELECT revision FROM articles") == [(2,)]
    assert rows(config, "SELECT DISTINCT normal_url FROM urls") == [(NEW + PATH,)]
    assert rows(config, f"SELECT outcome, detail FROM urls WHERE url LIKE '{second}%'")[0][0] != "new"


def test_the_uid_does_not_depend_on_the_host_an_article_was_met_on(tmp_path: Path) -> None:
    uids = set()
    for number, host in enumerate((NEW, OLD)):
        config = configuration.load(tmp_path / str(number) / "data")
        take_in(config, declare(config, WITH), "a", pages.article(PATH, TITLE, WORDS, host=host))
        uids.add(rows(config, "SELECT uid FROM articles")[0])
    assert len(uids) == 1


def test_every_command_finds_the_article_by_an_address_on_the_other_host(config: Config) -> None:
    take_in(config, declare(config, WITH), "a", pages.article(PATH, TITLE, WORDS, host=NEW))
    for command in ("show", "history", "why"):
        ran = run(command, f"{OLD}{PATH}/?utm_source=zalo", "--json", "--data", config.data)
        assert (ran.code, TITLE in ran.out) == (0, True), ran.err


def test_a_take_down_by_an_address_on_the_other_host_holds_for_both(config: Config) -> None:
    registry = declare(config, WITH)
    page = pages.article(PATH, TITLE, WORDS, host=NEW)
    take_in(config, registry, "a", page)
    assert run("forget", OLD + PATH, "--reason", "theo yêu cầu", "--data", config.data).code == 0
    take_in(config, registry, "b", pages.article(PATH, TITLE, EDITED, host=OLD), page)
    assert rows(config, "SELECT count(*) FROM articles") == [(0,)]
    assert rows(config, "SELECT DISTINCT outcome FROM urls WHERE role = 'article'") == [("forgotten",)]


def test_what_was_taken_down_before_the_alias_was_declared_stays_down_on_both_hosts(config: Config) -> None:
    take_in(config, declare(config, WITHOUT), "a", pages.article(PATH, TITLE, WORDS, host=OLD))
    assert run("forget", OLD + PATH, "--reason", "theo yêu cầu", "--data", config.data).code == 0
    again = [pages.article(PATH, TITLE, EDITED, host=host) for host in (NEW, "https://baocu.example")]
    take_in(config, declare(config, WITH), "b", *again)
    assert rows(config, "SELECT count(*) FROM articles") == [(0,)]
    assert rows(config, "SELECT DISTINCT outcome FROM urls WHERE role = 'article'") == [("forgotten",)]


def test_a_source_link_to_the_other_host_leads_to_the_original(config: Config) -> None:
    registry = declare(config, WITH)
    copy = pages.article("/ban-sao-cua-mot-to-khac-99", TITLE, WORDS, host="https://tokhac.example")
    credit = f'<p>Nguồn: <a href="{OLD}{PATH}">Báo Thử</a></p>'
    linked = copy.body.decode().replace("</div></article>", f"{credit}</div></article>")
    take_in(config, registry, "a", pages.article(PATH, TITLE, WORDS, host=NEW), pages.page(copy.url, linked))
    with Archive.open(config.database) as archive:
        relate(archive, NOW)
    told = rows(config, "SELECT kind, evidence FROM relations")
    assert [(kind, str(why).startswith("its source link is")) for kind, why in told] == [("republished_from", True)]


def test_a_source_link_to_another_page_of_the_other_host_credits_the_paper(config: Config) -> None:
    registry = declare(config, WITH)
    copy = pages.article("/ban-sao-cua-mot-to-khac-99", TITLE, WORDS, host="https://tokhac.example")
    linked = copy.body.decode().replace("</div></article>", f"<p>Nguồn: {OLD}/trang-khac-1234</p></div></article>")
    take_in(config, registry, "a", pages.article(PATH, TITLE, WORDS, host=NEW), pages.page(copy.url, linked))
    with Archive.open(config.database) as archive:
        relate(archive, NOW)
    assert rows(config, "SELECT kind FROM relations") == [("republished_from",)]


def test_an_alias_declared_later_holds_for_what_is_there_and_goes_again_with_it(config: Config) -> None:
    take_in(config, declare(config, WITHOUT), "a", pages.article(PATH, TITLE, WORDS, host=OLD))
    old_form = [("https://baocu.example" + PATH,)]
    assert rows(config, "SELECT normal_url FROM urls") == old_form
    other = pages.article("/xa-hoi/202611/bai-khac-hoan-toan-7654321", "Bài khác hoàn toàn", EDITED, host=NEW)
    take_in(config, declare(config, WITH), "b", other)
    assert rows(config, "SELECT normal_url FROM urls WHERE url LIKE '%baocu%'") == [(NEW + PATH,)]
    assert rows(config, "SELECT host, stands_for FROM host_aliases") == [("baocu.example", "baothu.example")]
    take_in(config, registry := declare(config, WITH), "c", pages.article(PATH, TITLE, EDITED, host=NEW))
    assert rows(config, "SELECT count(*) FROM articles") == [(2,)]
    assert registry.for_url(OLD + PATH).key == "baothu"
    take_in(config, declare(config, WITHOUT), "d", other)
    assert rows(config, "SELECT normal_url FROM urls WHERE url LIKE '%baocu%'") == old_form
    assert rows(config, "SELECT * FROM host_aliases") == []


def test_what_a_dead_host_did_not_give_is_fetched_from_the_other(config: Config) -> None:
    registry = declare(config, WITH)
    take_in(config, registry, "a", pages.article("/x/202611/bai-nao-do-trong-kho-1111111", "Bài nào đó", EDITED))
    outlet = registry.for_url(NEW + PATH)
    with Archive.open(config.database) as archive, archive.transaction():
        ledger = Ledger(archive.db)
        dead, _ = ledger.add(NewUrl.of(OLD + PATH, outlet, "article"), at="2026-11-22T06:00:00Z", run_id=1)
        waiting, _ = ledger.add(NewUrl.of(NEW + PATH, outlet, "article"), at="2026-11-22T06:00:00Z", run_id=1)
        assert ledger.get(waiting).outcome == "duplicate_url", "as long as nothing is known of the first"
        archive.db.execute("DELETE FROM urls WHERE id = ?", (waiting,))
        ledger.judge(dead, outcome="dns_error", detail=None, at="2026-11-22T06:00:00Z", next_fetch_at=None)
        alive, is_new = ledger.add(NewUrl.of(NEW + PATH, outlet, "article"), at="2026-11-22T07:00:00Z", run_id=1)
        assert (is_new, ledger.get(alive).state) == (True, "queued")


def test_robots_txt_is_each_host_s_own(config: Config) -> None:
    outlet = declare(config, WITH).for_url(NEW + "/")
    assert NewUrl.of(OLD + "/robots.txt", outlet, "other").normal_url == "https://baocu.example/robots.txt"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('aliases = ["baomoi.example"]', "'baomoi.example' is not in domains"),
        ('aliases = ["www.baothu.example"]', "is the home's own host"),
    ],
)
def test_an_alias_is_another_host_of_the_outlet(config: Config, line: str, says: str) -> None:
    declare_text = WITHOUT + line + "\n"
    config.outlets.mkdir(parents=True)
    (config.outlets / "baothu.toml").write_text(declare_text, encoding="utf-8")
    ran = run("outlets", "show", "baothu", "--json", "--data", config.data)
    assert (ran.code, says in ran.err, "baothu.toml" in ran.err) == (2, True, True), ran.err


def test_an_outlet_shows_its_aliases(config: Config) -> None:
    declare(config, WITH)
    assert json.loads(run("outlets", "show", "baothu", "--json", "--data", config.data).out)["aliases"] == [
        "www.baocu.example"
    ]
