"""Signed jump links from Kingdee Cloud."""
