"""Contacts from files: readers turn bytes into cards, `matching` plans what each card changes, `applying` does it."""
