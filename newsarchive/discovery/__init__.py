"""From the bytes of a feed, sitemap or section page to candidate addresses."""

from newsarchive.discovery.classifier import classify
from newsarchive.discovery.reading import read

__all__ = ["classify", "read"]
