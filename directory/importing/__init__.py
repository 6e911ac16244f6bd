"""Contacts from files: `reading` takes a file apart, `merging` brings its rows into the directory."""
