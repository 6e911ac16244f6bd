"""Contacts and their numbers, and who has which extension."""
