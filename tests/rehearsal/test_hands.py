import threading
import time

import pytest
from django.db import connection

from abaca.messaging.actions import Draft, claim, enqueue
from abaca.messaging.models import Letter
from abaca.rehearsal import journeys
from abaca.rehearsal.journeys import Hands
from tests.conftest import NOON


def a_letter_in_hand() -> Letter:
    draft = Draft(
        to_address="alice@example.com",
        language="en",
        template="store_notices/ended",
        context={},
        key="a letter of this test",
        kind="ended",
    )
    [letter] = enqueue([draft], at=NOON)
    claim([letter.pk], at=NOON)
    return letter


def put_down(letter: Letter, seconds: float) -> None:
    time.sleep(seconds)
    Letter.objects.filter(pk=letter.pk).update(state="sent", sent_at=NOON)
    connection.close()


def test_time_waits_for_a_worker_with_a_letter_in_hand(transactional_db, monkeypatch):
    monkeypatch.setattr(journeys, "SECONDS_FOR_A_HAND", 120)
    worker = threading.Thread(target=put_down, args=(a_letter_in_hand(), 0.3))
    worker.start()
    Hands().wait()
    assert not Letter.objects.filter(state="sending").exists()
    worker.join()


@pytest.mark.django_db
def test_time_waits_once_for_a_worker_that_is_dead(monkeypatch):
    monkeypatch.setattr(journeys, "SECONDS_FOR_A_HAND", 0.05)
    letter, hands = a_letter_in_hand(), Hands()
    hands.wait()
    assert hands.dropped == {letter.pk}

    monkeypatch.setattr(journeys, "SECONDS_FOR_A_HAND", 120)
    began = time.monotonic()
    hands.wait()
    assert time.monotonic() - began < 60
