"""What is done about a wish: carried out at once, asked back at the registered address, or left to a person."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .states import WishKind

CARRIED_OUT = frozenset({WishKind.CANCEL, WishKind.RESUME, WishKind.NEWSLETTER_OFF})  # all else needs a person
OPPOSITES = (
    frozenset({WishKind.CANCEL, WishKind.RESUME}),
    frozenset({WishKind.NEWSLETTER_OFF, WishKind.NEWSLETTER_ON}),
)


class Step(StrEnum):
    DO = "do"
    ASK = "ask"  # the registered address, by a letter with a link
    LEAVE = "leave"  # to a person


class Reason(StrEnum):
    """Why a wish stands where it stands; `words.py` says it to people."""

    CLEAR = "clear"  # clear words from the registered address, and its domain vouches for it
    ALREADY_SO = "already_so"  # what is wished is so already
    NOT_PROVEN = "not_proven"  # the address is registered, but nobody vouches that it wrote this
    OTHER_ADDRESS = "other_address"  # it was written from an address that is not registered
    WHICH_ONE = "which_one"  # several subscriptions could be meant
    ASKED_OFTEN = "asked_often"  # the registered address was asked several times today
    ASKED_TOO_MANY = "asked_too_many"  # very many customers were asked within this hour
    UNANSWERED = "unanswered"  # the registered address was asked and has not answered
    NOT_CERTAIN = "not_certain"  # a question, a condition, half a sentence
    CONTRADICTS = "contradicts"  # the mail wishes a thing and its opposite
    NOBODY_KNOWN = "nobody_known"  # no customer can be found for it
    NOTHING_RUNS = "nothing_runs"  # this customer has no subscription that it could be about
    PERSON_DECIDES = "person_decides"  # such wishes are never carried out by the house
    MACHINE = "machine"  # a program wrote it
    REFUSED = "refused"  # the shop said no; the sentence stands beside it
    TROUBLE = "trouble"  # it broke; the log knows more
    CONFIRMED = "confirmed"  # by the link in our letter
    CONFIRMED_BY_MAIL = "confirmed_by_mail"  # by a bare "yes" to our letter, from the address to which it went
    OTHERWISE = "otherwise"  # done meanwhile by another way, such as by the customer in his account
    DENIED = "denied"  # "I did not write this"
    BY_STAFF = "by_staff"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Sender:
    """How well we know who wrote."""

    known: bool  # the mail leads to a customer: by its sender, or by what it names
    registered: bool  # it came from this customer's own address
    authenticated: bool  # and the domain of this address vouches for it


@dataclass(frozen=True)
class Promise:
    """A subscription that is not over."""

    ref: str
    renews: bool
    plan: str = ""
    product: str = ""
    ends_on: date | None = None  # the end of the term that runs, itself outside


@dataclass(frozen=True)
class Decision:
    step: Step
    reason: Reason
    about: str = ""  # the ref of the subscription


def decide(
    kind: WishKind,
    *,
    certain: bool,
    beside: Collection[WishKind],
    sender: Sender,
    promises: Sequence[Promise],
    named: Collection[str] | None = None,
    products: Collection[str] = (),
    plans: Collection[str] = (),
    latest: date | None = None,
) -> Decision:
    """Return what is done about a wish.

    `beside` are all wishes of the mail, `promises` the customer's subscriptions that are not over. `named` are the refs
    of those whose order or product key the mail names, None where it names nothing, and `products` and `plans` those
    that the wish names: whoever names what is none of his means something else than we know. `latest` is the latest
    day that the mail names: who wants an end beyond the term that runs is left to a person. Doubt never acts.
    """
    meant = _meant(promises, named, products, plans)
    likely = meant[0].ref if len(meant) == 1 else ""  # tells the person who decides where to look
    reason = _left_to_a_person(kind, beside, sender, certain=certain)
    if reason is not None:
        return Decision(Step.LEAVE, reason, "" if reason == Reason.NOBODY_KNOWN else likely)
    if kind == WishKind.NEWSLETTER_OFF:
        return _proven(sender, "")
    if not meant:  # what he names is none of his, or he has nothing
        return WHICH_ONE if open_to(kind, promises) else Decision(Step.LEAVE, Reason.NOTHING_RUNS)
    if kind == WishKind.CANCEL and any(_goes_on_longer(promise, latest) for promise in open_to(kind, meant)):
        return Decision(Step.LEAVE, Reason.NOT_CERTAIN, likely)
    return _about_renewal(kind, sender, meant)


def _goes_on_longer(promise: Promise, latest: date | None) -> bool:
    """Tell whether a named day lies beyond the term; people call the end of a term its last day or the first after."""
    return latest is not None and promise.ends_on is not None and latest > promise.ends_on + timedelta(days=1)


def _left_to_a_person(kind: WishKind, beside: Collection[WishKind], sender: Sender, *, certain: bool) -> Reason | None:
    if kind not in CARRIED_OUT:
        return Reason.PERSON_DECIDES
    if not certain:
        return Reason.NOT_CERTAIN
    if any(pair <= set(beside) for pair in OPPOSITES if kind in pair):
        return Reason.CONTRADICTS
    return None if sender.known else Reason.NOBODY_KNOWN


WHICH_ONE = Decision(Step.ASK, Reason.WHICH_ONE)


def _meant(
    promises: Sequence[Promise], named: Collection[str] | None, products: Collection[str], plans: Collection[str]
) -> list[Promise]:
    return [
        promise
        for promise in promises
        if (named is None or promise.ref in named)
        and (not products or promise.product in products)
        and (not plans or promise.plan in plans)
    ]


def open_to(kind: WishKind | str, promises: Sequence[Promise]) -> list[Promise]:
    """Return the subscriptions at which a wish would change something: what renews is cancelled, the rest resumed."""
    return [promise for promise in promises if promise.renews == (kind == WishKind.CANCEL)]


def _about_renewal(kind: WishKind, sender: Sender, meant: Sequence[Promise]) -> Decision:
    changing = open_to(kind, meant)
    if len(changing) == 1:
        return _proven(sender, changing[0].ref)
    if changing:
        return WHICH_ONE
    already = _proven(sender, meant[0].ref)
    # who is not proven learns nothing, and the customer is not bothered about what is so already
    return Decision(Step.DO if already.step == Step.DO else Step.LEAVE, Reason.ALREADY_SO, already.about)


def _proven(sender: Sender, about: str) -> Decision:
    if not sender.registered:
        return Decision(Step.ASK, Reason.OTHER_ADDRESS, about)
    if not sender.authenticated:
        return Decision(Step.ASK, Reason.NOT_PROVEN, about)
    return Decision(Step.DO, Reason.CLEAR, about)
