"""How a search looks: which statements it asks of the database, in which order, and where the next page begins."""
