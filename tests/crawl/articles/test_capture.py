"""What a crawl keeps (`keep = "all"`), whether the files are whole, and whether they replay as the same crawl."""

from __future__ import annotations

import gzip
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import brotli
import pytest
from warcio.archiveiterator import ArchiveIterator

from newsarchive.warc import ReplayIndex, WarcWriter
from tests.crawl.running import Data, Ran, later
from tests.newspaper import Newspaper, Story

MAX_BYTES = 1_000_000
# warcio 1.8.1 knows brotlipy only: where the module of brotli is found, it fails at each `br` body (its issue 73).
_WARCIO = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main(['check', sys.argv[1]])"


@dataclass
class Kept:
    """Two crawls that kept everything; then the newspaper has gone."""

    data: Data
    paper: Newspaper
    stories: list[Story]
    removed: Story
    ran: list[Ran]
    seen_open: set[str]

    @property
    def files(self) -> list[Path]:
        """The WARC files."""
        return sorted(self.data.warc.glob("*.warc.gz"))


@dataclass(frozen=True)
class Stored:
    """One WARC record as another library reads it."""

    kind: str
    version: str
    uri: str
    fields: dict[str, str]
    http: dict[str, str]
    status: str
    content: bytes


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Crawl twice with everything kept, in small files; the newspaper is closed afterwards."""
    data = Data(tmp_path_factory.mktemp("kept") / "data")
    data.configure(keep="all", warc_max_bytes=MAX_BYTES, contact="mailto:desk@example.org")
    with Newspaper(articles=16, seed="giữ", codings=("br", "gzip", "identity"), page_size=4) as paper:
        for story in paper.articles:  # noise that no coding can shrink, so that the files fill up
            page = paper.site.respond(story.path).body.decode()
            noise = "".join(chr(0x4E00 + hash((story.serial, n)) % 20_000) for n in range(45_000))
            paper.serve(story.path, page.replace("</body>", f"<!-- {noise} --></body>"))
        removed = paper.articles[3]
        data.declare(paper)
        with data.start("crawl", "testpaper", env=paper.env) as process:
            seen: set[str] = set()
            while process.poll() is None:
                seen |= {p.name for p in data.warc.glob("*.open")} if data.warc.is_dir() else set()
            out, err = process.communicate()
        stories = paper.articles
        paper.remove(removed)
        del paper.site.served[removed.path]
        again = data.crawl("testpaper", env=later(paper, hours=30))
    yield Kept(data, paper, stories, removed, [Ran(process.returncode, out, err), again], seen)


@pytest.fixture(scope="module")
def stored(kept: Kept) -> list[Stored]:
    """All records of all files."""
    found = []
    for path in kept.files:
        with path.open("rb") as file:
            for r in ArchiveIterator(file, no_record_parse=False):
                http = {k.lower(): v for k, v in r.http_headers.headers} if r.http_headers else {}
                status = r.http_headers.get_statuscode() if r.http_headers and r.rec_type != "request" else ""
                fields = dict(r.rec_headers.headers)
                found.append(
                    Stored(
                        r.rec_type,
                        r.rec_headers.protocol,
                        fields.get("WARC-Target-URI", ""),
                        fields,
                        http,
                        status,
                        r.raw_stream.read(),
                    )
                )
    return found


def test_both_crawls_end_well(kept: Kept) -> None:
    assert [(r.code, r.err.splitlines()[-1]) for r in kept.ran] == [(0, "16 new, 0 known"), (0, "0 new, 16 known")]


def test_files_rotate_and_are_open_while_they_are_written(kept: Kept) -> None:
    assert len(kept.files) >= 3
    assert kept.seen_open
    assert all(name.endswith(".warc.gz.open") for name in kept.seen_open)
    assert not list(kept.data.warc.glob("*.open"))
    biggest = max(p.stat().st_size for p in kept.files)
    assert MAX_BYTES / 2 < biggest < 2 * MAX_BYTES
    states = kept.data.rows("SELECT name, state, bytes, sha256 FROM warc_files")
    assert {(r["name"], r["state"], r["bytes"]) for r in states} == {
        (p.name, "finished", p.stat().st_size) for p in kept.files
    }
    assert all(r["sha256"] for r in states)


def test_every_record_is_warc_1_1_and_files_begin_with_a_warcinfo(kept: Kept, stored: list[Stored]) -> None:
    assert {r.version for r in stored} == {"WARC/1.1"}
    assert {r.kind for r in stored} == {"warcinfo", "request", "response", "revisit"}
    assert [r.kind for r in stored].count("warcinfo") == len(kept.files)


def test_every_capture_has_request_digest_and_ip(stored: list[Stored]) -> None:
    captures = [r for r in stored if r.kind in ("response", "revisit")]
    requests = {r.fields["WARC-Concurrent-To"]: r for r in stored if r.kind == "request"}
    for capture in captures:
        request = requests[capture.fields["WARC-Record-ID"]]
        assert request.uri == capture.uri
        assert "(+mailto:desk@example.org)" in request.http["user-agent"]
        assert capture.fields["WARC-IP-Address"] == "127.0.0.1"
        if capture.kind == "response":
            assert capture.fields["WARC-Payload-Digest"].startswith("sha1:")


def test_everything_the_server_answered_is_there(kept: Kept, stored: list[Stored]) -> None:
    asked = Counter(r.target for r in kept.paper.requests)
    kept_of = Counter(r.uri.removeprefix(kept.paper.base) for r in stored if r.kind in ("response", "revisit"))
    assert kept_of == asked


def test_bodies_are_kept_as_received(kept: Kept, stored: list[Stored]) -> None:
    codings = Counter(r.http.get("content-encoding", "") for r in stored if r.kind == "response")
    assert codings["br"] and codings["gzip"] and codings[""]
    story = next(s for s in kept.stories if s is not kept.removed)
    (response,) = [r for r in stored if r.kind == "response" and r.uri == story.url]
    coding = response.http.get("content-encoding")
    undo = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    if response.http.get("transfer-encoding") != "chunked":
        assert kept.paper.site.respond(story.path).body == undo(response.content)


def test_an_answer_that_nothing_changed_is_a_revisit_record(stored: list[Stored]) -> None:
    revisits = [r for r in stored if r.kind == "revisit" and r.status == "304"]
    assert revisits
    responses = {(r.uri, r.fields["WARC-Date"]) for r in stored if r.kind == "response"}
    for r in revisits:
        assert r.fields["WARC-Profile"].endswith("server-not-modified")
        assert (r.fields["WARC-Refers-To-Target-URI"], r.fields["WARC-Refers-To-Date"]) in responses


def test_other_tools_find_the_files_whole(kept: Kept) -> None:
    for path in kept.files:
        ran = subprocess.run([sys.executable, "-c", _WARCIO, str(path)], capture_output=True, text=True)
        assert ran.returncode == 0, f"{path.name}: {ran.stdout}{ran.stderr}"


def test_every_capture_points_to_its_record(kept: Kept, stored: list[Stored]) -> None:
    rows = kept.data.rows("SELECT record_id, digest, u.url FROM captures c JOIN urls u ON u.id = c.url_id")
    there = {r.fields["WARC-Record-ID"]: r for r in stored if r.kind in ("response", "revisit")}
    assert {r["record_id"] for r in rows} == set(there)
    assert all(there[r["record_id"]].uri == r["url"] for r in rows)


def test_verify_finds_nothing_wrong(kept: Kept) -> None:
    ran = kept.data.run("verify")
    assert (ran.code, ran.err.splitlines()[-1].rpartition(": ")[2]) == (0, "0 problems"), ran.err


@pytest.mark.parametrize("harm", ["flip", "cut", "remove"])
def test_verify_finds_a_damaged_file(kept: Kept, tmp_path: Path, harm: str) -> None:
    shutil.copytree(kept.data.folder, tmp_path / "copy")
    data = Data(tmp_path / "copy")
    path = sorted(data.warc.glob("*.warc.gz"))[1]
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2] ^= 0x10
    if harm == "remove":
        path.unlink()
    else:
        path.write_bytes(raw if harm == "flip" else raw[: len(raw) * 2 // 3])
    ran = data.run("verify")
    assert ran.code == 1
    assert path.name in ran.err
    assert "Traceback" not in ran.err


@pytest.fixture(scope="module")
def replayed(kept: Kept, tmp_path_factory: pytest.TempPathFactory) -> tuple[Data, Ran]:
    """The files of the two crawls, replayed into an empty data folder; there is no server any more."""
    data = Data(tmp_path_factory.mktemp("replayed"))
    data.declare(kept.paper)
    files = [word for path in kept.files for word in ("--replay", path)]
    return data, data.crawl("testpaper", *files, env=later(kept.paper, hours=31))


def test_a_replay_gives_the_same_articles(kept: Kept, replayed: tuple[Data, Ran]) -> None:
    data, ran = replayed
    assert ran.code == 0, ran.err
    sql = (
        "SELECT url, uid, title, lead, text, byline, published_at, published_on, published_utc, modified_at, section, form, "
        "language, word_count, image_url, content_hash, canonical_url, (SELECT group_concat(name || role, '|') FROM "
        "(SELECT n.name, x.role FROM article_authors x JOIN authors n ON n.id = x.author_id WHERE x.article_id = articles.id "
        "ORDER BY x.position)) AS authors FROM articles ORDER BY url"
    )
    once, again = ([tuple(r) for r in d.rows(sql)] for d in (kept.data, data))
    assert len(once) == 16
    assert once == again
    assert [r[2] for r in once] == [s.title for s in sorted(kept.stories, key=lambda s: once_url(once, s))]


def once_url(rows: list[tuple[str, ...]], story: Story) -> str:
    """Return the address under which a story was first met."""
    return next(r[0] for r in rows if r[0].partition("?")[0] == story.url)


def test_a_replay_gives_the_same_outcomes(kept: Kept, replayed: tuple[Data, Ran]) -> None:
    data, _ = replayed
    sql = "SELECT url, outcome, detail FROM urls WHERE role = 'article' AND outcome NOT IN ('unchanged', 'not_modified', 'new')"
    assert [tuple(r) for r in data.rows(f"{sql} ORDER BY url")] == [
        tuple(r) for r in kept.data.rows(f"{sql} ORDER BY url")
    ]
    assert data.ledger(kept.removed.url)["outcome"] == "gone"


def test_a_replay_holds_its_rules_and_dates(kept: Kept, replayed: tuple[Data, Ran]) -> None:
    data, _ = replayed
    assert data.one("SELECT count(*) FROM host_policies WHERE robots_status = 'ok'") == 1
    seen = "SELECT url, first_seen_at, last_seen_at FROM articles ORDER BY url"
    assert [tuple(r) for r in data.rows(seen)] == [tuple(r) for r in kept.data.rows(seen)]


def test_a_second_replay_adds_nothing(kept: Kept, replayed: tuple[Data, Ran]) -> None:
    data, _ = replayed
    counts = "SELECT (SELECT count(*) FROM captures), (SELECT count(*) FROM revisions), (SELECT count(*) FROM articles)"
    before = tuple(data.rows(counts)[0])
    files = [word for path in kept.files for word in ("--replay", path)]
    ran = data.crawl("testpaper", *files, env=later(kept.paper, hours=32))
    assert ran.code == 0, ran.err
    assert ran.err.endswith("0 new, 16 known\n")
    assert tuple(data.rows(counts)[0]) == before


def test_a_replay_never_overwrites_what_was_learnt_live(kept: Kept) -> None:
    """The removed article answers 200 in the first file; the network has said 410 since."""
    before = kept.data.rows(
        "SELECT url, outcome, detail, fetched_at, live FROM urls WHERE outcome NOT NULL ORDER BY url"
    )
    ran = kept.data.crawl("testpaper", "--replay", kept.files[0], env=later(kept.paper, hours=33))
    assert ran.code == 0, ran.err
    after = {r["url"]: tuple(r) for r in kept.data.rows("SELECT url, outcome, detail, fetched_at, live FROM urls")}
    assert {r["url"]: tuple(r) for r in before}.items() <= after.items()
    assert kept.data.ledger(kept.removed.url)["outcome"] == "gone"


def test_pages_that_a_replay_lacks_are_not_in_replay_and_no_robots_means_no_rules(
    kept: Kept, data: Data, tmp_path: Path
) -> None:
    """Only the home page is in the file: every article that it names is missing, and robots.txt too."""
    with (
        ReplayIndex(kept.files) as index,
        WarcWriter(tmp_path, "home", max_bytes=10**9, software="t", operator=None) as writer,
    ):
        page = index.get(kept.paper.home)
        assert page is not None
        pointer = writer.write(page)
    data.declare(kept.paper)
    ran = data.crawl("testpaper", "--replay", tmp_path / pointer.warc_file, env=kept.paper.env)
    assert ran.code == 0, ran.err
    assert set(data.outcomes("role = 'article'")) <= {"not_in_replay", "duplicate_url"}
    assert data.outcomes("role = 'article'")["not_in_replay"] >= 12
    assert data.one("SELECT robots_status FROM host_policies") == "none"
    assert "0 new" in ran.err
