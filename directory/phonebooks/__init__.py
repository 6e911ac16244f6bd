"""The directory as a phone book on desk phones: secret addresses, and the XML of each make of phone."""
