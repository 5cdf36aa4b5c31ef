"""A ticket: what was written and done, what is wished, whose it is, and the box for the answer."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abaca.console import queries as console
from abaca.console.customers import Truth, whole_truth
from abaca.console.door import at_of, by_of, concerns
from abaca.console.forms.desk import languages
from abaca.console.ticket_words import (
    deadline_words,
    event_words,
    state_words,
    wish_state,
    wish_words,
)
from abaca.console.words import LETTER_STATES, letter_title
from abaca.inbox.models import Incoming
from abaca.kernel.refs import new_token
from abaca.messaging.letters import MASK
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import wishes_of_mails
from abaca.store.correspondence.states import WishState
from abaca.store.customers.queries import refs_of
from abaca.store.workflows.desk import note_visit
from abaca.store.workflows.wish_acts import can_be_taken_back
from abaca.support.tickets.actions.writing import NobodyToAnswer
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.passages import GAP
from abaca.support.tickets.queries import entries_of, merged_into, snippets_in, ticket_with, tickets_of
from abaca.support.tickets.states import EntryKind

from . import queries
from .doors import may_view
from .queue import agent, subject_of
from .suggestions import Suggestion, everything, suggestions
from .verdicts import Verdict, verdict_of

FEW_MOMENTS = 8
OPEN_WISHES = (WishState.OPEN, WishState.ASKED)


@dataclass(frozen=True)
class ShownWish:
    """What a mail wishes, from which sentence that was read, how it stands, and what can be done."""

    wish: Wish
    words: str
    state: tuple[str, str, str]  # colour, words, why
    deeds: list[Suggestion]
    is_open: bool
    can_go_back: bool


@dataclass(frozen=True)
class Shown:
    """An entry of a ticket as the page shows it."""

    entry: Message
    by: str
    words: str
    mail: Incoming | None = None
    verdict: Verdict | None = None
    wishes: list[ShownWish] = field(default_factory=list)
    letter: Letter | None = None
    letter_state: str = ""


@may_view
@require_safe
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Show a ticket."""
    found = ticket_with(number)
    if found.merged_into and "alone" not in request.GET:
        return redirect("console:ticket", found.merged_into.number)
    return page(request, found)


@may_view
@require_safe
def suggested(request: HttpRequest, number: str, kind: str) -> HttpResponse:
    """Lead to the page on which a wish is fulfilled; to the ticket where that is not plain."""
    found, at = ticket_with(number), at_of(request)
    customer, _certain = queries.customer_of(found)
    if customer:
        ways = suggestions(whole_truth(customer, at=at), [kind], ticket=found.number, wish=_open_wish(found, kind))
        if len(ways) == 1:
            return redirect(ways[0].href)
    return redirect("console:ticket", found.number)


def _open_wish(found: Ticket, kind: str) -> str:
    """Return the ref of the latest open wish of this kind in a ticket."""
    refs = [entry.incoming for entry in entries_of(found) if entry.incoming]
    wishes = [wish for each in wishes_of_mails(refs).values() for wish in each]
    fitting = [wish for wish in wishes if wish.kind == kind and wish.state in OPEN_WISHES]
    return max(fitting, key=lambda wish: wish.pk).ref if fitting else ""


def page(
    request: HttpRequest, found: Ticket, *, status: int = 200, answer: dict[str, Any] | None = None, **more: Any
) -> HttpResponse:
    """Answer with the page of a ticket; `answer` is what stands in the box, `more` what went wrong."""
    at = at_of(request)
    customer, certain = queries.customer_of(found)
    concerns(request, found.customer, customer.ref if customer else "")
    truth = whole_truth(customer, at=at) if customer else None
    if customer:
        note_visit(customer, at=at, by=by_of(request))
    entries = entries_of(found)
    shown = _shown(entries, found, truth)
    staff = queries.staff()
    context = {
        "here": "desk",
        "ticket": found,
        "subject": subject_of(found),
        "state": state_words(found),
        "deadline": deadline_words(found, at=at),
        "nobody": str(NobodyToAnswer.sentence) if found.is_nobodys else "",
        "late": found.answer_by is not None and found.answer_by <= at,
        "entries": shown,
        "staff": [(user.ref, agent(user.email)) for user in staff],
        "me": by_of(request),
        "parts": merged_into(found),
        "answer": answer or {"text": "", "token": new_token()},
        "snippets": snippets_in(found.language),
        "languages": languages(),
        "ways": [(_("Console"), reverse("console:home")), (_("Desk"), reverse("console:desk"))],
        **_side(found, truth, certain=certain, wished=shown),
        **more,
    }
    return render(request, "console/desk/ticket.html", context, status=status)


