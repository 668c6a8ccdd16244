"""How many more articles an outlet may bring."""

from __future__ import annotations

from newsarchive.crawl.quotas import Quotas


def test_without_a_limit_there_is_always_room():
    quota = Quotas(None).of("bao")
    quota.new = quota.under_way = 1_000
    assert quota.room is None


def test_what_came_and_what_may_yet_come_take_room():
    quota = Quotas(5).of("bao")
    quota.new, quota.under_way = 1, 2
    assert quota.room == 2
    quota.under_way = 7
    assert quota.room == 0


def test_each_outlet_has_its_own_room():
    quotas = Quotas(5)
    quotas.of("bao").new = 5
    assert (quotas.of("bao").room, quotas.of("khac").room) == (0, 5)
