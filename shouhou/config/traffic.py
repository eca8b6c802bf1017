"""What the server has answered since it started: counts and times, for /metrics."""

from __future__ import annotations

import threading
import time
from bisect import bisect_left
from itertools import accumulate

BOUNDS = (0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0)
"""Upper bounds, in seconds, of the time classes."""
CLASSES = ("1xx", "2xx", "3xx", "4xx", "5xx")


class Route:
    """One route's figures: answers by status class, times by class (not summed up), seconds altogether."""

    __slots__ = ("seconds", "statuses", "times")

    def __init__(self) -> None:
        self.statuses = [0] * len(CLASSES)
        self.times = [0] * (len(BOUNDS) + 1)
        self.seconds = 0.0


class Traffic:
    """Requests by route, status class and time. Written by the event loop, read by any thread.

    Routes are told by name, of which there are as many as the product has: a stranger cannot make the list longer.
    """

    def __init__(self) -> None:
        self.began = time.time()
        self.routes: dict[str, Route] = {}
        self.in_flight = 0
        self._lock = threading.Lock()

    def count(self, status: int, seconds: float, route: str = "") -> None:
        """One answer of this route with this status, made in so many seconds."""
        with self._lock:
            one = self.routes.get(route)
            if one is None:
                one = self.routes[route] = Route()
            one.statuses[status // 100 - 1] += 1
            one.times[bisect_left(BOUNDS, seconds)] += 1
            one.seconds += seconds

    def lines(self) -> list[str]:
        """The figures in Prometheus' text form."""
        with self._lock:
            known = sorted((name, list(one.statuses), list(one.times), one.seconds) for name, one in self.routes.items())
        requests, seconds = [], []
        for name, statuses, times, spent in known:
            requests += [f'shouhou_requests_total{{route="{name}",status="{label}"}} {n}' for label, n in zip(CLASSES, statuses, strict=True) if n]
            sums = list(accumulate(times))
            seconds += [f'shouhou_request_seconds_bucket{{route="{name}",le="{bound}"}} {n}' for bound, n in zip(BOUNDS, sums, strict=False)]
            seconds += [f'shouhou_request_seconds_bucket{{route="{name}",le="+Inf"}} {sums[-1]}',
                        f'shouhou_request_seconds_sum{{route="{name}"}} {spent:.6f}', f'shouhou_request_seconds_count{{route="{name}"}} {sums[-1]}']
        return ["# HELP shouhou_requests_total Answers by route and class of status.", "# TYPE shouhou_requests_total counter", *requests,
                "# HELP shouhou_request_seconds Time from the request's head to the end of its answer.",
                "# TYPE shouhou_request_seconds histogram", *seconds,
                "# TYPE shouhou_requests_in_flight gauge", f"shouhou_requests_in_flight {self.in_flight}"]


TRAFFIC = Traffic()
