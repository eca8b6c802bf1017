"""Bringing tables of others in: mapping, preview, progress, refused rows."""
