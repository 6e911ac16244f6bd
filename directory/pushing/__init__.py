"""The directory in the address book that a PBX keeps for all its users: compared, shown, applied step by step."""
