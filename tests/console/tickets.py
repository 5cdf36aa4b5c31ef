"""Tickets and pages of the desk, for its tests."""

import html

from abaca.store.correspondence.models import Wish
from abaca.support.tickets.actions import collect
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import uncollected
from tests.conftest import NOON
from tests.makers.filed_mails import make_mail
from tests.makers.shop import ALICE

WHO = {"at": NOON, "by": "usr_sam"}


def words(response):
    return " ".join(html.unescape(response.content.decode()).split())


def make_ticket(**facts) -> Ticket:
    kind = facts.pop("wish", "")
    disposition = {"done": False, "language": "en", "wishes": [{"kind": kind, "state": "open"}] if kind else []}
    mail = make_mail(**{"disposition": disposition, "sender": ALICE.email, "from_name": ALICE.name, **facts})
    ticket = collect(uncollected(NOON, 100), at=NOON)[0].ticket
    if kind:
        Wish.objects.create(
            ref=f"wish_{mail.pk}",
            incoming=mail.ref,
            kind=kind,
            certain=True,
            sentence="Please do it.",
            rule="please",
            came_at=NOON,
            reason="by_staff",
        )
    return ticket


def page_of(ticket: Ticket) -> str:
    return f"/console/desk/{ticket.number}/"
