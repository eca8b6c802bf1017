"""Shells: layout, menu and home page of each audience."""
