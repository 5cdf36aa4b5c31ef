import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from time import monotonic, sleep

import pytest
from django.db import connections

from abaca.inbox.gateways.smtp_in import RunningDoor
from abaca.inbox.jobs import door, keep_from
from abaca.inbox.models import Source


def let_in(port: int) -> smtplib.SMTP:
    """Connect as soon as there is a place: a place is given free a moment after the goodbye."""
    until = monotonic() + 60
    while True:
        try:
            return smtplib.SMTP("localhost", port)
        except smtplib.SMTPConnectError:
            assert monotonic() < until, "no place is given free"
            sleep(0.01)


@dataclass
class OpenDoor:
    port: int


@pytest.fixture
def smtp_in(transactional_db, settings) -> Iterator[OpenDoor]:
    """Open the door for mail on a free port; it writes on a connection of its own."""
    settings.MAIL_IN_PORT = 0
    running = RunningDoor(door(), _closing(keep_from(Source.SMTP)))
    settings.MAIL_IN_PORT = running.port
    yield OpenDoor(running.port)
    running.stop()


def _closing(keep):
    def kept(deliveries):
        try:
            keep(deliveries)
        finally:
            connections.close_all()  # else the test's database could not be thrown away

    return kept
