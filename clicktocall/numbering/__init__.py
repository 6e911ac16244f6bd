"""Ground floor: pure functions over phone numbers. Imports the standard library and phonenumbers, nothing of ours."""
