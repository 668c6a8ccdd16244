"""What web archives are asked in tests: a server of both, and the captures that their indexes name."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from newsarchive.backfill.client import Services
from newsarchive.config import CaptureServices, Config
from newsarchive.store.backfill_captures import CaptureRow
from tests.ingest.captures_of_others import Archives, Shot

HOST, OTHER = "bao.example", "cu.bao.example"
SHOTS = [
    *(Shot(f"https://{HOST}/tin-{n}", f"2024050{n}030405", b"<html>%d</html>" % n) for n in range(1, 6)),
    Shot(f"https://{OTHER}/tin-6", "20240506030405", b"<html>6</html>"),
]


@contextmanager
def asked(folder: Path, **how: Any) -> Iterator[tuple[Archives, Services]]:
    """Give a server of both web archives and a client that asks it."""
    with Archives(SHOTS, **how) as server:
        services = Services(Config(data=folder), CaptureServices(server.base, server.base, server.base, 0.0))
        yield server, services
        services.close()


def capture(shot: Shot, **more: Any) -> CaptureRow:
    """Return the row of a capture as an index names it; `file` and the like by name."""
    s = shot.stamp
    at = f"{s[:4]}-{s[4:6]}-{s[6:8]}T{s[8:10]}:{s[10:12]}:{s[12:]}Z"
    facts = {"digest": shot.digest, "file": None, "offset": None, "length": None} | more
    return CaptureRow(id=1, url=shot.url, captured_at=at, attempts=0, **facts)


def named(answers: list[Any]) -> list[list[str]]:
    """Return the addresses that each answer of an index names."""
    return [[row.url.rpartition("/")[2] for row in answer.rows] for answer, _ in answers]
