"""Which bytes are kept: first captures and those that changed; all of them where that is asked for; never the forbidden."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from newsarchive.ingest.keep import SMALL_BODY, read_capture
from newsarchive.ingest.reading import Reading
from newsarchive.ingest.values import Judged, Visit
from newsarchive.items import Page, Pointer, utc_text
from newsarchive.store.captures import Capture
from newsarchive.warc import records
from tests.ingest.running import a_run
from tests.ingest.visiting import FIRST, SECOND, Desk, a_desk, article, hours, page

BODY = b"<p>mot bai bao dai</p>" * 40
NOARCHIVE = (("X-Robots-Tag", "noarchive"),)
ELSEWHERE = Pointer("<urn:uuid:1>", "import/other.warc.gz", 100, 200)


def keep(desk: Desk, visit: Visit, outcome: str = "unchanged", *, may: bool = True) -> int | None:
    """Have a visit's bytes kept, or not, as one that was judged so."""
    judged = Judged(outcome, desk.run.at(), keep=may)
    with desk.run.batch():
        return desk.run.keeper.keep(visit, desk.run.ledger.get(visit.url_id), judged)


def answered(desk: Desk, hour: float = 0, body: bytes = BODY, path: str = FIRST, **facts: object) -> Visit:
    """Return a visit that brought a body."""
    return desk.visit(path, Reading("not_article"), page(path, body, at=hours(hour), **facts))


def capture(desk: Desk, capture_id: int | None) -> Capture:
    assert capture_id is not None
    return desk.run.captures.get(capture_id)


def read_back(desk: Desk, folder: Path, capture_id: int | None) -> Page:
    return read_capture(folder / "warc", desk.run.captures, capture(desk, capture_id))


@pytest.fixture
def keeping_all(tmp_path: Path):
    """A desk whose run keeps every answer."""
    with a_desk(tmp_path, keep_all=True) as desk:
        yield desk


def test_the_first_capture_of_an_articles_address_is_kept_whatever_it_is(desk: Desk, tmp_path: Path) -> None:
    kept = keep(desk, answered(desk), "not_article")
    assert read_back(desk, tmp_path, kept).body == BODY


@pytest.mark.parametrize(("role", "status"), [("list", 200), ("article", 404)])
def test_of_lists_and_of_errors_nothing_is_kept(desk: Desk, role: str, status: int) -> None:
    desk.enter("tin/", role)  # type: ignore[arg-type]
    assert keep(desk, answered(desk, path="tin/", status=status), "gone") is None
    assert desk.count("captures") == 0


def test_an_article_that_did_not_change_is_not_kept_again(desk: Desk) -> None:
    keep(desk, answered(desk), "new")
    assert keep(desk, answered(desk, 1, BODY + b"<!-- another -->")) is None
    assert desk.count("captures") == 1


def test_an_article_that_changed_is_kept(desk: Desk, tmp_path: Path) -> None:
    keep(desk, answered(desk), "new")
    kept = keep(desk, answered(desk, 1, BODY + b"<p>them</p>"), "changed")
    assert read_back(desk, tmp_path, kept).body == BODY + b"<p>them</p>"


def test_bytes_that_the_judge_does_not_let_stay_are_not_kept(keeping_all: Desk) -> None:
    assert keep(keeping_all, answered(keeping_all), "forgotten", may=False) is None


def test_where_all_is_kept_a_repeated_payload_is_a_revisit_record(keeping_all: Desk, tmp_path: Path) -> None:
    first = keep(keeping_all, answered(keeping_all), "new")
    again = keep(keeping_all, answered(keeping_all, 1))
    assert capture(keeping_all, again).revisit_of == first
    assert read_back(keeping_all, tmp_path, again).body == BODY
    (file,) = (tmp_path / "warc").iterdir()
    assert [r.kind for r in records(file)] == ["response", "revisit"]


def test_a_small_body_is_written_again_as_a_revisit_record_would_not_be_smaller(
    keeping_all: Desk, tmp_path: Path
) -> None:
    keep(keeping_all, answered(keeping_all, 0, b"x" * SMALL_BODY), "new")
    again = keep(keeping_all, answered(keeping_all, 1, b"x" * SMALL_BODY))
    assert capture(keeping_all, again).revisit_of is None


