"""What has an end is removed when it has come."""

from datetime import UTC, timedelta

import pytest

from abaca.dispatch.due_work import REGISTER
from abaca.dispatch.jobs import drain
from abaca.licensing.accounts.actions import give_token, send_code
from abaca.licensing.accounts.models import Challenge, Token
from abaca.licensing.product_keys.actions import count_unknown
from abaca.licensing.product_keys.models import UnknownKeyCount
from tests.conftest import NOON
from tests.licensing.makers import make_account

pytestmark = pytest.mark.django_db


def a_challenge() -> None:
    send_code(email="alice@example.org", fingerprint="f", language="en", network="203.0.113.7", at=NOON)


def a_token() -> None:
    give_token(make_account(), fingerprint="f", at=NOON)


def a_count() -> None:
    count_unknown("203.0.113.7", at=NOON)


@pytest.mark.parametrize(
    ("work", "make", "kind", "lasts"),
    [
        ("licensing.old_challenges", a_challenge, Challenge, timedelta(days=1)),
        ("licensing.sleeping_tokens", a_token, Token, timedelta(days=180)),
        ("licensing.old_counts", a_count, UnknownKeyCount, timedelta(hours=1)),
    ],
)
def test_it_stays_to_its_end_and_is_removed_then(work, make, kind, lasts):
    assert REGISTER[work].next_at() is None
    make()
    ends = NOON.astimezone(UTC) + lasts
    assert REGISTER[work].next_at() == ends
    assert drain(work, at=ends - timedelta(seconds=1)) == 0
    assert kind.objects.count() == 1
    assert drain(work, at=ends) == 1
    assert kind.objects.count() == 0
    assert REGISTER[work].next_at() is None
