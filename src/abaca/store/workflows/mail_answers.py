"""A bare yes or no below a question of ours does what the link in the question does.

It has to answer the very letter that asks, and to come, proven, from the very address to which the letter went.
Whatever is not so is read by a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from abaca.access import links
from abaca.inbox.models import Incoming
from abaca.inbox.states import IncomingKind, IncomingState
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_by_message_id
from abaca.store.correspondence import actions
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import declaration_by_ref
from abaca.store.correspondence.states import Declared, WishKind, WishState
from abaca.store.correspondence.understanding import Said, answer_in
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import present_self

from . import declarations, wish_acts
from .declared_letters import YES_LINK

QUESTION = "wish_confirm"  # the kind of the letter that asks
WISH, DECLARATION = "/wish/", "/cancel/confirm/"  # where its link leads
# to "do you want no newsletter any more?" a no may mean either
MAY_BE_DENIED = (WishKind.CANCEL, WishKind.RESUME)


@dataclass(frozen=True)
class Reply:
    """A bare answer to a question of ours."""

    mail: Incoming
    question: Letter
    said: Said


def replies_to_questions(mails: Sequence[Incoming]) -> dict[int, Reply]:
    """Return, by the rows of mails, those that say yes or no to a question of ours and nothing else.

    One statement, and none where no mail is a proven answer to anything.
    """
    named = {mail.pk: _answers(mail) for mail in mails if _may_answer(mail)}
    letters = letters_by_message_id({each for each in named.values() if each}) if any(named.values()) else {}
    found: dict[int, Reply] = {}
    for mail in mails:
        letter = letters.get(named.get(mail.pk, ""))
        if letter is None or letter.kind != QUESTION or fold(letter.to_address) != fold(mail.from_address):
            continue
        said = answer_in(mail.said, language=letter.language, names=[letter.to_name])
        if said is not None and _is_about(mail.subject, letter.subject):
            found[mail.pk] = Reply(mail, letter, said)
    return found


def _may_answer(mail: Incoming) -> bool:
    return mail.authenticated and mail.kind == IncomingKind.LETTER and mail.state == IncomingState.READ


def _answers(mail: Incoming) -> str:
    """Return the one Message-ID that a mail answers: not any that was quoted long before."""
    named = [mail.in_reply_to, *(str(each) for each in reversed(mail.references))]
    return next(filter(None, named), "")


def _is_about(subject: str, asked: str) -> bool:
    """Tell whether the subject is still ours, whatever a mail program puts before it; a new one is a new matter."""
    return bool(asked) and " ".join(subject.split()).casefold().endswith(" ".join(asked.split()).casefold())


def take(reply: Reply, *, at: datetime) -> dict[str, Any] | None:
    """Do what the link in the question does, once; return what the desk is told, or None where a person has to decide.

    The link is as good, for as long, as if it had been opened when the mail came.
    """
    path = str(reply.question.context.get("path", ""))
    try:
        with transaction.atomic():
            if path.startswith(WISH):
                return _take_wish(reply, path.removeprefix(WISH).rstrip("/"), at)
            if path.startswith(DECLARATION):
                return _take_declaration(reply, path.removeprefix(DECLARATION).rstrip("/"), at)
    except Refusal:  # too late, settled otherwise, or nothing that the shop can do: a person answers
        pass
    return None


def _take_wish(reply: Reply, token: str, at: datetime) -> dict[str, Any] | None:
    asked, about = wish_acts.linked(token, at=reply.mail.received_at)
    wish = actions.hold(asked.ref)
    if wish is None or wish.customer is None:
        return None
    customer = present_self(wish.customer)
    if reply.said == Said.YES:
        done = wish.state == WishState.DONE
        if reply.question.context.get("which_one") or not (done or wish_acts.may_answer(wish)):
            return None
        if not done:
            wish = wish_acts.confirm(
                wish.ref, about, at=at, by=customer.ref, reason=Reason.CONFIRMED_BY_MAIL, reply=reply.mail
            )
        return _told(reply, customer, [wish])
    if wish.kind not in MAY_BE_DENIED:
        return None
    return _told(reply, customer, [wish_acts.deny(wish.ref, at=at, by=customer.ref, reply=reply.mail)])


def _take_declaration(reply: Reply, token: str, at: datetime) -> dict[str, Any] | None:
    """Confirm a cancellation that was declared on a page, where the letter speaks of one subscription.

    A withdrawal cannot be undone, and may need an account for the money: that takes the page.
    """
    declaration = declaration_by_ref(links.read(YES_LINK, token, at=reply.mail.received_at))
    if reply.said != Said.YES or declaration.what != Declared.CANCEL or declaration.customer is None:
        return None
    refs = [each.ref for each in declarations.what_it_may_mean(declaration)[0]]
    chosen = declaration.about if declaration.about in refs else refs[0] if len(refs) == 1 else ""
    if not chosen:
        return None
    customer = present_self(declaration.customer)
    declarations.say_yes(declaration, [chosen], at=at, by=customer.ref)
    return _told(reply, customer, [])


def _told(reply: Reply, customer: Customer, wishes: Sequence[Wish]) -> dict[str, Any]:
    return {
        "done": True,
        "customer": customer.ref,
        "registered": fold(reply.mail.from_address) == customer.email_folded,
        "language": reply.question.language,
        "wishes": [wish_acts.told(wish) for wish in wishes],
    }
