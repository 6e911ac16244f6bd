"""Click to Call: the Django project."""
