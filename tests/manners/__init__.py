"""Tests of how we behave on other servers."""
