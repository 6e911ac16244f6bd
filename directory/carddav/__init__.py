"""The directory as an address book that programs read over CardDAV: it is shown, and nothing in it can be changed."""
