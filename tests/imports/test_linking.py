"""A WARC file of somebody else's is linked, not copied: under a name of its own, and never with what was taken down."""

from __future__ import annotations

import zipfile
from contextlib import contextmanager

import pytest

from newsarchive import outlets
from newsarchive.config import Config
from newsarchive.errors import DataError
from newsarchive.identity import normal_url
from newsarchive.imports.linking import link
from newsarchive.ingest.local_run import local_run
from tests.ingest.building import make_site, pages, write_warc

SITE = make_site()


@pytest.fixture
def config(tmp_path):
    return Config(data=tmp_path / "data", workers=1)


@contextmanager
def linking(config):
    """Give a function that links a file in one run, and the run."""
    registry = outlets.load(None)
    with local_run(config, "import", keep_all=True) as local:
        yield lambda path: link(path, config, registry, local), local.run


def given(folder, *numbers, name="given.warc.gz"):
    return write_warc(folder / name, pages(SITE, [SITE.articles[n] for n in numbers]))


def linked(config):
    folder = config.warc / "linked"
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_file_is_linked_and_entered_with_its_size_and_digest(config, tmp_path):
    file = given(tmp_path, 0)
    with linking(config) as (take, run):
        assert take(file) == "linked/given.warc.gz"
        row = run.archive.db.execute("SELECT name, owned, bytes FROM warc_files WHERE name LIKE 'linked/%'").fetchone()
    assert tuple(row) == ("linked/given.warc.gz", 0, file.stat().st_size)
    assert (config.warc / "linked" / "given.warc.gz").samefile(file)


def test_the_same_file_again_is_the_same_link(config, tmp_path):
    file, copy = given(tmp_path, 0), tmp_path / "khac" / "given.warc.gz"
    copy.parent.mkdir()
    copy.write_bytes(file.read_bytes())
    with linking(config) as (take, _):
        assert take(file) == take(file) == take(copy)
    assert linked(config) == ["given.warc.gz"]


def test_another_file_of_the_same_name_gets_a_name_of_its_own(config, tmp_path):
    first, second = given(tmp_path / "a", 0), given(tmp_path / "b", 1)
    with linking(config) as (take, _):
        names = [take(first), take(second)]
    assert names[0] == "linked/given.warc.gz"
    assert names[1].startswith("linked/")
    assert names[1].endswith("-given.warc.gz")
    assert (config.warc / names[1]).read_bytes() == second.read_bytes()
    assert (config.warc / names[0]).read_bytes() == first.read_bytes()


def test_a_folder_and_a_wacz_file_are_copied_and_not_linked(config, tmp_path):
    wacz = tmp_path / "given.wacz"
    with zipfile.ZipFile(wacz, "w") as archive:
        archive.write(given(tmp_path, 0), "archive/given.warc.gz")
    with linking(config) as (take, _):
        assert take(tmp_path) is None
        assert take(wacz) is None
    assert linked(config) == []


def test_a_file_with_an_address_that_was_taken_down_is_not_linked(config, tmp_path):
    gone = SITE.articles[1].url
    with linking(config) as (take, run):
        with run.batch():
            run.archive.db["tombstones"].insert(
                {"url": normal_url(gone), "content_hash": None, "reason": "asked", "removed_at": run.at()}
            )
        with pytest.raises(DataError, match=f"holds {gone}, which was taken down") as refused:
            take(given(tmp_path, 0, 1))
        assert "import it without --link" in str(refused.value)
        assert linked(config) == []
        assert take(given(tmp_path, 2, name="other.warc.gz")) == "linked/other.warc.gz"
