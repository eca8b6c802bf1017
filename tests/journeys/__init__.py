"""Chapters of the manuals, followed in a real browser against the product as people run it. Nothing here touches the database."""
