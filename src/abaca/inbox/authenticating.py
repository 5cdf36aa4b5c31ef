"""Whether the sender of a mail is who he says: his domain must vouch for his address (DKIM, SPF, DMARC).

The answer is a code with facts, which `verdict_words` says in sentences. Everything doubtful counts as not
authenticated: such a sender loses nothing but the shortcut, since the registered address is asked to confirm.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from abaca.kernel.emails import fold

from .header_fields import parted
from .look_alikes import looks_false
from .mailboxes import Mailbox, other_address_in
from .one_reading import has_one_reading
from .organisations import folded_domain
from .ourselves import House
from .reading import RECIPIENTS, Mail, recipients_in
from .reported import Reported
from .signatures import Fit, Lookup, Signature, Unreachable, doubled, signatures_of

OLDEST = timedelta(days=7)  # a mail that was on its way for longer may be somebody's copy of it
NEWEST = timedelta(days=2)  # clocks of senders are wrong


class Code(StrEnum):
    """Why a sender counts as authenticated, or why not; the first that applies."""

    SIGNED = "signed"  # by the domain of the sender
    SENT_BY = "sent_by"  # the domain of the sender lets this network send
    NO_SENDER = "no_sender"
    SEVERAL_SENDERS = "several_senders"
    UNCLEAR_SENDER = "unclear_sender"
    BAD_HEAD = "bad_head"
    DOUBLED_FIELD = "doubled_field"
    OTHER_ADDRESS_SHOWN = "other_address_shown"
    LOOK_ALIKE = "look_alike"
    NOT_TO_US = "not_to_us"
    TOO_OLD = "too_old"
    FROM_THE_FUTURE = "from_the_future"
    NOT_SIGNED = "not_signed"
    SIGNED_BY_ANOTHER = "signed_by_another"
    SIGNATURE_FAILS = "signature_fails"  # `fit` says how
    UNREACHABLE = "unreachable"  # the domain could not be asked; later it can


@dataclass(frozen=True)
class Policy:
    """What a domain asks to be done with mail that it does not vouch for (DMARC)."""

    wish: str = ""  # none, quarantine or reject; nothing where the domain says nothing
    strict_signature: bool = False
    strict_envelope: bool = False


@dataclass(frozen=True)
class Verdict:
    """The answer, and the facts behind it."""

    authenticated: bool
    code: Code
    facts: dict[str, Any]

    @property
    def may_change(self) -> bool:
        """Tell whether asking again later could give another answer."""
        return self.code == Code.UNREACHABLE

    def as_json(self) -> dict[str, Any]:
        return {"code": self.code.value, **self.facts}


@dataclass(frozen=True)
class Question:
    """A mail, and who may be asked about it."""

    raw: bytes
    mail: Mail
    house: House
    lookup: Lookup
    organisation: Callable[[str], str]
    reported: Reported | None
    at: datetime


def judge(
    raw: bytes,
    mail: Mail,
    *,
    house: House,
    lookup: Lookup,
    organisation: Callable[[str], str],
    reported: Reported | None,
    at: datetime,
) -> Verdict:
    """Judge the sender of a mail; `organisation` returns the domain that an organisation registered."""
    facts: dict[str, Any] = {"domain": _domain(mail.sender)}
    if reported is not None:
        facts["spf"] = asdict(reported)
    if mail.reply_to and fold(mail.reply_to) != fold(mail.sender.address):
        facts["reply_to"] = mail.reply_to
    for objection in _objections(mail, house, facts, at):
        return Verdict(False, objection, facts)
    try:
        return _vouched(Question(raw, mail, house, lookup, organisation, reported, at), facts)
    except Unreachable:
        return Verdict(False, Code.UNREACHABLE, facts)


def _objections(mail: Mail, house: House, facts: dict[str, Any], at: datetime) -> Iterator[Code]:
    """Yield what speaks against a mail before anybody is asked, the gravest first."""
    yield from _objections_to_sender(mail)
    if not mail.head.well_formed:
        yield Code.BAD_HEAD
    if twice := doubled(mail.head):
        facts["field"] = twice
        yield Code.DOUBLED_FIELD
    if shown := other_address_in(mail.sender.name, mail.sender.address):
        facts["shown"] = shown
        yield Code.OTHER_ADDRESS_SHOWN
    if looks_false(facts["domain"]):
        yield Code.LOOK_ALIKE
    if not house.is_named_in(mail.recipients):
        yield Code.NOT_TO_US
    if mail.sent_at is not None and mail.sent_at < at - OLDEST:
        yield Code.TOO_OLD
    if mail.sent_at is not None and mail.sent_at > at + NEWEST:
        yield Code.FROM_THE_FUTURE


def _objections_to_sender(mail: Mail) -> Iterator[Code]:
    fields = mail.head.all("from")
    if not fields:
        yield Code.NO_SENDER
    if len(fields) > 1 or len(mail.senders.found) > 1:
        yield Code.SEVERAL_SENDERS
    if mail.senders.only is None:
        yield Code.UNCLEAR_SENDER


def _vouched(asked: Question, facts: dict[str, Any]) -> Verdict:
    domain, reported = facts["domain"], asked.reported
    ours = asked.organisation(domain)
    policy = policy_of(domain, ours, asked.lookup)
    if policy.wish:
        facts["policy"] = policy.wish

    def is_ours(signer: str, *, strict: bool = policy.strict_signature) -> bool:
        signer = folded_domain(signer)
        return signer == domain if strict else bool(ours) and asked.organisation(signer) == ours

    met: list[Signature] = []
    for found in signatures_of(asked.raw, asked.mail.head, lookup=asked.lookup, at=asked.at, first=is_ours):
        lack = _lack(asked, found) if found.fit == Fit.FITS and is_ours(found.domain) else None
        signature = replace(found, fit=lack) if lack else found
        met.append(signature)
        if signature.fit == Fit.FITS and is_ours(signature.domain):
            return Verdict(True, Code.SIGNED, {**facts, **_told(met), "signer": signature.domain})
    facts |= _told(met)
    if reported is not None and reported.result == "pass" and is_ours(reported.domain, strict=policy.strict_envelope):
        return Verdict(True, Code.SENT_BY, facts)
    return _failed(met, facts, is_ours)


def _lack(asked: Question, signature: Signature) -> Fit | None:
    """Return on what we rely though a fitting signature does not cover it, or None.

    Whoever has a copy of a signed mail may change everything else: to whom it was written, when, how it is to be read.
    """
    mail, covered = asked.mail, signature.covered
    if mail.sent_at is None or "date" not in covered:
        return Fit.DATE_NOT_COVERED
    if not has_one_reading(mail.head, parted(asked.raw)[1], covered):
        return Fit.FORM_NOT_COVERED
    named = recipients_in(mail.head, [name for name in RECIPIENTS if name in covered])
    return None if asked.house.is_named_in(named) else Fit.RECIPIENT_NOT_COVERED


def _failed(met: Sequence[Signature], facts: dict[str, Any], is_ours: Callable[[str], bool]) -> Verdict:
    if not met:
        return Verdict(False, Code.NOT_SIGNED, facts)
    own = [signature for signature in met if is_ours(signature.domain)]
    if any(signature.fit == Fit.UNREACHABLE for signature in own):
        return Verdict(False, Code.UNREACHABLE, facts)
    if own:
        code = Code.NOT_TO_US if own[0].fit == Fit.RECIPIENT_NOT_COVERED else Code.SIGNATURE_FAILS
        return Verdict(False, code, {**facts, "signer": own[0].domain, "fit": own[0].fit.value})
    fitting = [signature for signature in met if signature.fit == Fit.FITS]
    if fitting:
        return Verdict(False, Code.SIGNED_BY_ANOTHER, {**facts, "signer": fitting[0].domain})
    return Verdict(False, Code.SIGNATURE_FAILS, {**facts, "signer": met[0].domain, "fit": met[0].fit.value})


def _told(met: Sequence[Signature]) -> dict[str, Any]:
    return {"signatures": [{"domain": s.domain, "selector": s.selector, "fit": s.fit.value} for s in met]}


def policy_of(domain: str, organisation: str, lookup: Lookup) -> Policy:
    """Return what the domain, or else its organisation, publishes (RFC 7489); two records are none."""
    for place in dict.fromkeys(filter(None, (domain, organisation))):
        records = [text for text in lookup(f"_dmarc.{place}") if text.replace(" ", "").startswith("v=DMARC1")]
        if len(records) == 1:
            return _policy(records[0], is_own=place == domain)
    return Policy()


def _policy(record: str, *, is_own: bool) -> Policy:
    pairs = [piece.partition("=") for piece in record.split(";")]
    tags = {name.strip().lower(): value.strip().lower() for name, _equals, value in pairs}
    wish = tags.get("p", "") if is_own else tags.get("sp", tags.get("p", ""))
    if wish not in {"none", "quarantine", "reject"}:
        wish = "none"
    return Policy(wish, tags.get("adkim") == "s", tags.get("aspf") == "s")


def _domain(sender: Mailbox) -> str:
    return fold(sender.address).rpartition("@")[2][:253]
