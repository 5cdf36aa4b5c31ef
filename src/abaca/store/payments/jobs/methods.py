"""Handing cards and wallets to a provider, who keeps them for us."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.payments import gateways
from abaca.store.payments.actions import NewMethod
from abaca.store.payments.gateways import Gateway


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
