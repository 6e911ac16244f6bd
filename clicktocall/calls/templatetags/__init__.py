"""Template tags of the calls."""
