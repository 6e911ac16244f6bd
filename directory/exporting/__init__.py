"""Contacts as files: `cards_of` the directory, written by one writer for each format, a contact at a time."""
