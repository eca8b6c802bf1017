"""A password hash for tests: as wrong as it is fast."""

from __future__ import annotations

from django.contrib.auth.hashers import MD5PasswordHasher


class Fast(MD5PasswordHasher):
    algorithm = "md5"
