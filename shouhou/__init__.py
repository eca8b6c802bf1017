"""Shouhou 售后云: the whole life of an after-sales service in one product."""

__version__ = "0.4.0"
