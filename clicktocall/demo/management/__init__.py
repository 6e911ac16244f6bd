"""How the demo is started."""
