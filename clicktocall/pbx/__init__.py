"""The PBX: its row, its drivers, what it tells us."""
