"""Measurements that are too long for the tests; each says on its first lines what it measures."""
