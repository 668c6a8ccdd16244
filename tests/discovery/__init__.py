"""Tests of the lists that are read."""