@pytest.mark.parametrize(
    "asked", [{"headers": NOARCHIVE}, {"reading": Reading("noarchive")}, {"reading": Reading("listed", noarchive=True)}]
)
def test_a_page_that_asks_not_to_be_archived_is_never_kept(keeping_all: Desk, asked: dict[str, object]) -> None:
    visit = answered(keeping_all, headers=asked.get("headers", ()))
    visit = replace(visit, reading=asked.get("reading", visit.reading))
    assert keep(keeping_all, visit, "new") is None
    assert keeping_all.count("captures") == 0


def test_an_imported_copy_is_kept_although_its_page_asked_not_to_be(desk: Desk) -> None:
    assert keep(desk, answered(desk, headers=NOARCHIVE, origin="import"), "noarchive") is not None


def test_every_imported_capture_is_kept(desk: Desk) -> None:
    keep(desk, answered(desk), "new")
    assert keep(desk, answered(desk, 1, BODY + b"<!-- -->", origin="import")) is not None


def test_an_answer_that_nothing_changed_is_a_revisit_record_of_the_latest_payload(
    keeping_all: Desk, tmp_path: Path
) -> None:
    first = keep(keeping_all, answered(keeping_all), "new")
    keep(keeping_all, answered(keeping_all, 1))
    kept = keep(keeping_all, answered(keeping_all, 2, b"", status=304), "not_modified")
    assert capture(keeping_all, kept).revisit_of == first
    again = read_back(keeping_all, tmp_path, kept)
    assert (again.status, again.body, utc_text(again.fetched_at)) == (200, BODY, "2026-11-22T07:00:00Z")


def test_an_answer_that_nothing_changed_is_not_kept_where_nothing_is_held(keeping_all: Desk) -> None:
    assert keep(keeping_all, answered(keeping_all, 0, b"", status=304), "not_modified") is None


def test_a_capture_in_a_file_of_others_is_pointed_to_and_not_written(desk: Desk, tmp_path: Path) -> None:
    kept = capture(desk, keep(desk, replace(answered(desk), pointer=ELSEWHERE)))
    assert Pointer(kept.record_id, kept.warc_file, kept.warc_offset, kept.warc_length) == ELSEWHERE
    assert not (tmp_path / "warc").exists()


def test_a_linked_revisit_record_refers_to_the_capture_with_its_payload(desk: Desk) -> None:
    first = keep(desk, answered(desk), "new")
    visit = replace(answered(desk, 1, b""), pointer=ELSEWHERE, payload_digest=page(FIRST, BODY).digest)
    assert capture(desk, keep(desk, visit)).revisit_of == first


def test_a_capture_that_the_archive_has_is_given_back(desk: Desk) -> None:
    first = keep(desk, answered(desk), "new")
    assert keep(desk, replace(answered(desk, 1), capture_id=first), "new") == first
    assert desk.count("captures") == 1


def test_a_capture_whose_file_is_lost_has_no_page(desk: Desk) -> None:
    held = keep(desk, replace(answered(desk), pointer=ELSEWHERE))
    assert held is not None
    assert desk.run.keeper.page_of(held) is None


def test_the_files_of_a_run_are_finished_with_size_and_checksum(tmp_path: Path) -> None:
    with a_desk(tmp_path) as desk:
        keep(desk, answered(desk), "new")
    (file,) = (tmp_path / "warc").iterdir()
    assert file.suffix == ".gz"
    with a_run(tmp_path) as run:
        expected = (file.name, "finished", file.stat().st_size, hashlib.sha256(file.read_bytes()).hexdigest())
        assert run.captures.files() == [expected]


def test_a_batch_that_fails_leaves_the_file_as_it_was(desk: Desk, tmp_path: Path) -> None:
    desk.read(FIRST)
    (file,) = (tmp_path / "warc").iterdir()
    before = file.read_bytes()
    visit = desk.visit(SECOND, article(SECOND, words=2))
    with pytest.raises(ZeroDivisionError), desk.run.keeper.batch(), desk.run.archive.transaction():
        assert desk.recorder.record(visit).outcome == "new"
        assert len(file.read_bytes()) > len(before)
        _ = 1 / 0
    assert file.read_bytes() == before
