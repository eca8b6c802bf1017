"""The worker: one thread that looks for due work and a few that do it. Runs inside `serve` or as a process of its own."""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import DatabaseError, close_old_connections, connection
from django.utils import timezone

from shouhou import __version__
from shouhou.foundation.jobs.declaring import KINDS
from shouhou.foundation.jobs.models import Attendance, Job
from shouhou.foundation.jobs.queueing import WAKE
from shouhou.foundation.jobs.running import LEASE, claim, hand_back, held, perform
from shouhou.foundation.jobs.scheduling import tend

log = logging.getLogger(__name__)
TEND_EVERY = 5.0
SEEN_EVERY = 30.0
POLL = 1.0


class Worker:
    """Takes due jobs and performs them in up to `threads` threads, renewing their leases while they run.

    Idle it reads the queue once a second and writes nothing but, every half a minute, that it is there. `enqueue` in the same process wakes it at once.
    """

    def __init__(self, threads: int = 3, poll: float = POLL) -> None:
        self.name = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(3)}"
        self.alive_at = 0.0
        self._threads = threads
        self._poll = poll
        self._running: dict[int, Job] = {}
        self._stopping = threading.Event()
        self._beat = self._tended = self._seen = 0.0
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="job")
        self._loop = threading.Thread(target=self.run, name="worker", daemon=True)

    def start(self) -> None:
        """Work in threads of this process."""
        self._loop.start()

    @property
    def is_alive(self) -> bool:
        """Whether the loop went round within the last 30 seconds."""
        return time.monotonic() - self.alive_at < 30

    def run(self) -> None:
        """Work until `stop`. A database that is away is waited for."""
        trouble = 0
        while not self._stopping.is_set():
            self.alive_at = time.monotonic()
            WAKE.clear()
            try:
                self._renew_leases()
                self._tend_schedules()
                self._sign_in()
                self._take()
                trouble = 0
            except DatabaseError as error:
                trouble += 1
                if trouble in (1, 10, 100):
                    log.warning("worker cannot reach the database: %s", error)
                connection.close()
            finally:
                close_old_connections()
            WAKE.wait(min(10.0, self._poll * (1 + trouble)))
        connection.close()

    def _tend_schedules(self) -> None:
        if time.monotonic() - self._tended >= TEND_EVERY:
            self._tended = time.monotonic()
            tend()

    def _sign_in(self) -> None:
        """Every half a minute: this worker is there. What others that ended badly left is taken away after a day."""
        if time.monotonic() - self._seen >= SEEN_EVERY or not self._seen:
            self._seen, now = time.monotonic(), timezone.now()
            Attendance.objects.update_or_create(worker=self.name, defaults={"version": __version__, "threads": self._threads, "seen_at": now})
            Attendance.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()

    def _renew_leases(self) -> None:
        if self._running and time.monotonic() - self._beat >= LEASE / 3:
            now = timezone.now()
            for job in list(self._running.values()):
                held(job).update(due_at=now + timedelta(seconds=LEASE), heartbeat_at=now)
            self._beat = time.monotonic()

    def _take(self) -> None:
        long = [name for name, kind in KINDS.items() if kind.long]
        while len(self._running) < self._threads and not self._stopping.is_set():
            busy = sum(job.name in long for job in list(self._running.values()))
            job = claim(self.name, without=long if busy >= self._threads - 1 > 0 else (), mine=list(self._running))
            if job is None:
                return
            if not self._running:
                self._beat = time.monotonic()
            self._running[job.pk] = job
            self._pool.submit(self._perform, job)

    def _perform(self, job: Job) -> None:
        try:
            perform(job, stopping=self._stopping)
        except DatabaseError:
            log.exception("the outcome of %s could not be written; its lease will run out", job)
            connection.close()
        finally:
            close_old_connections()
            self._running.pop(job.pk, None)
            WAKE.set()

    def stop(self, within: float = 3.0) -> None:
        """Take nothing new, give running jobs this many seconds, hand the rest back to the queue."""
        self._stopping.set()
        WAKE.set()
        self._pool.shutdown(wait=False, cancel_futures=True)
        end = time.monotonic() + within
        while self._running and time.monotonic() < end:
            time.sleep(0.02)
        try:
            for job in list(self._running.values()):
                hand_back(job)
            Attendance.objects.filter(pk=self.name).delete()
        except DatabaseError:
            log.warning("running jobs could not be handed back; their leases will run out")
        if self._loop.is_alive():
            self._loop.join(max(0.1, end - time.monotonic()))
