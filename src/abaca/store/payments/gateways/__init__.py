"""Who moves money for us: one shape for all of them, and the register where to find each."""

from collections.abc import Callable

from abaca.store.payments.gateways.contract import (
    Answer,
    BankEntry,
    CardRefused,
    ChargeRequest,
    DisputeFacts,
    ForgedNotification,
    Gateway,
    MethodFacts,
    Movement,
    MovementKind,
    NoAnswer,
    Outcome,
    PayoutFacts,
    ProviderError,
    UnknownProvider,
    WalletRefused,
)
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_gateway

__all__ = [
    "Answer",
    "BankEntry",
    "CardRefused",
    "ChargeRequest",
    "DisputeFacts",
    "ForgedNotification",
    "Gateway",
    "MethodFacts",
    "Movement",
    "MovementKind",
    "NoAnswer",
    "Outcome",
    "PayoutFacts",
    "ProviderError",
    "UnknownProvider",
    "WalletRefused",
    "of",
]

REGISTER: dict[str, Callable[[], Gateway]] = {"rehearsal": rehearsal_gateway}


def of(provider: str) -> Gateway:
    """Return the gateway of a provider by the name that attempts and methods carry."""
    if provider not in REGISTER:
        raise UnknownProvider(provider)
    return REGISTER[provider]()
