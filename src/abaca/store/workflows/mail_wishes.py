"""Mails are understood; what is clear and proven is carried out, what is doubtful is asked back or left to staff.

The mail stays as evidence. Who is not proven never moves anything and never learns anything: whatever such a mail
wishes, it is the registered address that is asked. The instant at which a mail came is the one that counts.
"""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction

from abaca.inbox.actions import hold, settle
from abaca.inbox.models import Incoming
from abaca.inbox.queries import earlier_waits, repeated
from abaca.inbox.reports import NAMES_NO_LETTER
from abaca.inbox.states import IncomingKind, IncomingState
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.queries import names_for_sale
from abaca.store.correspondence.actions import note
from abaca.store.correspondence.deciding import Decision, Reason, Step, decide
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import told_so_since
from abaca.store.correspondence.refusing import facts_of
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.correspondence.understanding import Understanding, understand

from . import mail_answers, wish_acts, wish_senders
from .bookkeeping import vendor_day
from .wish_senders import Correspondent

log = logging.getLogger(__name__)

BY = "the house"
MOST_TOLD_A_DAY = 3  # of one customer, that what he wishes is so already
UNDERSTOOD = (IncomingKind.LETTER, IncomingKind.MACHINE)

Answer = tuple[Incoming, list[Wish]]


def settle_mails(ids: Sequence[int], *, at: datetime) -> None:
    """Say about each of some mails what the store does about it, and do it.

    All that need no act are settled in one transaction; each of the others has its own, and so has each mail of a batch
    that breaks: no mail waits for another's trouble.
    """
    try:
        acting = _settle_quiet(ids, at)
    except OperationalError:
        raise
    except Exception:
        log.exception("One of the mails %s cannot be understood; they are taken one by one.", ids)
        _one_by_one(ids, at)
        return
    for mail_id in acting:
        _or_leave(mail_id, at, lambda mail_id: _settle_acting(mail_id, at))


def _one_by_one(ids: Sequence[int], at: datetime) -> None:
    def settle_one(mail_id: int) -> None:
        for acting in _settle_quiet([mail_id], at):
            _settle_acting(acting, at)

    for mail_id in ids:
        _or_leave(mail_id, at, settle_one)


def _or_leave(mail_id: int, at: datetime, act: Callable[[int], None]) -> None:
    """Do something about a mail; one at which this breaks is left to staff."""
    try:
        act(mail_id)
    except OperationalError:  # the database, not the mail: the next round tries again
        log.exception("Mail %s waits for the database.", mail_id)
    except Exception:
        log.exception("Mail %s cannot be acted upon; it is left to staff.", mail_id)
        _leave(mail_id, at)


@transaction.atomic
def _settle_quiet(ids: Sequence[int], at: datetime) -> list[int]:
    """Settle what asks for no act; return the rest."""
    mails = hold(ids)
    understood = _understood(mails)
    people = wish_senders.correspondents(mails, understood, at=at)
    understood = {mail.pk: said for mail in mails if (said := _worth_a_look(mail, understood, people))}
    answers: list[Answer] = []
    acting: list[Incoming] = []
    replies = mail_answers.replies_to_questions(mails)
    for mail in mails:
        decisions = _decisions(mail, understood.get(mail.pk), people.get(mail.pk))
        if mail.pk in replies or any(decision.step != Step.LEAVE for decision in decisions):
            acting.append(mail)
        else:
            answers.append((mail, _wishes(mail, understood.get(mail.pk), people.get(mail.pk), decisions, at)))
    note([wish for _mail, wishes in answers for wish in wishes], by=BY)
    settle({mail.ref: _disposition(mail, wishes, understood, people) for mail, wishes in answers}, at=at)
    return [mail.pk for mail in sorted(acting, key=lambda mail: (mail.received_at, mail.pk))]


@transaction.atomic
def _settle_acting(mail_id: int, at: datetime) -> None:
    """Carry out, or ask back, what one mail wishes, or answers; not before what its sender wrote earlier.

    Several workers share the mails, and a "no, do renew it" must not be overtaken by the "please cancel" before it.
    """
    for mail in hold([mail_id]):
        if earlier_waits(mail, at=at):  # it stays due, and the next round finds it
            continue
        if _answered(mail, at):
            continue
        understood = _understood([mail])
        people = wish_senders.correspondents([mail], understood, at=at)
        person = people.get(mail.pk)
        decisions = _decisions(mail, understood.get(mail.pk), person)
        wishes = _wishes(mail, understood.get(mail.pk), person, decisions, at)
        for wish, decision in zip(wishes, decisions, strict=True):
            if person is not None and decision.step != Step.LEAVE:
                _act(wish, decision, mail, person, at)
        note(wishes, by=BY)
        settle({mail.ref: _disposition(mail, wishes, understood, people)}, at=at)


def _answered(mail: Incoming, at: datetime) -> bool:
    """Do what a bare yes or no below a question of ours means; tell whether that was all there was to do."""
    reply = mail_answers.replies_to_questions([mail]).get(mail.pk)
    told = mail_answers.take(reply, at=at) if reply else None
    if told is not None:
        settle({mail.ref: told}, at=at)
    return told is not None


def _act(wish: Wish, decision: Decision, mail: Incoming, person: Correspondent, at: datetime) -> None:
    """Do the step of one wish; what the shop refuses is left to a person with the shop's words."""
    wish.acted_at, wish.acted_by = at, BY
    if decision.step == Step.ASK:
        if person.asked_today >= wish_senders.MOST_QUESTIONS_A_DAY:
            wish.reason = Reason.ASKED_OFTEN
            return
        if wish_senders.asked_too_much(at):
            wish.reason = Reason.ASKED_TOO_MANY
            return
        wish.state = WishState.ASKED
        wish_acts.ask(wish, mail, person.promises, at=at)
        return
    try:
        with transaction.atomic():
            wish.facts |= _carried_out(wish, mail, at)
    except Refusal as refusal:
        wish.reason, wish.facts = Reason.REFUSED, wish.facts | facts_of(refusal)
    else:
        wish.state = WishState.DONE


