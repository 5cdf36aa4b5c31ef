"""Mails are understood; what is clear and proven is carried out, what is doubtful is asked back or left to staff.

The mail stays as evidence. Who is not proven never moves anything and never learns anything: whatever such a mail
wishes, it is the registered address that is asked. The instant at which a mail came is the one that counts.
"""

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import OperationalError, transaction

from abaca.inbox.actions import hold, settle
from abaca.inbox.models import Incoming
from abaca.inbox.queries import repeated
from abaca.inbox.states import IncomingKind, IncomingState
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.queries import names_for_sale
from abaca.store.correspondence.actions import note
from abaca.store.correspondence.deciding import Decision, Reason, Step, decide
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.correspondence.understanding import Understanding, understand

from . import wish_acts, wish_senders
from .wish_senders import Correspondent

log = logging.getLogger(__name__)

BY = "the house"

Answer = tuple[Incoming, list[Wish]]


def settle_mails(ids: Sequence[int], *, at: datetime) -> None:
    """Say about each of some mails what the store does about it, and do it.

    All that need no act are settled in one transaction; each of the others has its own, so that no mail waits for
    another's trouble.
    """
    for mail_id in _settle_quiet(ids, at):
        try:
            _settle_acting(mail_id, at)
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
    answers: list[Answer] = []
    acting: list[int] = []
    for mail in mails:
        decisions = _decisions(understood.get(mail.pk), people.get(mail.pk))
        if any(decision.step != Step.LEAVE for decision in decisions):
            acting.append(mail.pk)
        else:
            answers.append((mail, _wishes(mail, understood.get(mail.pk), people.get(mail.pk), decisions, at)))
    note([wish for _mail, wishes in answers for wish in wishes], by=BY)
    settle({mail.ref: _disposition(mail, wishes, understood, people) for mail, wishes in answers}, at=at)
    return acting


@transaction.atomic
def _settle_acting(mail_id: int, at: datetime) -> None:
    """Carry out, or ask back, what one mail wishes."""
    for mail in hold([mail_id]):
        understood = _understood([mail])
        people = wish_senders.correspondents([mail], understood, at=at)
        person = people.get(mail.pk)
        decisions = _decisions(understood.get(mail.pk), person)
        wishes = _wishes(mail, understood.get(mail.pk), person, decisions, at)
        for wish, decision in zip(wishes, decisions, strict=True):
            if person is not None and decision.step != Step.LEAVE:
                _act(wish, decision, mail, person, at)
        note(wishes, by=BY)
        settle({mail.ref: _disposition(mail, wishes, understood, people)}, at=at)


def _act(wish: Wish, decision: Decision, mail: Incoming, person: Correspondent, at: datetime) -> None:
    """Do the step of one wish; what the shop refuses is left to a person with the shop's words."""
    wish.acted_at, wish.acted_by = at, BY
    if decision.step == Step.ASK:
        if person.asked_today >= wish_senders.MOST_QUESTIONS_A_DAY or wish_senders.asked_too_much(at):
            wish.reason = Reason.ASKED_OFTEN
            return
        wish.state = WishState.ASKED
        wish_acts.ask(wish, mail, person.promises, at=at)
        return
    try:
        with transaction.atomic():
            wish.facts |= wish_acts.carry_out(wish, mail, at=at, by=BY)
    except Refusal as refusal:
        wish.reason, wish.facts = Reason.REFUSED, wish.facts | {"code": refusal.code, "sentence": str(refusal)}
    else:
        wish.state = WishState.DONE


@transaction.atomic
def _leave(mail_id: int, at: datetime) -> None:
    """Leave to staff a mail at which acting broke; nothing of what was tried stands."""
    for mail in hold([mail_id]):
        settle({mail.ref: {"done": False, "reason": Reason.TROUBLE, "wishes": []}}, at=at)


def _understood(mails: Sequence[Incoming]) -> dict[int, Understanding]:
    """Return what each mail of a person says; what machines write is not looked into for wishes."""
    letters = [mail for mail in mails if mail.kind == IncomingKind.LETTER and mail.state == IncomingState.READ]
    names = names_for_sale() if letters else ()
    again = repeated(letters)
    return {
        mail.pk: understand(mail.subject, mail.said or mail.text, language=mail.language, names=names)
        for mail in letters
        if mail.pk not in again
    }


def _decisions(understood: Understanding | None, person: Correspondent | None) -> list[Decision]:
    if understood is None:
        return []
    kinds = [WishKind(wish.kind) for wish in understood.wishes]
    return [
        decide(
            WishKind(wish.kind),
            certain=wish.certain,
            beside=kinds,
            sender=wish_senders.sender_of(person),
            promises=person.promises if person else (),
            named=person.named if person else None,
            plans=_plans(person, wish.sentence, kinds),
        )
        for wish in understood.wishes
    ]


def _plans(person: Correspondent | None, sentence: str, kinds: Sequence[WishKind]) -> list[str]:
    """Return the plans that a wish is about: all that the mail names, unless it also speaks of going over to one."""
    named = person.plans if person else frozenset()
    apart = WishKind.UPGRADE in kinds
    return [plan for plan in named if not apart or plan.casefold() in sentence.casefold()]


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
        # a mail of a machine needs nobody; a mail of a person is done when all that it wishes is done
        "done": _needs_nobody(mail, wishes, told),
        "customer": person.customer.ref if person else "",
        "registered": person.registered if person else False,
        "language": told.language if told else "",
        "wishes": [wish_acts.told(wish) for wish in wishes],
    }


def _needs_nobody(mail: Incoming, wishes: Sequence[Wish], told: Understanding | None) -> bool:
    """Tell whether a mail needs no person: a machine wrote it, it came before, or all that it wishes is done."""
    if mail.kind != IncomingKind.LETTER:
        return True
    if told is None:
        return mail.state == IncomingState.READ
    return bool(wishes) and all(w.state == WishState.DONE and not wish_acts.needs_somebody(w) for w in wishes)
