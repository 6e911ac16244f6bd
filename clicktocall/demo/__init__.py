"""A whole office on one laptop."""
