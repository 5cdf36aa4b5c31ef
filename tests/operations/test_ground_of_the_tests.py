"""What tests/conftest.py promises to every other test."""

import smtplib
import socket
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest
from django.conf import settings
from pytest_socket import SocketConnectBlockedError

from abaca.dispatch.queries import present

NOON = datetime(2026, 3, 2, 11, tzinfo=UTC)


@pytest.mark.django_db
def test_the_clock_stands_at_noon():
    assert present() == present() == NOON


def test_the_clock_can_be_moved(clock):
    clock.travel_to("2027-01-31")
    assert clock.now == datetime(2027, 1, 31, 11, tzinfo=UTC)
    clock.travel_to("2027-01-31T18:00+01:00")
    assert clock.now == datetime(2027, 1, 31, 17, tzinfo=UTC)


def test_letters_come_back_per_recipient(letters):
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = "shop@musa.example", "alice@example.com", "Good day"
    letter.set_content("How do you do?")
    with smtplib.SMTP(settings.SMTP_HOST, settings.SMTP_PORT) as server:
        server.send_message(letter)

    assert letters.to("alice@example.com").last.subject == "Good day"
    assert letters.to("alice@example.com").subjects == ["Good day"]
    assert letters.to("bob@example.com") == []


@pytest.mark.filterwarnings("ignore:A test tried to use")
def test_the_network_is_shut():
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)


@pytest.mark.browser
def test_a_real_browser_reaches_a_real_server(page, live_server):
    answer = page.goto(f"{live_server.url}/no/such/page/")
    assert answer is not None
    assert answer.status == 404
