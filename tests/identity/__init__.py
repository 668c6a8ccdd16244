"""Tests of what is one article."""
