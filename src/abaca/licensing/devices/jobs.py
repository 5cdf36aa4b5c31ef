"""What questions tell by the way is written down by and by: devices that were seen, licences that were asked about.

A validation writes nothing. What it noticed goes into a buffer of the process, and a thread writes that down every few
seconds, each device and licence at most once in ten minutes. If the buffer is lost, the next question fills it again.
"""

import atexit
import logging
import threading
from datetime import datetime, timedelta

from django.db import DatabaseError, connection

from abaca.licensing.licences.actions import note_validated

from .actions import note_seen

log = logging.getLogger(__name__)
LATELY = timedelta(minutes=10)
SECONDS_BETWEEN_WRITES = 5.0
SECONDS_TO_END = 2.0
MOST = 100_000  # of each kind; what comes on top is noticed at the next question


class Noticed:
    """A buffer: what was noticed since it was last written down, and at which instant of the shop."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writer: threading.Thread | None = None
        self._serves = False
        self._ends = threading.Event()
        self.forget()

    def forget(self) -> None:
        self._devices: dict[int, datetime] = {}
        self._licences: dict[int, datetime] = {}

    def device(self, device_id: int, at: datetime) -> None:
        self._keep(self._devices, device_id, at)

    def licence(self, licence_id: int, at: datetime) -> None:
        self._keep(self._licences, licence_id, at)

    def _keep(self, kind: dict[int, datetime], number: int, at: datetime) -> None:
        with self._lock:
            if len(kind) < MOST:
                kind[number] = at
            if self._serves and self._writer is None:
                self._writer = threading.Thread(target=self._write_by_and_by, name="noticed", daemon=True)
                self._writer.start()

    def write(self) -> int:
        """Write down what was noticed, each kind with one statement; return how many rows that changed."""
        with self._lock:
            devices, licences = self._devices, self._licences
            self.forget()
        written = note_seen(devices, ago=LATELY) if devices else 0
        return written + (note_validated(licences, ago=LATELY) if licences else 0)

    def serve(self) -> None:
        """From now on write by and by; the thread begins when there is something to write."""
        if not self._serves:
            self._serves = True
            atexit.register(self._end)

    def _write_by_and_by(self) -> None:
        while not self._ends.wait(SECONDS_BETWEEN_WRITES):
            self._write_in_peace()
        self._write_in_peace()

    def _write_in_peace(self) -> None:
        try:
            if self._devices or self._licences:
                self.write()
        except DatabaseError:
            log.warning("What was noticed could not be written down; the next question will tell it again.")
        finally:
            connection.close()  # one for each time: the database may have been away in between

    def _end(self) -> None:
        self._ends.set()
        if self._writer is not None:
            self._writer.join(SECONDS_TO_END)


NOTICED = Noticed()


def seen(device_id: int, last_seen_at: datetime, *, at: datetime) -> None:
    """Notice that a device is in use."""
    if last_seen_at < at - LATELY:
        NOTICED.device(device_id, at)


def validated(licence_id: int, validated_at: datetime | None, *, at: datetime) -> None:
    """Notice that a program asked about a licence."""
    if validated_at is None or validated_at < at - LATELY:
        NOTICED.licence(licence_id, at)
