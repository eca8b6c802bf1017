"""What signing in costs beside the hash of the password: `python -m bench.sign_in`.

A bare check of the password and a whole POST /login, in turns, in one process on a database in a file with the product's own
settings. Prints medians, and what a spent budget costs: it must cost no hash.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

ROUNDS = 40


def clock(act: Callable[[], Any], read: Callable[[], float] = time.perf_counter) -> tuple[float, Any]:
    """(milliseconds of the clock `read`, what it gave)."""
    begun = read()
    given = act()
    return (read() - begun) * 1000, given


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "shouhou.config.settings"}
        os.environ.pop("DATABASE_URL", None)
        import django

        django.setup()
        from django.contrib.auth.hashers import check_password
        from django.core.management import call_command
        from django.db import connection
        from django.test import Client
        from django.test.utils import setup_test_environment

        from shouhou.foundation.access import grant
        from shouhou.foundation.accounts.models import User
        from shouhou.registry.organizations.models import Organization, Vendor

        call_command("migrate", verbosity=0)
        setup_test_environment()
        Vendor.objects.create(name="厂商")
        Organization.objects.create(kind="vendor", name="厂商")
        user = User.objects.create_user("bench", "一匹马在草原上跑", name="某人")
        grant(user, "customer", "admin")
        client = Client()
        bare: list[float] = []
        whole: list[float] = []
        empty: list[float] = []
        for n in range(ROUNDS + 5):  # processor time: what others do on the machine is not the sign-in's cost
            spent, right = clock(lambda: check_password("一匹马在草原上跑", user.password), time.process_time)
            client.cookies.clear()
            taken, answer = clock(lambda n=n: client.post("/login", {"username": "bench", "password": "一匹马在草原上跑"}, REMOTE_ADDR=f"10.{n}.0.1"),
                                  time.process_time)
            nothing, _answer = clock(lambda n=n: client.post("/preferences/", {"theme": "auto"}, REMOTE_ADDR=f"10.{n}.0.1"), time.process_time)
            if not right or answer.status_code != 302:
                sys.exit(f"sign-in answered {answer.status_code}")
            if n >= 5:
                bare.append(spent)
                whole.append(taken)
                empty.append(nothing)
        attacker = Client(REMOTE_ADDR="10.200.0.1")
        while (taken := clock(lambda: attacker.post("/login", {"username": "bench", "password": "falsch falsch"})))[1].status_code != 429:
            pass
        refused = [clock(lambda: attacker.post("/login", {"username": "bench", "password": "falsch falsch"}))[0] for _n in range(ROUNDS)]
        base, top, least = statistics.median(bare), statistics.median(whole), statistics.median(empty)
        print(f"processor time: bare hash {base:.1f} ms; whole sign-in {top:.1f} ms = {top / base:.2f}× (median of {ROUNDS}); "
              f"less what any POST costs ({least:.1f} ms): {(top - least) / base:.2f}×; "
              f"refused by a spent budget: {statistics.median(refused):.1f} ms, no hash; database: {connection.vendor}", flush=True)


if __name__ == "__main__":
    main()
