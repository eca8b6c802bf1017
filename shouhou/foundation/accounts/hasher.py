"""How passwords are kept: Argon2id with 19 MiB and two passes (OWASP Password Storage, minimum for Argon2id).

Django's default of 100 MiB a hash would let a handful of sign-ins exhaust a small machine: docs/decisions/0002.
"""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2(Argon2PasswordHasher):
    time_cost = 2
    memory_cost = 19456
    parallelism = 1
