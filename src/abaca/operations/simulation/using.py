"""What users do in licensing: sign in by code, redeem product keys, activate devices and release them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from abaca.kernel.refusals import Refusal
from abaca.licensing.accounts.actions import send_code, sign_in
from abaca.licensing.accounts.models import Account
from abaca.licensing.accounts.queries import find
from abaca.licensing.workflows.activation import Asking, activate, deactivate
from abaca.licensing.workflows.redemption import redeem
from abaca.messaging.actions import secrets_of
from abaca.messaging.queries import letters_to
from abaca.operations.musa import MUSA_ACCOUNTING
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of

from .agenda import Agenda
from .crowd import Customer

PRODUCT = MUSA_ACCOUNTING.code


@dataclass
class Users:
    """Those who use the program; they are often not those who pay."""

    agenda: Agenda
    by_email: Mapping[str, Customer]
    last_seen: int = 0

    def look(self, at: datetime) -> None:
        """Hand the product keys of the day to their users; some leave theirs in a drawer."""
        keys = ProductKey.objects.select_related("line__order").filter(pk__gt=self.last_seen).order_by("pk")
        for key in keys:
            self.last_seen = key.pk
            customer = self.by_email[key.line.order.email]
            if customer.happens(92):
                self.agenda.add(at + customer.days(0, 12), partial(self._redeem, customer, key))

    def _redeem(self, customer: Customer, key: ProductKey, at: datetime) -> None:
        email = customer.user(key.seat)
        account = find(email) or _signed_in(email, customer.person.language, at)
        redeem(text_of(key), account=account, product=PRODUCT, at=at, by=account.ref)
        heavy = customer.happens(6)
        for number in range(7 if heavy else customer.chance.choice((1, 1, 2, 3))):
            self.agenda.add(at + customer.days(0, 20), partial(_activate, account, number))
        if customer.happens(10):
            self.agenda.add(at + customer.days(20, 200), partial(_release, account))


def _signed_in(email: str, language: str, at: datetime) -> Account:
    """Sign in as people do: with the code from the letter."""
    challenge = send_code(email=email, fingerprint="a browser", language=language, network="", at=at)
    code = secrets_of(letters_to(email, most=1)[0])["code"]
    return sign_in(challenge=challenge, code=code, fingerprint="a browser", at=at, by=email).account


def _activate(account: Account, number: int, at: datetime) -> None:
    asking = Asking(PRODUCT, None, account)
    activate(asking, fingerprint=f"{account.ref} {number}", name=f"Computer {number}", at=at, by=account.ref)


def _release(account: Account, at: datetime) -> None:
    try:
        deactivate(Asking(PRODUCT, None, account), fingerprint=f"{account.ref} 0", at=at, by=account.ref)
    except Refusal as refusal:
        if refusal.code != "device_unknown":  # it was released before
            raise
