"""What can be done about a wish, for this customer: the pages of the console on which it is done."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from abaca.console.customers import Truth
from abaca.console.on_tickets import FIELD, WISH
from abaca.console.words import letter_title
from abaca.design.templatetags.abaca import short_day
from abaca.store.correspondence.states import WishKind
from abaca.store.invoices.states import InvoiceKind
from abaca.store.orders.states import OrderState
from abaca.store.subscriptions.states import SubscriptionState

KEY_LETTERS = ("order_confirmed", "product_keys_delivered")
MOST = 3
NEEDS: dict[str, str] = {
    WishKind.LOST_KEY: "letters.resend",
    WishKind.REFUND: "refunds.make",
    WishKind.WITHDRAWAL: "refunds.make",
    WishKind.INVOICE_CORRECTION: "invoices.correct",
}


@dataclass(frozen=True)
class Suggestion:
    """A button: what it does, where it leads, and which wish it fulfils."""

    kind: str
    label: str
    href: str

    @property
    def needs(self) -> str:
        """The permission without which the button is not shown."""
        return NEEDS.get(self.kind, "desk.act")


def suggestions(truth: Truth, kinds: Sequence[str], *, ticket: str, wish: str = "") -> list[Suggestion]:
    """Return what can be done about some wishes; nothing for a wish that only wants an answer.

    `ticket` is the number to lead back to, `wish` the ref of the wish that is fulfilled by it.
    """
    asked = urlencode({FIELD: ticket, **({WISH: wish} if wish else {})})
    found = [each for kind in dict.fromkeys(kinds) if kind in WAYS for each in WAYS[kind](truth)[:MOST]]
    return [Suggestion(each.kind, each.label, f"{each.href}?{asked}") for each in _once(found)]


def everything(truth: Truth, *, ticket: str, but: Sequence[Suggestion] = ()) -> list[Suggestion]:
    """Return all that can be done for a customer, without what was suggested already."""
    shown = {each.href.partition("?")[0] for each in but}
    found = suggestions(truth, list(WAYS), ticket=ticket)
    return [each for each in found if each.href.partition("?")[0] not in shown]


def _cancel(truth: Truth) -> list[Suggestion]:
    return _of_subscriptions(truth, WishKind.CANCEL, _("Cancel the renewal of {title}…"), "cancel", renews=True)


def _resume(truth: Truth) -> list[Suggestion]:
    return _of_subscriptions(truth, WishKind.RESUME, _("Resume the renewal of {title}…"), "resume", renews=False)


def _of_subscriptions(truth: Truth, kind: str, label: str, page: str, *, renews: bool) -> list[Suggestion]:
    running = [w.subscription for w in truth.whole.subscriptions if w.subscription.state == SubscriptionState.ACTIVE]
    return [
        Suggestion(kind, label.format(title=s.plan.title), reverse(f"console:{page}", args=[s.ref]))
        for s in running
        if s.auto_renew == renews
    ]


def _upgrade(truth: Truth) -> list[Suggestion]:
    label = _("Offer an upgrade of {title}…")
    return [
        Suggestion(WishKind.UPGRADE, label.format(title=s.plan.title), reverse("console:offer_upgrade", args=[s.ref]))
        for s in (each.subscription for each in truth.whole.subscriptions)
        if s.state == SubscriptionState.ACTIVE and s.plan.upgrades_to_id
    ]


def _key_again(truth: Truth) -> list[Suggestion]:
    label = _("Send again: {title}, {day}…")
    return [
        Suggestion(
            WishKind.LOST_KEY,
            label.format(title=letter_title(letter), day=short_day(letter.created_at)),
            reverse("console:resend", args=[letter.ref]),
        )
        for letter in truth.letters
        if letter.kind in KEY_LETTERS
    ]


def _refund(truth: Truth) -> list[Suggestion]:
    label = _("Refund of order {number}…")
    return [
        Suggestion(
            WishKind.REFUND, label.format(number=each.order.number), reverse("console:refund", args=[each.order.number])
        )
        for each in truth.whole.orders
        if each.order.state == OrderState.PAID and each.left
    ]


def _correct(truth: Truth) -> list[Suggestion]:
    label = _("Correct invoice {number}…")
    papers = [paper for order in truth.whole.orders for paper in order.papers]
    return [
        Suggestion(
            WishKind.INVOICE_CORRECTION,
            label.format(number=paper.number),
            reverse("console:correct_invoice", args=[paper.number]),
        )
        for paper in sorted(papers, key=lambda paper: paper.pk, reverse=True)
        if paper.kind == InvoiceKind.INVOICE and paper.standing
    ]


def _email(truth: Truth) -> list[Suggestion]:
    if not truth.whole.customer.is_present:
        return []
    page = reverse("console:correct_email", args=[truth.whole.customer.ref])
    return [Suggestion(WishKind.EMAIL_CHANGE, _("Change the e-mail…"), page)]


def _newsletter(truth: Truth) -> list[Suggestion]:
    page = reverse("console:newsletters_of", args=[truth.whole.customer.ref])
    return [Suggestion(WishKind.NEWSLETTER_OFF, _("No more newsletter…"), page)]


def _once(found: Sequence[Suggestion]) -> list[Suggestion]:
    return list({each.href: each for each in found}.values())


WAYS: dict[str, Callable[[Truth], list[Suggestion]]] = {
    WishKind.CANCEL: _cancel,
    WishKind.RESUME: _resume,
    WishKind.UPGRADE: _upgrade,
    WishKind.LOST_KEY: _key_again,
    WishKind.REFUND: _refund,
    WishKind.WITHDRAWAL: _refund,
    WishKind.INVOICE_CORRECTION: _correct,
    WishKind.EMAIL_CHANGE: _email,
    WishKind.NEWSLETTER_OFF: _newsletter,
}
