"""What the server has answered since it started: counts and times, for /metrics."""

from __future__ import annotations

import threading
import time
from collections import Counter

BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
"""Upper bounds, in seconds, of the time classes."""


class Traffic:
    """Requests by status class and by time. Written by the event loop, read by any thread."""

    def __init__(self) -> None:
        self.began = time.time()
        self.by_status: Counter[str] = Counter()
        self.by_bound: Counter[float] = Counter()
        self.seconds = 0.0
        self.in_flight = 0
        self._lock = threading.Lock()

    def count(self, status: int, seconds: float) -> None:
        """One answer with this status, made in so many seconds."""
        with self._lock:
            self.by_status[f"{status // 100}xx"] += 1
            self.seconds += seconds
            for bound in BOUNDS:
                if seconds <= bound:
                    self.by_bound[bound] += 1

    def lines(self) -> list[str]:
        """The figures in Prometheus' text form."""
        with self._lock:
            total = sum(self.by_status.values())
            return [
                "# TYPE shouhou_requests_total counter",
                *(f'shouhou_requests_total{{status="{status}"}} {count}' for status, count in sorted(self.by_status.items())),
                "# TYPE shouhou_request_seconds histogram",
                *(f'shouhou_request_seconds_bucket{{le="{bound}"}} {self.by_bound[bound]}' for bound in BOUNDS),
                f'shouhou_request_seconds_bucket{{le="+Inf"}} {total}',
                f"shouhou_request_seconds_sum {self.seconds:.6f}",
                f"shouhou_request_seconds_count {total}",
                "# TYPE shouhou_requests_in_flight gauge",
                f"shouhou_requests_in_flight {self.in_flight}",
            ]


TRAFFIC = Traffic()
