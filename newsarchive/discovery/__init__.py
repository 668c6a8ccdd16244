"""Find candidate addresses in the bytes of a feed, sitemap or section page."""

from newsarchive.discovery.classifier import classify, explain
from newsarchive.discovery.learning import with_experience
from newsarchive.discovery.lists import read

__all__ = ["classify", "explain", "read", "with_experience"]
