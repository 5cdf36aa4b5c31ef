"""What the shop asks of every gateway, and the words in which it is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.payments.states import DisputeState


class NoAnswer(Exception):
    """The connection broke; nobody knows whether money moved. Ask by key, never charge again."""


class ProviderError(Exception):
    """The provider refuses the request itself: a mistake of ours, and no money moved by it."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(code, sentence)
        self.code = code
        self.sentence = sentence


class UnknownProvider(LookupError):
    """No gateway of this name is connected to this shop."""


class ForgedNotification(Exception):
    """The signature does not fit the words: somebody else wrote them."""


class CardRefused(Refusal):
    """The card was not accepted, and nothing of it was stored."""


class CardNumberWrong(CardRefused):
    code = "card_number_wrong"
    sentence = _("This card number is mistyped. Please compare it with the card.")
    field = "number"


class CardNotForRehearsal(CardRefused):
    code = "card_not_for_rehearsal"
    sentence = _("This shop is a rehearsal and takes the published test cards only. Your number was not stored.")
    field = "number"


class CardExpired(CardRefused):
    code = "card_expired"
    sentence = _("This card has expired, or its expiry date is mistyped.")
    field = "expiry"


class CvcWrong(CardRefused):
    code = "cvc_wrong"
    sentence = _("The security code has three digits. It stands on the back of the card.")
    field = "cvc"


class WalletRefused(Refusal):
    code = "wallet_login_wrong"
    sentence = _("The wallet knows nobody by this e-mail address.")
    field = "login"


@dataclass(frozen=True)
class MethodFacts:
    """What a shop may keep of a payment method."""

    kind: str  # "card", "wallet" or "transfer"
    token: str
    brand: str
    last4: str
    exp_month: int | None
    exp_year: int | None
    country: str
    label: str  # a masked address for wallets


@dataclass(frozen=True)
class ChargeRequest:
    key: str  # idempotency key: same key, same parameters, one effect
    amount: int
    currency: str
    token: str
    reference: str
    customer_present: bool
    return_url: str = ""


class Outcome(StrEnum):
    SUCCEEDED = "succeeded"  # the money moved
    DECLINED = "declined"  # a definite no
    ACTION_REQUIRED = "action_required"  # the customer has to confirm at `redirect_url`
    PENDING = "pending"  # under way; a notification will say more
    NEVER_RECEIVED = "never_received"  # the provider never got it, and never will under this key
    NOT_YET_KNOWN = "not_yet_known"  # not there yet, but it may still be on its way


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    provider_ref: str = ""
    decline_code: str = ""
    hard: bool = False  # never try this method again
    redirect_url: str = ""
    replayed: bool = False  # the first answer to this key, told again
    fee: int = 0  # what the provider keeps of captured money
    currency: str = ""  # in whose units the fee stands


@dataclass(frozen=True)
class DisputeFacts:
    """What a provider says today of a charge that its payer contests."""

    provider_ref: str
    charge_ref: str
    amount: int  # withdrawn from us while nobody knows
    currency: str
    fee: int
    reason: str
    state: DisputeState
    opened_at: datetime
    evidence_due_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class PayoutFacts:
    """Money that a provider sent to our bank account."""

    provider_ref: str
    amount: int
    currency: str
    paid_at: datetime


class MovementKind(StrEnum):
    CAPTURE = "capture"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"  # it came back
    DISPUTE = "dispute"  # withdrawn
    DISPUTE_WON = "dispute_won"  # it came back; the fee did not
    PAYOUT = "payout"


@dataclass(frozen=True)
class Movement:
    """One line of a provider's account with us; the balance is the sum of amount less fee over all of them."""

    number: int
    kind: MovementKind
    provider_ref: str  # of the refund, dispute or payout, or of the charge itself
    charge_ref: str  # empty for payouts
    amount: int  # negative where money leaves
    fee: int
    currency: str
    happened_at: datetime


@dataclass(frozen=True)
class BankEntry:
    """One incoming payment on the shop's account statement."""

    id: int
    reference: str
    amount: int
    currency: str
    value_date: date
    payer: str
    booked_at: datetime


class Gateway(Protocol):
    def tokenise(self, *, number: str, exp_month: int, exp_year: int, cvc: str, at: datetime) -> MethodFacts:
        """Hand a card to the provider; raise CardRefused when it does not take it."""

    def open_wallet(self, *, login: str, at: datetime) -> MethodFacts:
        """Connect a wallet; raise WalletRefused when there is none."""

    def charge(self, request: ChargeRequest, *, at: datetime) -> Answer:
        """Collect money once per key; raise NoAnswer when the connection breaks."""

    def ask(self, key: str, *, at: datetime) -> Answer:
        """Return what became of a charge or refund; NEVER_RECEIVED only after the provider's time limit."""

    def cancel(self, key: str, *, at: datetime) -> Answer:
        """Give up a charge that still waits for the customer; any other stays as it is."""

    def refund(self, *, key: str, charge_ref: str, amount: int, at: datetime) -> Answer:
        """Give back captured money, once per key; raise NoAnswer when the connection breaks. It may fail later."""

    def dispute(self, ref: str, *, at: datetime) -> DisputeFacts:
        """Return a dispute as it stands now."""

    def give_evidence(self, ref: str, text: str, *, at: datetime) -> None:
        """Hand in what speaks for us; the same words twice are one."""

    def accept_dispute(self, ref: str, *, at: datetime) -> None:
        """Give a dispute up; twice is once."""

    def payouts(self, after: str, limit: int) -> list[PayoutFacts]:
        """Return what was sent to our bank after a payout, in order; the first of all after ""."""

    def movements(self, after: int, limit: int) -> list[Movement]:
        """Return the lines of our account after a number, in order."""

    def balance(self) -> dict[str, int]:
        """Return by currency what the provider holds for us; below zero we owe it."""

    def method(self, token: str, *, at: datetime) -> MethodFacts | None:
        """Return the method as it is today; the card updater may know a newer expiry."""

    def forget(self, token: str, *, at: datetime) -> None:
        """Let the provider drop a method for good: it charges it no more, refunds of what it has paid still arrive.

        Twice is once, and a method that the provider does not know is dropped already; raise NoAnswer when the
        connection breaks.
        """

    def verify(self, raw: bytes, signature: str) -> Mapping[str, object]:
        """Return the event of a notification; raise ForgedNotification when the signature does not fit."""
