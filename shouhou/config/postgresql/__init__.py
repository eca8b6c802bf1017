"""Django's PostgreSQL backend, which does not let everybody wait for a server that is away."""

PATIENCE = 4.0
"""Seconds a page waits for a connection …"""
HURRY = 0.5
"""… and while the last one that waited got none: pages that queue for a thread would add up their waits."""
