"""Files of ours as the tools of the web archiving world see them: warcio's checker, the indexers of Webrecorder and pywb.

pywb cannot be installed beside newsarchive (it requires brotlipy, which overwrites the module of brotli); to run its
test, name the Python of an environment that has it: `PYWB_PYTHON=/path/to/python pytest tests/warc`.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from tests.warc.building import HTML, NOON, URL, make_page, make_writer

# warcio 1.8.1 knows brotlipy only: where the module of brotli is found, it fails at each `br` body (its issue 73).
_WARCIO = "import sys; sys.modules['brotli'] = None; from warcio.cli import main; main(['check', '-v', sys.argv[1]])"
_CDXJ = "import sys; from cdxj_indexer.main import main; main([sys.argv[1]])"
_PYWB = "import sys; from pywb.indexer.cdxindexer import main; main(['-j', sys.argv[1]])"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with all that we write: codings, odd headers, versions, empty bodies, revisits."""
    folder = tmp_path_factory.mktemp("warc")
    with make_writer(folder) as writer:
        first = writer.write(make_page())
        writer.write(make_page(URL + "gz", body=gzip.compress(HTML), headers=(("Content-Encoding", "gzip"),)))
        writer.write(make_page(URL + "br", body=b"\x0b\x02\x80hello\x03", headers=(("Content-Encoding", "br"),)))
        writer.write(make_page(URL + "zstd", body=b"\x28\xb5\x2f\xfd\x04\x00", headers=(("Content-Encoding", "zstd"),)))
        writer.write(make_page(URL + "odd", headers=(("Set-Cookie", "a"), ("Set-Cookie", "b"), ("X-T", "B\xe1o \xff"))))
        writer.write(make_page(URL + "old", http_version="HTTP/1.0", body=b"", reason=""))
        writer.write(make_page(URL + "h2", http_version="HTTP/2"))
        writer.write(make_page(URL + "304", status=304, body=b"", headers=()))
        writer.write(make_page(URL + "mưa?q=đ", truncated=True))
        again = make_page(fetched_at=NOON + timedelta(days=1, microseconds=5))
        writer.write_revisit(
            again,
            refers_to_uri=URL,
            refers_to_date=NOON,
            profile="identical-payload-digest",
            refers_to_id=first.record_id,
        )
        writer.write_revisit(again, refers_to_uri=URL, refers_to_date=NOON, profile="server-not-modified")
    return folder / first.warc_file


def run(code: str, path: Path, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    return subprocess.run([python, "-c", code, str(path)], capture_output=True, text=True, timeout=60)


def test_warcio_checks_every_record(path: Path) -> None:
    done = run(_WARCIO, path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("digest pass") == 1 + 9 + 11  # warcinfo, responses, requests
    assert "fail" not in done.stdout


def test_warcio_finds_a_forged_body(path: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.warc"
    forged.write_bytes(gzip.decompress(path.read_bytes()).replace("Mưa lớn".encode(), "Mưa nhỏ".encode()[:9], 1))
    assert run(_WARCIO, forged).returncode == 1


def test_webrecorders_indexer_finds_every_capture(path: Path) -> None:
    done = run(_CDXJ, path)
    assert done.returncode == 0, done.stderr
    check_index(done.stdout, path)


def test_pywb_finds_every_capture(path: Path) -> None:
    python = os.environ.get("PYWB_PYTHON")
    if not python:
        pytest.skip("PYWB_PYTHON names no Python that has pywb (it cannot stand beside brotli)")
    done = run(_PYWB, path, python)
    assert done.returncode == 0, done.stderr
    check_index(done.stdout, path)


def check_index(cdxj: str, path: Path) -> None:
    """Compare an index with what was written: one line a capture, with digest, date and place."""
    lines = [line.split(" ", 2) for line in cdxj.splitlines() if not line.startswith(" CDX")]
    entries = [json.loads(entry) for _, _, entry in lines]
    assert len(entries) == 11
    assert {e["filename"] for e in entries} == {path.name}
    assert sum(e.get("mime") == "warc/revisit" for e in entries) == 2
    first = next(e for e in entries if e["url"] == URL and e.get("status") == "200")
    assert first["digest"].removeprefix("sha1:") == make_page().digest.removeprefix("sha1:")
    at, length = int(first["offset"]), int(first["length"])
    assert HTML in gzip.decompress(path.read_bytes()[at : at + length])
    assert "20261122050000" in {stamp for _, stamp, _ in lines}
