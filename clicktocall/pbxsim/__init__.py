"""A simulated Yeastar S-Series PBX: its own process, the standard library only, nothing else of this project."""
