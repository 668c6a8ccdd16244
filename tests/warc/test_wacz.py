from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from newsarchive.errors import WarcError
from newsarchive.warc import ReplayIndex, WarcFile, open_wacz
from tests.warc.building import URL, make_page, write_file


def pack(path: Path, members: dict[str, bytes], method: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", method) as wacz:
        for name, content in members.items():
            wacz.writestr(name, content)
    return path


def test_the_warc_files_inside_are_given_by_name_and_removed_afterwards(tmp_path: Path) -> None:
    one = write_file(tmp_path, make_page(body=b"one"), prefix="one")[0].read_bytes()
    two = write_file(tmp_path, make_page(body=b"two"), prefix="two")[0].read_bytes()
    wacz = pack(
        tmp_path / "a.wacz",
        {"datapackage.json": b"{}", "archive/b.warc.gz": two, "archive/a.warc.gz": one, "x/c.warc": b""},
    )
    seen = []
    for file in open_wacz(wacz):
        assert len(list(file.parent.iterdir())) == 1  # no more than one is unpacked at a time
        seen += [(file, record.page.body) for record in WarcFile(file)]
    assert [body for _, body in seen] == [b"one", b"two"]
    assert not any(file.parent.exists() for file, _ in seen)


def test_a_name_inside_is_never_a_path(tmp_path: Path) -> None:
    data = write_file(tmp_path, make_page())[0].read_bytes()
    (name,) = [file.name for file in open_wacz(pack(tmp_path / "a.wacz", {"archive/../../../evil.warc.gz": data}))]
    assert name == "00001.warc.gz"
    assert not list(tmp_path.parent.rglob("evil*"))


def test_a_replay_reads_from_a_wacz(tmp_path: Path) -> None:
    data = write_file(tmp_path, make_page(body=b"in a wacz"))[0].read_bytes()
    with ReplayIndex([pack(tmp_path / "a.wacz", {"archive/data.warc.gz": data})]) as index:
        page = index.get(URL)
        assert page
        assert page.body == b"in a wacz"


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    bomb = pack(tmp_path / "a.wacz", {"archive/data.warc": bytes(50_000_000)}, zipfile.ZIP_DEFLATED)
    with pytest.raises(WarcError, match="refused"):
        list(open_wacz(bomb))


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04torn"])
def test_what_is_no_wacz_is_one_clear_line(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.wacz").write_bytes(content)
    with pytest.raises(WarcError, match=r"a\.wacz: is not a readable WACZ file"):
        list(open_wacz(tmp_path / "a.wacz"))


def test_a_damaged_member_is_one_clear_line(tmp_path: Path) -> None:
    wacz = pack(tmp_path / "a.wacz", {"archive/a.warc": b"WARC/1.1 and more"})
    wacz.write_bytes(wacz.read_bytes().replace(b"and more", b"and MORE", 1))
    with pytest.raises(WarcError, match="not a readable WACZ"):
        list(open_wacz(wacz))


def test_a_zip_without_warc_files_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(WarcError, match="holds no WARC file"):
        list(open_wacz(pack(tmp_path / "a.wacz", {"a": b""})))
    with pytest.raises(WarcError, match="cannot be unpacked"):
        list(open_wacz(tmp_path / "none.wacz"))
