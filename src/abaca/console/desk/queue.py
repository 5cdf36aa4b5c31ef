"""The queue: which tickets wait, for whom, since when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from abaca.console import queries as console
from abaca.console.door import at_of, by_of, concerns
from abaca.console.ticket_words import DEEDS, EMPTY, QUEUES, state_words, waiting_words, wish_words
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import ALL, latest_mails, queue
from abaca.support.tickets.states import OPEN

from . import queries
from .doors import may_view
from .suggestions import NEEDS

ON_A_PAGE = 50
LONGEST_EXCERPT = 160


@dataclass(frozen=True)
class Row:
    """A ticket as a line of the queue."""

    ticket: Ticket
    state: tuple[str, str]
    waits: tuple[str, str]
    wishes: list[str]
    deed: tuple[str, str, str] | None  # the kind of the wish, the words of its button, and what one must be allowed
    excerpt: str
    assignee: str


@may_view
@require_safe
def tickets(request: HttpRequest) -> HttpResponse:
    """Show one queue, the most urgent ticket first."""
    at, me = at_of(request), by_of(request)
    show = request.GET.get("show", ALL)
    show = show if show in QUEUES else ALL
    start = _number(request.GET.get("from", ""))
    found = queue(show, me=me, at=at, start=start, most=ON_A_PAGE)
    concerns(request, *(ticket.customer for ticket in found.rows))
    context = {
        "here": "desk",
        "rows": rows_of(found.rows, at=at),
        "show": show,
        "title": QUEUES[show],
        "empty": EMPTY[show],
        "tabs": [(name, words, found.counts[name]) for name, words in QUEUES.items()],
        "count": found.counts[show],
        "first": start + 1,
        "last": start + len(found.rows),
        "earlier": max(start - ON_A_PAGE, 0) if start else None,
        "later": start + ON_A_PAGE if start + ON_A_PAGE < found.counts[show] else None,
    }
    return render(request, "console/desk/queue.html", context)


def rows_of(tickets_: Sequence[Ticket], *, at: datetime) -> list[Row]:
    """Return tickets as lines; five statements."""
    said = queries.said_in(latest_mails(tickets_))
    names = console.names_of_staff(ticket.assignee for ticket in tickets_)
    open_ = queries.open_wishes(tickets_)
    return [
        _row(ticket, said.get(ticket.pk, ""), names.get(ticket.assignee, ""), open_.get(ticket.pk, set()), at)
        for ticket in tickets_
    ]


def _row(ticket: Ticket, said: str, assignee: str, open_: set[str], at: datetime) -> Row:
    wished = [kind for kind in ticket.tags if kind != "other"]
    # what nobody vouches for is looked at before anything is done about it; for a stranger there is nothing to do, nor
    # where it is done already
    plain = ticket.state in OPEN and ticket.authenticated and ticket.customer
    doable = [kind for kind in wished if plain and kind in DEEDS and kind in open_]
    return Row(
        ticket=ticket,
        state=state_words(ticket),
        waits=waiting_words(ticket, at=at),
        wishes=[wish_words(kind) for kind in wished],
        deed=_deed(doable[0]) if doable else None,
        excerpt=excerpt(said),
        assignee=agent(assignee),
    )


def _deed(kind: str) -> tuple[str, str, str]:
    return kind, str(DEEDS[kind]), NEEDS.get(kind, "desk.act")  # type: ignore[index]


def agent(address: str) -> str:
    """Name a member of the staff by what stands before the @ of his address."""
    return address.partition("@")[0].replace(".", " ").title()


def excerpt(said: str) -> str:
    """Return the first words of a mail."""
    words = " ".join(said.split())
    return words if len(words) <= LONGEST_EXCERPT else f"{words[:LONGEST_EXCERPT].rstrip()}…"


def _number(text: str) -> int:
    return min(int(text), 100_000) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def subject_of(ticket: Ticket) -> str:
    """Return what a ticket is about, also where its mail did not say so."""
    return ticket.subject or _("(no subject)")
