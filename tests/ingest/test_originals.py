"""An original follows its copy: it enters the ledger of its own newspaper, and only if it can be an article there."""

from __future__ import annotations

from pathlib import Path

import pytest

from newsarchive.ingest.originals import Originals
from newsarchive.outlets.registry import Registry
from newsarchive.outlets.schema import MAX_PATH
from tests.ingest.running import AT
from tests.ingest.visiting import FIRST, OTHER, PAPER, SECOND, Desk, url

EDITIONS = OTHER.model_copy(update={"editions": ("vi",)})
ORIGINAL = OTHER.home + FIRST


def enter(desk: Desk, address: str) -> frozenset[str]:
    """Enter the address as the original of a piece of the newspaper."""
    originals = Originals(desk.run, Registry({o.key: (o, Path(o.key)) for o in (PAPER, EDITIONS)}, {}))
    with desk.run.batch():
        return originals.enter(address, PAPER)


def test_an_original_is_due_in_the_ledger_of_its_own_newspaper(desk: Desk) -> None:
    assert enter(desk, ORIGINAL) == {"khac.example"}
    row = desk.row(ORIGINAL)
    assert (row.outlet, row.role, row.state, row.next_fetch_at) == (OTHER.key, "article", "queued", AT)
    assert desk.one("SELECT outlet, kind, url, declared FROM channels") == (OTHER.key, "link", PAPER.home, 0)


def test_an_original_that_is_named_again_is_found_and_not_new(desk: Desk) -> None:
    enter(desk, ORIGINAL)
    assert enter(desk, ORIGINAL) == frozenset()
    enter(desk, OTHER.home + SECOND)
    assert desk.one("SELECT found, new FROM run_channels") == (3, 2)


@pytest.mark.parametrize(
    "address",
    [
        url(FIRST),
        "https://khongkhai.example/" + FIRST,
        OTHER.home,
        OTHER.home + "th/" + FIRST,
        ORIGINAL + "?" + "x" * MAX_PATH,
        ORIGINAL.replace("//", "//user:pw@"),
        "https://[khac.example/" + FIRST,
    ],
    ids=[
        "its own",
        "of nobody declared",
        "no article's",
        "of an edition not wanted",
        "too long",
        "with a password",
        "no address",
    ],
)
def test_an_address_that_cannot_be_an_original_is_left(desk: Desk, address: str) -> None:
    assert enter(desk, address) == frozenset()
    assert (desk.count("urls"), desk.count("channels")) == (0, 0)
