"""The HTML of the small parts, written in Python because pages show them by the hundred."""
