"""Bytes of no meaning given to everything that reads what strangers send. See docs/security/fuzz.md."""