def _carried_out(wish: Wish, mail: Incoming, at: datetime) -> dict[str, Any]:
    """Do what a mail wishes; who was told today often enough that it is so already is not told once more.

    A program that answers our letter with its owner's mail, signed by his provider, would else go on for ever.
    """
    told = told_so_since(at - wish_senders.A_DAY, wish.customer_id, WishKind(wish.kind))
    with transaction.atomic():
        facts = wish_acts.carry_out(wish, mail, at=at, by=BY)
        if told >= MOST_TOLD_A_DAY and facts == {"already": True}:
            transaction.set_rollback(True)  # of the letter: nothing else was changed
            facts |= {"untold": True}
    return facts


@transaction.atomic
def _leave(mail_id: int, at: datetime) -> None:
    """Leave to staff a mail at which acting broke; nothing of what was tried stands."""
    for mail in hold([mail_id]):
        settle({mail.ref: {"done": False, "reason": Reason.TROUBLE, "wishes": []}}, at=at)


def _understood(mails: Sequence[Incoming]) -> dict[int, Understanding]:
    """Return what each mail says that a person wrote, or a program by itself: not what answers, returns or floods."""
    letters = [mail for mail in mails if mail.kind in UNDERSTOOD and mail.state == IncomingState.READ]
    names, plans = names_for_sale() if letters else ((), ())
    again = repeated(letters)
    return {
        mail.pk: understand(
            mail.subject,
            mail.said,
            language=mail.language,
            names=names,
            plans=plans,
            on=vendor_day(mail.received_at),
        )
        for mail in letters
        if mail.pk not in again
    }


def _worth_a_look(
    mail: Incoming, understood: dict[int, Understanding], people: dict[int, Correspondent]
) -> Understanding | None:
    """Return what a mail says; nothing for one of a program that neither names an order nor clearly wishes anything."""
    said, person = understood.get(mail.pk), people.get(mail.pk)
    if said is None or mail.kind == IncomingKind.LETTER or (person is not None and person.named is not None):
        return said
    return said if any(wish.certain and wish.kind != WishKind.OTHER for wish in said.wishes) else None


def _decisions(mail: Incoming, understood: Understanding | None, person: Correspondent | None) -> list[Decision]:
    if understood is None:
        return []
    if mail.kind != IncomingKind.LETTER:  # such as a service that cancels for others: a person finds out for whom
        return [Decision(Step.LEAVE, Reason.MACHINE) for _wish in understood.wishes]
    kinds = [WishKind(wish.kind) for wish in understood.wishes]
    return [
        decide(
            WishKind(wish.kind),
            certain=wish.certain,
            beside=kinds,
            sender=wish_senders.sender_of(person),
            promises=person.promises if person else (),
            named=person.named if person else None,
            products=wish.about.products,
            plans=wish.about.plans,
            latest=wish.latest,
        )
        for wish in understood.wishes
    ]


def _wishes(
    mail: Incoming,
    understood: Understanding | None,
    person: Correspondent | None,
    decisions: Sequence[Decision],
    at: datetime,
) -> list[Wish]:
    """Return the rows of what a mail wishes, as a person would find them if nothing were done."""
    if understood is None:
        return []
    return [
        Wish(
            ref=new_ref("wish", at),
            incoming=mail.ref,
            kind=wish.kind,
            about=decision.about,
            certain=wish.certain,
            sentence=wish.sentence,
            rule=wish.rule,
            customer=person.customer if person else None,
            came_at=mail.received_at,
            reason=decision.reason,
            facts={"new_address": understood.new_address} if wish.kind == WishKind.EMAIL_CHANGE else {},
        )
        for wish, decision in zip(understood.wishes, decisions, strict=True)
    ]


def _disposition(
    mail: Incoming,
    wishes: Sequence[Wish],
    understood: dict[int, Understanding],
    people: dict[int, Correspondent],
) -> dict[str, Any]:
    """Return what the desk is told about a mail: who wrote, what was understood, what was done."""
    person, told = people.get(mail.pk), understood.get(mail.pk)
    return {
        # most mails of machines need nobody; a mail of a person is done when all that it wishes is done
        "done": _needs_nobody(mail, wishes, told),
        "customer": person.customer.ref if person else "",
        "registered": person.registered if person else False,
        "language": _spoken(mail, told, person),
        "wishes": [wish_acts.told(wish) for wish in wishes],
    }


def _spoken(mail: Incoming, told: Understanding | None, person: Correspondent | None) -> str:
    """Return the language in which a mail is answered: its own, else that of the customer whose address wrote it."""
    if told is not None and not told.is_guess:
        return told.language
    own = person.customer.language if person is not None and person.registered else ""
    return mail.language or own or (told.language if told else "")


def _needs_nobody(mail: Incoming, wishes: Sequence[Wish], told: Understanding | None) -> bool:
    """Tell whether a mail needs no person: nobody wrote it to us, it came before, or all that it wishes is done."""
    if mail.kind == IncomingKind.FLOOD:  # among many, one may be the sender's own
        return False
    if mail.kind == IncomingKind.COMPLAINT and NAMES_NO_LETTER in mail.trouble:
        return False
    if told is None:
        return mail.state == IncomingState.READ or mail.kind != IncomingKind.LETTER
    return bool(wishes) and all(w.state == WishState.DONE and not wish_acts.needs_somebody(w) for w in wishes)
