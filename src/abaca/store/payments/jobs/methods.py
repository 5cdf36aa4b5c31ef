"""Handing cards and wallets to a provider, who keeps them for us; and letting him drop them again."""

import logging
from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.payments import actions, gateways
from abaca.store.payments.actions import NewMethod
from abaca.store.payments.gateways import Gateway
from abaca.store.payments.models import PaymentMethod

log = logging.getLogger(__name__)


class MeansNotConnected(Refusal):
    code = "means_not_connected"
    sentence = _("This shop cannot take cards and wallets yet. Please pay by bank transfer.")
    status = 503
    field = "means"


def tokenise_card(provider: str, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> NewMethod:
    """Hand a card to the provider and return what may be remembered of it."""
    facts = _connected(provider).tokenise(number=number, exp_month=exp_month, exp_year=exp_year, cvc=cvc, at=at)
    return _remembered(provider, facts)


def connect_wallet(provider: str, *, login: str, at: datetime) -> NewMethod:
    """Connect a wallet and return what may be remembered of it."""
    return _remembered(provider, _connected(provider).open_wallet(login=login, at=at))


def drop(method_ids: Sequence[int], *, at: datetime) -> None:
    """Tell providers to drop removed methods; who gives no answer is told again later, as twice is harmless."""
    taken = actions.take_removed(method_ids, at=at)  # committed when it returns
    # no transaction is open here, and no lock is held
    dropped = [method.pk for method in taken if _dropped(method, at)]
    if dropped:
        actions.note_dropped(dropped, at=at, by="the house")  # the second transaction


def _dropped(method: PaymentMethod, at: datetime) -> bool:
    try:
        gateways.of(method.provider).forget(method.token, at=at)
    except (gateways.NoAnswer, gateways.ProviderError, gateways.UnknownProvider) as error:
        log.warning("%s still keeps %s, and is told again: %r", method.provider, method.ref, error)
        return False
    return True


def _connected(provider: str) -> Gateway:
    try:
        return gateways.of(provider)
    except gateways.UnknownProvider as unknown:
        raise MeansNotConnected from unknown


def _remembered(provider: str, facts: gateways.MethodFacts) -> NewMethod:
    return NewMethod(
        provider,
        facts.kind,
        facts.token,
        facts.brand,
        facts.last4,
        facts.exp_month,
        facts.exp_year,
        facts.label,
        country=facts.country,
    )
