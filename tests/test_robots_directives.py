"""Robots directives of a page: to whom they speak, and which of them forbid to keep it."""

from __future__ import annotations

import pytest

from newsarchive.robots_directives import forbidden_by_header, forbidden_by_meta, nofollow_by_meta


def header(*values: str) -> str | None:
    return forbidden_by_header((("Content-Type", "text/html"), *(("X-ROBOTS-Tag", v) for v in values)))


@pytest.mark.parametrize("word", ["noarchive", "nocache", "none", "NoArchive", " NONE "])
def test_these_words_forbid_to_keep_the_page(word: str) -> None:
    assert header(word) == word
    assert forbidden_by_meta([word]) == word


@pytest.mark.parametrize("value", ["", "all", "noindex, nofollow", "notnoarchive", "noarchive-not", "no archive"])
def test_other_words_do_not(value: str) -> None:
    assert header(value) is None
    assert forbidden_by_meta([value]) is None


@pytest.mark.parametrize("value", ["noindex, noarchive", "noindex,noarchive", "noindex;noarchive", "noindex noarchive"])
def test_directives_stand_apart_by_commas_semicolons_or_spaces(value: str) -> None:
    assert header(value)
    assert forbidden_by_meta([value])


@pytest.mark.parametrize("value", ["max-image-preview: none", "max-image-preview:none, index", "max-snippet : none"])
def test_none_as_the_value_of_a_directive_forbids_nothing(value: str) -> None:
    assert header(value) is None
    assert forbidden_by_meta([value]) is None


@pytest.mark.parametrize(
    "value",
    [
        "max-snippet:-1, noarchive",
        "max-image-preview: large, noarchive",
        "unavailable_after: 25 Jun 2030 15:00:00 PST, noarchive",
        "unavailable_after: Tue, 25 Jun 2030 15:00:00 GMT, noarchive",
        "revisit:7, noarchive",
        "noarchive: yes",
    ],
)
def test_a_directive_with_a_value_is_no_robots_name(value: str) -> None:
    assert header(value)


def test_a_date_forbids_nothing() -> None:
    assert header("unavailable_after: 25 Jun 2030 15:00:00 PST") is None


@pytest.mark.parametrize("value", ["newsarchive: noarchive", "NewsArchive:noindex,noarchive", "*: noarchive"])
def test_directives_for_us_by_name_and_for_everyone_count(value: str) -> None:
    assert header(value)


@pytest.mark.parametrize("value", ["googlebot: noarchive", "googlebot: noindex, noarchive", "otherbot: none"])
def test_a_robots_name_holds_for_what_follows(value: str) -> None:
    assert header(value) is None


def test_a_robots_name_holds_until_another_name() -> None:
    assert header("googlebot: noindex, newsarchive: noarchive")
    assert header("googlebot: noindex, newsarchive: 1, noarchive")
    assert header("googlebot: noarchive, newsarchive: noindex") is None
    assert header("newsarchive: noindex, googlebot: noarchive") is None


def test_after_directives_for_everyone_a_robots_name_takes_nothing_back() -> None:
    assert header("noindex, googlebot: noarchive")
    assert header("*: noindex, googlebot: noarchive")


@pytest.mark.parametrize("value", ["google*: noarchive", "google bot: noarchive", "googlebot/2.1: noarchive"])
def test_what_is_no_single_product_token_names_no_robot(value: str) -> None:
    assert header(value)


def test_the_header_may_occur_several_times_and_the_one_that_forbids_is_told() -> None:
    assert header("index", "googlebot: noarchive", "nosnippet, noarchive") == "nosnippet, noarchive"


def test_a_robots_name_does_not_reach_into_the_next_header() -> None:
    assert header("googlebot: noindex", "noarchive") == "noarchive"


def test_other_headers_do_not_count() -> None:
    assert forbidden_by_header((("X-Robots", "noarchive"), ("Cache-Control", "none"))) is None


def test_without_headers_nothing_is_forbidden() -> None:
    assert forbidden_by_header(()) is None
    assert forbidden_by_meta(()) is None


def test_meta_may_occur_several_times_and_the_one_that_forbids_is_told() -> None:
    assert forbidden_by_meta(["index", "noimageindex, noarchive"]) == "noimageindex, noarchive"


def test_the_content_of_a_meta_names_no_robots() -> None:
    assert forbidden_by_meta(["googlebot: noarchive"])


@pytest.mark.parametrize("value", ["nofollow", "noindex, NOFOLLOW", "index;nofollow", "none"])
def test_these_words_ask_not_to_follow_the_links(value: str) -> None:
    assert nofollow_by_meta(["all", value])


@pytest.mark.parametrize("value", ["", "follow", "noarchive", "max-image-preview: none"])
def test_other_words_leave_the_links_free(value: str) -> None:
    assert not nofollow_by_meta([value])
