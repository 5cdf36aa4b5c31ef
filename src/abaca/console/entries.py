"""What stands in the journals, in words."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import day, own_name
from abaca.journal.models import Entry
from abaca.store.correspondence import words as wishes

from .words import decline, letter_kind

MONEY, LETTERS, LICENCE, OTHER = "money", "letters", "licence", "other"
Word = tuple[str, str, Any]  # its topic, its colour, its sentence

# by name, or by name and the kind or reason that the entry tells
WORDS: dict[str, Word] = {
    "customer.opened": (OTHER, "", _("The customer account was made")),
    "customer.viewed": (OTHER, "", _("This page was looked at")),
    "customer.address_changed/billing": (OTHER, "", _("The billing address was changed")),
    "customer.address_changed/delivery": (OTHER, "", _("The delivery address was changed")),
    "customer.language_changed": (OTHER, "", _("The language is now {language}")),
    "customer.email_change_asked": (OTHER, "", _("A new e-mail was asked for; it waits to be confirmed")),
    "customer.merged": (OTHER, "", _("Another customer account was joined into this one")),
    "customer.unmerged": (OTHER, "", _("The joined customer account stands by itself again")),
    "customer.data_copied": (OTHER, "", _("A copy of all data was made")),
    "customer.erased": (OTHER, "", _("The data were erased, apart from what the law keeps")),
    "person.data_copied": (OTHER, "", _("A copy of all data was made")),
    "person.erased": (OTHER, "", _("The data were erased, apart from what the law keeps")),
    "customer.email_changed": (OTHER, "", _("The new e-mail was confirmed")),
    "consent.renewal": (OTHER, "", _("Agreed to the automatic renewal")),
    "consent.newsletter": (OTHER, "", _("Agreed to the newsletter")),
    "declaration.asked/cancel": (
        OTHER,
        "attention",
        _("Cancelled on the public page; its owner is asked"),
    ),
    "declaration.with_staff/cancel": (OTHER, "attention", _("Cancelled on the public page; for a person to look at")),
    "declaration.done/cancel": (OTHER, "", _("The cancellation of the public page was carried out")),
    "declaration.closed/cancel": (OTHER, "", _("The cancellation of the public page was settled by a person")),
    "declaration.asked/withdraw": (
        OTHER,
        "attention",
        _("Withdrawn on the public page; its owner is asked"),
    ),
    "declaration.with_staff/withdraw": (
        OTHER,
        "attention",
        _("Withdrawn on the public page; for a person to look at"),
    ),
    "declaration.done/withdraw": (OTHER, "", _("The withdrawal of the public page was carried out")),
    "declaration.charge_answered": (OTHER, "", _("The charge that was on its way has its answer")),
    "subscription.charge_answered": (OTHER, "", _("The charge that was on its way has its answer")),
    "declaration.closed/withdraw": (OTHER, "", _("The withdrawal of the public page was settled by a person")),
    "newsletter.consented": (OTHER, "", _("Agreed to the newsletter")),
    "newsletter.told": (OTHER, "", _("Was told of the newsletter, and did not object")),
    "newsletter.objected": (OTHER, "attention", _("Wants no newsletter any more")),
    "newsletter.written": (OTHER, "", _("A newsletter was written")),
    "newsletter.tried": (OTHER, "", _("A newsletter was sent as a trial")),
    "newsletter.started": (OTHER, "", _("A newsletter is on its way to {chosen} customers")),
    "newsletter.stopped": (OTHER, "attention", _("A newsletter was stopped")),
    "newsletter.sent": (OTHER, "", _("A newsletter has been sent")),
    "customer.held": (OTHER, "attention", _("Nothing is destroyed or erased for now: {because}")),
    "customer.let_go": (OTHER, "", _("Data are destroyed again when their time is over")),
    "method.saved": (MONEY, "", _("Payment method saved: {brand} {last4}")),
    "method.removed": (MONEY, "", _("Payment method removed: {brand} {last4}")),
    "method.dropped": (MONEY, "", _("The payment provider keeps a removed payment method no more")),
    "order.placed/first": (MONEY, "", _("Order {number} placed for {total}")),
    "order.placed/renewal": (MONEY, "", _("Renewal order {number} placed for {total}")),
    "order.placed/upgrade": (MONEY, "", _("Order {number} for a larger plan placed for {total}")),
    "upgrade.offered": (MONEY, "", _("A larger plan was priced at {to_pay}, order {order}")),
    "upgrade.surplus": (MONEY, "", _("The upgrade left {sum} over, to the credit of the customer")),
    "upgrade.given_back": (MONEY, "attention", _("The upgrade of order {number} was given back")),
    "order.paid": (MONEY, "good", _("Order {number} paid: {total}")),
    "order.lapsed": (MONEY, "attention", _("Order {number} given up: the money never came")),
    "attempt.opened": (MONEY, "", _("Attempt {number} to collect the money opened")),
    "attempt.succeeded": (MONEY, "good", _("Attempt {number} succeeded")),
    "attempt.declined": (MONEY, "harm", _("Attempt {number} declined: {reason}")),
    "attempt.unknown": (MONEY, "attention", _("Attempt {number}: no answer came; it is asked about again")),
    "attempt.pending": (MONEY, "", _("Attempt {number}: the provider is still at it")),
    "attempt.action": (MONEY, "attention", _("Attempt {number}: the bank wants a confirmation")),
    "attempt.lost": (MONEY, "attention", _("Attempt {number} never reached the provider")),
    "order.taxed_anew": (MONEY, "", _("Order {number}: the register answered “{answer}”; the sum is {total}")),
    "vat_id.asked": (MONEY, "", _("The register is asked about the VAT number {vat_id}")),
    "vat_id.confirmed": (MONEY, "good", _("The register confirmed the VAT number {vat_id}")),
    "vat_id.refused": (MONEY, "attention", _("The register does not know the VAT number {vat_id}")),
    "vat_id.handed_over": (MONEY, "", _("What was asked about the VAT number {vat_id} counts for this customer")),
    "tax.registered": (MONEY, "", _("Registered for tax: {country}, {scheme}, from {begins}")),
    "tax.registration_closed": (MONEY, "", _("The registration for tax ends: {country}, {scheme}, on {ends}")),
    "order.refunded": (MONEY, "attention", _("{amount} given back with the credit note {note}")),
    "refund.opened": (MONEY, "", _("Refund {number} of {amount} written down")),
    "refund.succeeded": (MONEY, "good", _("Refund {number} of {amount} succeeded")),
    "refund.paid_out": (MONEY, "good", _("Refund {number} of {amount} was paid at the bank")),
    "refund.failed": (
        MONEY,
        "harm",
        _("Refund {number} of {amount} failed: {reason}. It is in the credit balance now"),
    ),
    "refund.pending": (MONEY, "", _("Refund {number}: the provider is still at it")),
    "refund.unknown": (MONEY, "attention", _("Refund {number}: no answer came; it is asked about again")),
    "refund.lost": (MONEY, "attention", _("Refund {number} never reached the provider; it goes again")),
    "dispute.opened": (MONEY, "harm", _("The payment of {amount} is disputed; fee {fee}")),
    "dispute.won": (MONEY, "good", _("The dispute about {amount} is won")),
    "dispute.lost": (MONEY, "harm", _("The dispute about {amount} is lost")),
    "dispute.evidence_given": (MONEY, "", _("Our side of the dispute was handed in")),
    "dispute.accepted": (MONEY, "attention", _("The dispute was given up")),
    "payout.read": (MONEY, "", _("The provider sent {amount} to the bank")),
    "term.stopped": (MONEY, "attention", _("The term that began on {begins} was stopped")),
    "term.restored": (MONEY, "", _("The term that began on {begins} goes on")),
    "subscription.seats_changed": (MONEY, "", _("The next renewal is for {seats} seats")),
    "subscription.ended/refunded": (MONEY, "attention", _("The subscription ended: the order was given back")),
    "subscription.ended/upgraded": (MONEY, "", _("The subscription ended: a larger plan took its place")),
    "subscription.ended/charged_back": (MONEY, "harm", _("The subscription ended: the bank took the payment back")),
    "product_key.withdrawn": (LICENCE, "attention", _("Product key {hint} of seat {seat} was withdrawn")),
    "invoice.issued": (MONEY, "", _("Invoice {number} issued over {total}")),
    "invoice.credited": (MONEY, "", _("Credit note {number} issued over {total}")),
    "invoice.correction_asked": (MONEY, "attention", _("Other words were wished for invoice {number}")),
    "invoice.correction_declined": (MONEY, "", _("Invoice {number} stays as it is")),
    "invoice.corrected": (MONEY, "", _("Invoice {number} corrected: credit note {note}, new invoice {fresh}")),
    "subscription.begun": (MONEY, "good", _("The subscription began; paid until {ends}")),
    "subscription.renewed": (MONEY, "good", _("The subscription was renewed until {ends}")),
    "subscription.ended/wished": (MONEY, "", _("The subscription ended, as was wished")),
    "subscription.ended/unpaid": (MONEY, "harm", _("The subscription ended: the money never came")),
    "subscription.renewal_cancelled": (MONEY, "attention", _("The renewal was cancelled; active until {ends}")),
    "subscription.renewal_resumed": (MONEY, "", _("The renewal was resumed; it renews on {ends}")),
    "subscription.method_changed/card": (MONEY, "", _("The next terms are charged to another card")),
    "subscription.method_changed/wallet": (MONEY, "", _("The next terms are charged to a wallet")),
    "subscription.method_changed/transfer": (MONEY, "", _("The next terms are paid by bank transfer")),
    "term.planned": (MONEY, "", _("The next term was planned: {begins} to {ends}")),
    "wish.open": (LETTERS, "", _("By mail: {wish}. A person decides")),
    "wish.asked": (LETTERS, "", _("By mail: {wish}. The registered address was asked to confirm")),
    "wish.done": (LETTERS, "good", _("By mail: {wish}. It was done")),
    "wish.undone": (LETTERS, "attention", _("By mail: {wish}. It was done, then taken back")),
    "wish.dropped": (LETTERS, "", _("By mail: {wish}. Nothing is done about it")),
    "letter.seen_to": (LETTERS, "", _("Letter that did not arrive, seen to: {notice}")),
    "customer.address_works": (LETTERS, "", _("The e-mail counts as working again")),
    "wish.given_back": (LETTERS, "attention", _("By mail: {wish}. What was paid after the mail had come goes back")),
    "wish.not_given_back": (LETTERS, "harm", _("By mail: {wish}. What was paid after the mail had come is not back")),
    "wish.assigned": (LETTERS, "", _("A mail that led to nobody was found to be of this customer")),
    "letter.bounced": (LETTERS, "harm", _("The answer in {number} did not arrive")),
    "ticket.opened": (LETTERS, "", _("Ticket {number} was opened")),
    "ticket.woken": (LETTERS, "", _("The customer wrote again to {number}")),
    "ticket.needed": (LETTERS, "attention", _("{number} needs somebody after all")),
    "ticket.answered": (LETTERS, "", _("{number} was answered")),
    "ticket.settled": (LETTERS, "", _("The customer settled {number} by a link")),
    "ticket.closed": (LETTERS, "", _("{number} was closed")),
    "ticket.reopened": (LETTERS, "", _("{number} was opened again")),
    "ticket.assigned": (LETTERS, "", _("{number} was given to somebody")),
    "ticket.noted": (LETTERS, "", _("A note was written in {number}")),
    "ticket.linked": (LETTERS, "", _("{number} was given to this customer")),
    "ticket.merged": (LETTERS, "", _("{number} was merged into {into}")),
    "ticket.took_in": (LETTERS, "", _("{other} became a part of {number}")),
    "ticket.taken_out": (LETTERS, "", _("{number} was taken out of {other} again")),
    "ticket.gave_back": (LETTERS, "", _("{other} was taken out of {number} again")),
    "deed.cancelled": (LETTERS, "", _("Because of {number} the renewal was cancelled")),
    "deed.resumed": (LETTERS, "", _("Because of {number} the renewal was resumed")),
    "deed.offered": (LETTERS, "", _("Because of {number} a larger plan was offered")),
    "deed.resent": (LETTERS, "", _("Because of {number} a letter was sent again")),
    "deed.refunded": (LETTERS, "", _("Because of {number} money goes back")),
    "deed.corrected": (LETTERS, "", _("Because of {number} an invoice was corrected")),
    "deed.newsletter_off": (LETTERS, "", _("Because of {number} newsletters were stopped")),
    "deed.email_asked": (LETTERS, "", _("Because of {number} a link went to a new e-mail")),
    "deed.email_corrected": (LETTERS, "", _("Because of {number} the e-mail was corrected")),
    "deed.wish_done": (LETTERS, "", _("What {number} wishes was done by hand")),
    "deed.wish_dropped": (LETTERS, "", _("Nothing is done about what {number} wishes")),
    "deed.wish_taken_back": (LETTERS, "attention", _("What was done for {number} was taken back")),
    "customer.email_corrected": (OTHER, "attention", _("The e-mail was corrected by staff. Reason: {reason}")),
    "notice.given": (LETTERS, "", _("Notice given: {notice}")),
    "notice.not_delivered": (LETTERS, "attention", _("Notice not delivered: {notice}")),
    "notice.sent_again": (LETTERS, "", _("Notice sent again: {notice}")),
    "notice.looked_after": (LETTERS, "", _("Somebody has seen to it: {notice}")),
    "renewal.held": (MONEY, "attention", _("Nothing is charged before the customer confirms: {notice}")),
    "letter.reworded": (LETTERS, "", _("{notice}: a sentence was worded anew, {language}")),
    "letter.as_shipped": (LETTERS, "", _("{notice}: a sentence reads as shipped again, {language}")),
    "letter.resent": (LETTERS, "", _("Letter sent again: {notice}")),
    "product_key.minted": (LICENCE, "", _("Product key {hint} made for seat {seat}")),
    "product_key.taken": (LICENCE, "", _("Product key {hint} taken from the list for seat {seat}")),
    "product_key.wanted": (LICENCE, "", _("The generator is to be asked for the product key of seat {seat}")),
    "product_key.parked": (LICENCE, "harm", _("The product key of seat {seat} waits for somebody")),
    "product_key.called_off": (LICENCE, "", _("The product key of seat {seat} is not wanted any more")),
    "product_key.generated": (LICENCE, "good", _("Product key {hint} came from the generator for seat {seat}")),
    "product_key.entered": (LICENCE, "attention", _("Product key {hint} was entered by hand for seat {seat}")),
    "product_key.sent": (LICENCE, "", _("Product key {hint} of seat {seat} sent to {to}")),
    "product_key.taken_back": (
        LICENCE,
        "attention",
        _("Product key {hint} of seat {seat} taken back; now {fresh_hint}"),
    ),
    "product_key.shown": (LICENCE, "attention", _("Product key {hint} was read out")),
    "product_key.imported": (LICENCE, "", _("Product key {hint} can be redeemed")),
    "product_key.redeemed": (LICENCE, "good", _("Product key {hint} was redeemed")),
    "product_key.voided": (LICENCE, "harm", _("Product key {hint} was withdrawn before anybody redeemed it")),
    "product_key.reinstated": (LICENCE, "", _("Product key {hint} can be redeemed again")),
    "licence.extension_promised": (LICENCE, "good", _("Time without payment was promised")),
    "licence.expiring": (LICENCE, "attention", _("The licence ends on {on}")),
    "licence.expired": (LICENCE, "attention", _("The last term of the licence ended on {on}")),
    "licence.transferred": (
        LICENCE,
        "attention",
        _("The licence was moved to a corrected e-mail. Reason: {reason} Evidence: {evidence}"),
    ),
    "licence.notice_shown": (LICENCE, "attention", _("Programs show that something waits to be seen to")),
    "licence.notice_over": (LICENCE, "", _("Programs show nothing any more")),
    "licence.created": (LICENCE, "", _("The licence was made")),
    "licence.extended": (LICENCE, "good", _("The licence got a term from {on}")),
    "licence.closed": (LICENCE, "attention", _("A term of the licence was closed on {on}")),
    "licence.reopened": (LICENCE, "", _("A term of the licence was opened again")),
    "licence.voided": (LICENCE, "harm", _("A term of the licence was taken back")),
    "device.activated": (LICENCE, "", _("A device was activated")),
    "device.deactivated": (LICENCE, "", _("A device was deactivated")),
    "device.released": (LICENCE, "", _("A device was released")),
    "device.replaced": (LICENCE, "", _("A device was replaced by another")),
    "bridge_code.made": (LICENCE, "attention", _("A bridge code was made")),
    "bridge_code.used": (LICENCE, "", _("The bridge code was used; its lease holds for seven days")),
    "account.claimed": (LICENCE, "", _("The licence was claimed by its user")),
    "account.opened": (LICENCE, "", _("The program user's account was made")),
    "account.signed_in": (LICENCE, "", _("The program user signed in")),
    "account.signed_out": (LICENCE, "", _("The program user signed out")),
}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "–"


def word_for(entry: Entry, *, otherwise: str) -> Word:
    """Return topic, colour and sentence of an entry; one that nobody has put into words stands for itself."""
    part = entry.facts.get("kind") or entry.facts.get("why") or ""
    topic, kind, sentence = WORDS.get(f"{entry.what}/{part}") or WORDS.get(entry.what) or (otherwise, "", entry.what)
    return topic, kind, str(sentence).format_map(_told(entry.facts))


def _told(facts: dict[str, Any]) -> _Facts:
    told = _Facts(facts)
    for name in ("begins", "ends", "on"):
        if facts.get(name):
            told[name] = day(date.fromisoformat(str(facts[name])[:10]))
    if "reason" in facts:
        told["reason"] = decline(str(facts["reason"]))
    if "language" in facts:
        told["language"] = own_name(str(facts["language"]))
    told["wish"] = str(wishes.KINDS.get(str(facts.get("kind", "")), "–"))  # type: ignore[call-overload]
    told["notice"] = letter_kind(str(facts.get("kind", "")))
    return told
