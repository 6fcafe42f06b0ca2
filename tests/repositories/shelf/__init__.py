"""Shelf, a repository that does not exist: it has boxes, which are sealed. It shows what a third repository needs."""
