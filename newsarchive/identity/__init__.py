"""Decide what is one article: normal form of its address, stable id, equality of texts, and who copied whom."""

from newsarchive.identity.canonical import canonical_is_plausible, uid
from newsarchive.identity.sameness import content_hash, same_form
from newsarchive.identity.urls import NORMAL_VERSION, is_print_view, normal_url, plain_url

__all__ = [
    "NORMAL_VERSION",
    "canonical_is_plausible",
    "content_hash",
    "is_print_view",
    "normal_url",
    "plain_url",
    "same_form",
    "uid",
]