def _side(found: Ticket, truth: Truth | None, *, certain: bool, wished: Sequence[Shown]) -> dict[str, Any]:
    """Return what is known about the person: as a customer, and from other tickets."""
    email = truth.whole.customer.email if truth else ""
    others = tickets_of(refs_of(truth.whole.customer) if truth else [], {found.address, email})
    offered = [deed for entry in wished for wish in entry.wishes for deed in wish.deeds]
    return {
        "certain": certain,
        "alike": [] if truth else queries.customers_called(found.name),
        "others": [(each, subject_of(each), *state_words(each)) for each in others if each.pk != found.pk],
        "truth": truth,
        "whole": truth.whole if truth else None,
        "more_deeds": everything(truth, ticket=found.number, but=offered) if truth else [],
        "letters": [_told(each) for each in truth.letters[:FEW_MOMENTS]] if truth else [],
        "latest": truth.moments[:FEW_MOMENTS] if truth else [],
        **(truth.shown if truth else {}),
    }


def _told(letter: Letter) -> tuple[Letter, str, str]:
    return letter, letter_title(letter), _letter_state(letter)


# --- entries --------------------------------------------------------------------------------------------------------


def _shown(entries: Sequence[Message], found: Ticket, truth: Truth | None) -> list[Shown]:
    """Return the entries with the mails, letters and wishes that they stand for; five statements at most."""
    mails = queries.mails_with([entry.incoming for entry in entries if entry.incoming])
    letters = queries.letters_with([entry.letter for entry in entries if entry.letter])
    wishes = wishes_of_mails(mails) if mails else {}
    refs = {entry.by for entry in entries} | {str(entry.facts.get("to", "")) for entry in entries}
    names = {ref: agent(address) for ref, address in console.names_of_staff(refs).items()}
    if truth:
        names[truth.whole.customer.ref] = truth.whole.customer.name
    rows = []
    for entry in entries:
        mail, letter = mails.get(entry.incoming), letters.get(entry.letter)
        rows.append(
            Shown(
                entry=entry,
                by=names.get(entry.by, ""),
                words=_words(entry, names),
                mail=mail,
                verdict=verdict_of(mail, owner=found.address) if mail else None,
                wishes=[_wish(wish, truth, found.number) for wish in wishes.get(entry.incoming, [])],
                letter=letter,
                letter_state=_letter_state(letter) if letter else "",
            )
        )
    return rows


def _words(entry: Message, names: dict[str, str]) -> str:
    if entry.kind == EntryKind.EVENT:
        return event_words(entry, names)
    if entry.kind == EntryKind.LETTER:
        return GAP.sub(MASK, entry.text)  # a link that acts is nobody's business here
    return entry.text


def _letter_state(letter: Letter) -> str:
    if letter.bounced_at:
        return _("did not arrive: {words}").format(words=letter.bounce_words or "–")
    return str(LETTER_STATES[letter.state])  # type: ignore[index]


def _wish(wish: Wish, truth: Truth | None, number: str) -> ShownWish:
    open_ = wish.state in OPEN_WISHES
    deeds = suggestions(truth, [wish.kind], ticket=number, wish=wish.ref) if truth and open_ else []
    can_go_back = can_be_taken_back(wish) and wish.customer_id is not None
    return ShownWish(wish, wish_words(wish.kind), wish_state(wish), deeds, open_, can_go_back)
