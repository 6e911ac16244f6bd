"""Commands about who may call: stopping and resuming all dialling."""
