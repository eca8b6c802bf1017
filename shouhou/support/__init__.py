"""The customer asks; somebody answers."""
