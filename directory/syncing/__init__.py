"""Bringing the users' extensions in line with the PBX, or with a list."""
