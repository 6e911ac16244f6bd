"""What templates need of the directory."""
