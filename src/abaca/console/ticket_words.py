"""How the console speaks of tickets, of what mails wish, and of what was done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from abaca.store.correspondence import words as wishes
from abaca.store.correspondence.deciding import Reason
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.refusing import sentence_of
from abaca.store.correspondence.states import WishKind, WishState
from abaca.support.tickets import queries
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.states import TicketState

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

QUEUES = {
    queries.DUE: gettext_lazy("Due"),
    queries.NEW: gettext_lazy("New"),
    queries.WAITING: gettext_lazy("Waiting for the customer"),
    queries.MINE: gettext_lazy("Mine"),
    queries.ALL: gettext_lazy("All open"),
    queries.CLOSED: gettext_lazy("Closed"),
}
EMPTY = {
    queries.DUE: gettext_lazy("Nobody has waited too long, and no customer has written again."),
    queries.NEW: gettext_lazy("No new mail waits for an answer."),
    queries.WAITING: gettext_lazy("No answer of a customer is awaited."),
    queries.MINE: gettext_lazy("No open ticket is yours."),
    queries.ALL: gettext_lazy("No ticket is open."),
    queries.CLOSED: gettext_lazy("No ticket is closed yet."),
}
STATES = {
    TicketState.NEW: ("", gettext_lazy("New")),
    TicketState.WAITING: ("", gettext_lazy("Waiting for the customer")),
    TicketState.DUE: ("attention", gettext_lazy("Due")),
    TicketState.CLOSED: ("good", gettext_lazy("Closed")),
}
WISH_COLOURS = {WishState.OPEN: "attention", WishState.DONE: "good"}
# what the button of a wish says in the list; a wish without one only wants an answer
DEEDS = {
    WishKind.CANCEL: gettext_lazy("Cancel the renewal…"),
    WishKind.RESUME: gettext_lazy("Resume the renewal…"),
    WishKind.UPGRADE: gettext_lazy("Offer an upgrade…"),
    WishKind.NEWSLETTER_OFF: gettext_lazy("No more newsletter…"),
    WishKind.EMAIL_CHANGE: gettext_lazy("Change the e-mail…"),
    WishKind.INVOICE_CORRECTION: gettext_lazy("Correct the invoice…"),
    WishKind.REFUND: gettext_lazy("Refund…"),
    WishKind.WITHDRAWAL: gettext_lazy("Refund…"),
    WishKind.LOST_KEY: gettext_lazy("Send the key again…"),
}
EVENTS = {
    "ticket.assigned": gettext_lazy("Given to {to}"),
    "ticket.closed": gettext_lazy("Closed"),
    "ticket.reopened": gettext_lazy("Opened again"),
    "ticket.linked": gettext_lazy("Given to the customer {customer}"),
    "ticket.merged": gettext_lazy("Merged into {into}"),
    "ticket.took_in": gettext_lazy("{other} became a part of this ticket"),
    "ticket.taken_out": gettext_lazy("Taken out of {other} again"),
    "ticket.gave_back": gettext_lazy("{other} stands for itself again"),
    "ticket.settled": gettext_lazy("The customer answered our question by its link"),
    "ticket.needed": gettext_lazy("Somebody has to look at this: not all of it could be done by the house"),
    "ticket.made": gettext_lazy("Made of a mail that had no ticket"),
    "ticket.gathers": gettext_lazy(
        "Very many mails came under this address, and nobody vouches for them. They share this ticket: one of them may "
        "be the customer’s own"
    ),
    "ticket.full": gettext_lazy(
        "More mails came than this ticket holds; the others are among the mails without a ticket"
    ),
    "mail.copy": gettext_lazy("The same mail came once more, at {address}"),
    "receipt.sent": gettext_lazy("A letter said that the mail has arrived"),
    "letter.bounced": gettext_lazy("Our letter did not arrive at {to}"),
    "wish.done": gettext_lazy("Carried out by the house: {wish}"),
    "wish.asked": gettext_lazy("The registered address was asked to confirm: {wish}"),
    "deed.cancelled": gettext_lazy("The renewal was cancelled: {title}"),
    "deed.resumed": gettext_lazy("The renewal was resumed: {title}"),
    "deed.offered": gettext_lazy("A larger plan was offered with order {order}"),
    "deed.resent": gettext_lazy("Sent again: {title}"),
    "deed.refunded": gettext_lazy("{sum} of order {order} goes back"),
    "deed.corrected": gettext_lazy("Invoice {invoice} was corrected"),
    "deed.newsletter_off": gettext_lazy("No newsletter goes to the customer any more"),
    "deed.email_asked": gettext_lazy("A link went to the new e-mail; the change waits to be confirmed"),
    "deed.email_corrected": gettext_lazy("The customer's e-mail was corrected"),
    "deed.wish_done": gettext_lazy("Done by hand: {wish}"),
    "deed.wish_dropped": gettext_lazy("Nothing is done about it: {wish}"),
    "deed.wish_taken_back": gettext_lazy("Taken back: {wish}"),
}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"


def wish_words(kind: str) -> str:
    """Name what a mail wishes; a wish that nobody has put into words stands for itself."""
    return str(wishes.KINDS.get(kind, kind))  # type: ignore[call-overload]


def wish_state(wish: Wish) -> tuple[str, str, str]:
    """Return colour and words of how a wish stands, and the sentence that says why."""
    state, reason = WishState(wish.state), wishes.REASONS.get(wish.reason, "")  # type: ignore[call-overload]
    refused = sentence_of(wish.facts) if wish.reason == Reason.REFUSED else _money_words(wish.facts)
    return WISH_COLOURS.get(state, ""), str(wishes.STATES[state]), " ".join(filter(None, [str(reason), refused]))


def _money_words(facts: Mapping[str, Any]) -> str:
    """Say what became of the money that came after the mail; nothing where none came."""
    number = str(facts.get("number", ""))
    if "given_back" in facts:
        return _("Order {number} was paid after the mail had come, so it was given back.").format(number=number)
    if "not_given_back" in facts:
        said = _("Order {number} was paid after the mail had come, and could not be given back by itself. {why}")
        return said.format(number=number, why=sentence_of(facts))
    if "stays_charged" in facts:
        said = _("Order {number} was paid before that, and stays paid: the subscription runs to the end of its term.")
        return said.format(number=number)
    if "ends_early" in facts:
        return _(
            "A consumer in Germany, after the first renewal: may end the term with a month’s notice. "
            "Give back the unused days by “Refund…” on the last of them."
        )
    return ""


def event_words(entry: Message, names: Mapping[str, str]) -> str:
    """Say what was done; members of the staff and customers are called by `names`, by their refs."""
    facts = _Facts(entry.facts)
    facts["wish"] = wish_words(str(entry.facts.get("kind", "")))
    for name in ("to", "customer"):
        ref = str(entry.facts.get(name, ""))
        facts[name] = names.get(ref, ref)
    if entry.what == "ticket.assigned" and not entry.facts.get("to"):
        return _("Given to nobody")
    return str(EVENTS.get(entry.what, entry.what)).format_map(facts)


def state_words(ticket: Ticket) -> tuple[str, str]:
    """Return colour and words of how a ticket stands."""
    colour, words = STATES[TicketState(ticket.state)]
    return colour, str(words)


def span_words(span: timedelta) -> str:
    """Say how long something is, in the largest unit that fits."""
    if span < HOUR:
        minutes = max(span // MINUTE, 0)
        return ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)
    if span < 2 * DAY:
        hours = span // HOUR
        return ngettext("{n} hour", "{n} hours", hours).format(n=hours)
    days = span // DAY
    return ngettext("{n} day", "{n} days", days).format(n=days)


def waiting_words(ticket: Ticket, *, at: datetime) -> tuple[str, str]:
    """Return colour and words of how long a ticket has waited: for us, or silently."""
    if ticket.waits_since and ticket.answer_by:
        words = span_words(at - ticket.waits_since)
        return ("harm", words) if ticket.answer_by <= at else ("", words)
    return "", span_words(at - (ticket.closed_at or ticket.touched_at))


def deadline_words(ticket: Ticket, *, at: datetime) -> str:
    """Say how much time is left, or how long it has been over; nothing where the next word is not ours."""
    if ticket.answer_by is None:
        return ""
    if ticket.answer_by > at:
        return _("to be answered within {span}").format(span=span_words(ticket.answer_by - at))
    return _("overdue for {span}").format(span=span_words(at - ticket.answer_by))
