"""What staff do on the command line."""
