"""Makers of the licensing wing."""

from datetime import datetime
from itertools import count

from abaca.licensing.accounts.actions import open_account
from abaca.licensing.accounts.models import Account
from abaca.licensing.licences.models import Licence
from abaca.licensing.licences.queries import terms_of
from abaca.licensing.product_keys.actions import Redemption
from abaca.licensing.workflows.redemption import redeem
from tests.conftest import NOON
from tests.licensing.rehearsed_store import Sold, Store

NUMBERS = count(1)


def make_account(email: str | None = None, *, at: datetime = NOON) -> Account:
    return open_account(email=email or f"holder{next(NUMBERS)}@example.org", language="en", at=at, by="a test")


def redeems(account: Account, sold: Sold, *, at: datetime = NOON) -> Redemption:
    return redeem(sold.text, account=account, at=at, by=account.ref)


def make_licence(store: Store, *, plan: str = "professional", at: datetime = NOON, **body: object) -> Licence:
    return redeems(make_account(at=at), store.sells(plan, at=at, **body), at=at).licence


def spans(licence: Licence) -> list[tuple[str, str, str | None]]:
    """Return the terms of a licence as a table that can be read."""
    rows = terms_of([licence])[licence.pk]
    return [(term.plan.code, str(term.begins), str(term.ends) if term.ends else None) for term in rows]
