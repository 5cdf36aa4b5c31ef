"""How the console speaks of subscriptions, letters, notices and payments."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abaca.design.templatetags.abaca import day, instant, money
from abaca.messaging.models import Letter
from abaca.messaging.states import LetterState
from abaca.store.payments.models import Attempt, Dispute, PaymentMethod, Refund
from abaca.store.payments.states import AttemptState, DisputeState, RefundState
from abaca.store.subscriptions.renewal_dates import Act, step_at, timetable
from abaca.store.subscriptions.standing import Standing
from abaca.store.workflows.queries import WholeSubscription

LETTERS = {
    "withdrawal_declared": gettext_lazy("Withdrawal received by the public page"),
    "withdrawal_lapsed": gettext_lazy("A withdrawal came too late"),
    "newsletter": gettext_lazy("Newsletter"),
    "newsletter_trial": gettext_lazy("Trial of a newsletter"),
    "refunded": gettext_lazy("Money goes back"),
    "refund_failed": gettext_lazy("Money could not go back"),
    "charged_back": gettext_lazy("The bank took the payment back"),
    "dispute": gettext_lazy("News of a dispute"),
    "upgrade_offer": gettext_lazy("Price of a larger plan"),
    "upgrade_transfer": gettext_lazy("How to pay for a larger plan by bank transfer"),
    "order_confirmed": gettext_lazy("Delivery with product key and invoice"),
    "product_keys_delivered": gettext_lazy("Product key that came after the order"),
    "key_stock_low": gettext_lazy("The list of product keys is low"),
    "product_key_parked": gettext_lazy("A product key waits for somebody"),
    "transfer_awaited": gettext_lazy("How to pay by bank transfer"),
    "transfer_short": gettext_lazy("The transfer was too small"),
    "transfer_too_late": gettext_lazy("The transfer came when the order was over"),
    "transfer_invoice": gettext_lazy("Renewal invoice"),
    "transfer_reminder": gettext_lazy("Reminder of the renewal invoice"),
    "transfer_not_received": gettext_lazy("The transfer has not arrived"),
    "renewal_boxed": gettext_lazy("Renewal notice about a month ahead"),
    "renewal_second": gettext_lazy("Renewal notice shortly before"),
    "renewal_short": gettext_lazy("Renewal notice"),
    "ending": gettext_lazy("Notice that the subscription ends"),
    "card_expiry": gettext_lazy("Notice that the card expires"),
    "card_expiry_1": gettext_lazy("First notice that the card expires"),
    "card_expiry_2": gettext_lazy("Second notice that the card expires"),
    "card_expiry_3": gettext_lazy("Third notice that the card expires"),
    "charge_failed": gettext_lazy("The charge failed"),
    "action_needed": gettext_lazy("The bank wants a confirmation"),
    "suspended": gettext_lazy("Access has ended, the money is missing"),
    "expired": gettext_lazy("The subscription expired"),
    "ended": gettext_lazy("The subscription has ended"),
    "receipt": gettext_lazy("Delivery with product key and invoice"),
    "renewal_cancelled": gettext_lazy("The renewal is cancelled"),
    "renewal_resumed": gettext_lazy("The renewal is resumed"),
    "method_changed": gettext_lazy("The payment method was changed"),
    "email_change_confirm": gettext_lazy("Link to confirm a new e-mail"),
    "key_for_colleague": gettext_lazy("Product key for a colleague"),
    "licence_transferred": gettext_lazy("A licence was moved to this address"),
    "licence_moved_away": gettext_lazy("A licence was moved away from this address"),
    "email_changed": gettext_lazy("The e-mail was changed"),
    "vat_confirmed": gettext_lazy("The VAT number was confirmed: a new invoice without VAT"),
    "invoice_corrected": gettext_lazy("Corrected invoice"),
    "sign_in_code": gettext_lazy("Sign-in code for the program"),
    "welcome": gettext_lazy("Welcome: the account that came with the purchase"),
    "wish_confirm": gettext_lazy("Request to confirm a wish"),
    "mail_received": gettext_lazy("A message has arrived"),
    "cancellation_received": gettext_lazy("A cancellation has arrived"),
    "withdrawal_received": gettext_lazy("A withdrawal has arrived"),
    "newsletter_changed": gettext_lazy("The newsletter was turned on or off"),
    "newsletter_preferences": gettext_lazy("Link to choose one's letters"),
    "device_released": gettext_lazy("A device was released"),
    "answer": gettext_lazy("Answer of the desk"),
    "received": gettext_lazy("A question has arrived at the desk"),
    "login_code": gettext_lazy("Code to log in on the pages"),
    "password_reset": gettext_lazy("Link to choose a new password"),
    "staff_invited": gettext_lazy("Somebody is let in to the console"),
    "log_in_changed": gettext_lazy("The log-in was changed"),
    "data_copy": gettext_lazy("Copy of one's data"),
    "data_erased": gettext_lazy("The data were erased"),
}
CAME_BACK = gettext_lazy("The receiving side sent it back")
NOT_TAKEN = gettext_lazy("No mail server took it")
DECLINES = {
    "account_closed": gettext_lazy("the card or account is closed"),
    "refund_above_captured": gettext_lazy("the payment is disputed, or went back already"),
    "insufficient_funds": gettext_lazy("not enough money"),
    "lost_card": gettext_lazy("the card is reported as lost"),
    "stolen_card": gettext_lazy("the card is reported as stolen"),
    "expired_card": gettext_lazy("the card has expired"),
    "closed_account": gettext_lazy("the account is closed"),
    "authentication_failed": gettext_lazy("the confirmation at the bank failed"),
}
ATTEMPTS = {
    AttemptState.READY: gettext_lazy("Attempt {number}: not sent yet"),
    AttemptState.SENT: gettext_lazy("Attempt {number}: sent, no answer yet"),
    AttemptState.UNKNOWN: gettext_lazy("Attempt {number}: no answer came, it is asked about again"),
    AttemptState.PENDING: gettext_lazy("Attempt {number}: the provider is still at it"),
    AttemptState.ACTION: gettext_lazy("Attempt {number}: the customer has to confirm at his bank"),
    AttemptState.SUCCEEDED: gettext_lazy("Attempt {number}: the money came"),
    AttemptState.DECLINED: gettext_lazy("Attempt {number}: declined"),
    AttemptState.LOST: gettext_lazy("Attempt {number}: the provider never received it"),
}
REFUNDS = {
    RefundState.READY: ("attention", gettext_lazy("not sent yet")),
    RefundState.SENT: ("", gettext_lazy("sent, no answer yet")),
    RefundState.UNKNOWN: ("attention", gettext_lazy("no answer came, it is asked about again")),
    RefundState.PENDING: ("", gettext_lazy("the provider is still at it")),
    RefundState.SUCCEEDED: ("good", gettext_lazy("given back")),
    RefundState.FAILED: ("harm", gettext_lazy("could not be given back; now in the credit balance")),
    RefundState.LOST: ("", gettext_lazy("never reached the provider; sent again")),
}
DISPUTES = {
    DisputeState.OPEN: ("attention", gettext_lazy("Our side is wanted")),
    DisputeState.WON: ("good", gettext_lazy("Won")),
    DisputeState.LOST: ("harm", gettext_lazy("Lost")),
}
DISPUTE_REASONS = {
    "product_not_received": gettext_lazy("the customer says that nothing was delivered"),
    "fraudulent": gettext_lazy("the customer says that somebody else has used the card"),
    "duplicate": gettext_lazy("the customer says that he was charged twice"),
    "subscription_canceled": gettext_lazy("the customer says that he had cancelled"),
    "product_unacceptable": gettext_lazy("the customer says that the program is not what was promised"),
    "credit_not_processed": gettext_lazy("the customer says that money was promised back and never came"),
}
ACTS = {
    Act.CHARGE: gettext_lazy("the next term is charged"),
    Act.INVOICE: gettext_lazy("the renewal invoice goes out"),
    Act.REMIND: gettext_lazy("the customer is reminded"),
    Act.SUSPEND: gettext_lazy("the customer is told that access has ended"),
    Act.EXPIRE: gettext_lazy("the renewal is given up"),
    Act.END: gettext_lazy("the subscription ends"),
}
LETTER_STATES = {
    LetterState.QUEUED: gettext_lazy("waiting to leave"),
    LetterState.SENDING: gettext_lazy("leaving"),
    LetterState.SENT: gettext_lazy("sent"),
    LetterState.FAILED: gettext_lazy("failed"),
    LetterState.CALLED_OFF: gettext_lazy("called off"),
}
OF_THE_DESK = frozenset({"answer", "mail_received"})  # kinds of letters that say what a customer has written


def letter_kind(kind: str) -> str:
    """Name a kind of letter or notice; an unknown one stands for itself."""
    return str(LETTERS.get(kind, kind))


def with_words(reason: str, said: str) -> str:
    """Say a reason, with what the other side said where it said something."""
    return _("{reason}: “{said}”").format(reason=reason, said=said) if said else f"{reason}."


def lost_words(letter: Letter) -> str:
    """Say why a letter did not arrive; nothing of one that left and of which nothing else is known."""
    if letter.bounced_at:
        return with_words(str(CAME_BACK), letter.bounce_words)
    if letter.state == LetterState.FAILED:
        return with_words(str(NOT_TAKEN), letter.last_error)
    return ""


def letter_title(letter: Letter) -> str:
    """Return the subject as it was sent, or the kind of a letter that has not left."""
    return letter.subject or letter_kind(letter.kind)


def decline(code: str) -> str:
    return str(DECLINES.get(code, code))


def attempt_words(attempt: Attempt) -> str:
    """Say how a try to collect money stands."""
    said = str(ATTEMPTS[AttemptState(attempt.state)]).format(number=attempt.number)
    return f"{said} ({decline(attempt.decline_code)})" if attempt.decline_code else said


def refund_words(refund: Refund) -> tuple[str, str]:
    """Return colour and words of what became of money that goes back."""
    colour, words = REFUNDS[RefundState(refund.state)]
    if refund.kind == Refund.BANK and refund.state == RefundState.READY:
        return colour, _("to be paid at the bank")
    return colour, f"{words} ({decline(refund.decline_code)})" if refund.decline_code else str(words)


def dispute_words(dispute: Dispute) -> tuple[str, str]:
    """Return colour and words of how a dispute stands."""
    if dispute.state == DisputeState.OPEN and dispute.answered_at is not None:
        return "", _("Given up") if dispute.accepted else _("Our side is handed in")
    colour, words = DISPUTES[DisputeState(dispute.state)]
    return colour, str(words)


def dispute_reason(code: str) -> str:
    """Return why a payment is disputed; a reason that nobody has put into words stands for itself."""
    return str(DISPUTE_REASONS.get(code, code.replace("_", " ")))


def method_words(kind: str, method: PaymentMethod | None) -> str:
    """Name a payment method so that its owner knows it and nobody else could use it."""
    if kind == "transfer" or method is None:
        return _("bank transfer")
    if method.kind == "card":
        return _("{brand} ending {last4}").format(brand=method.brand, last4=method.last4)
    return f"{method.brand} {method.label}".strip()


def subscription_sentence(whole: WholeSubscription) -> str:
    """Say how a subscription stands, until when, and what it will cost."""
    s = whole.subscription
    sentence = str(_SENTENCES[whole.standing])
    if whole.standing == Standing.RENEWS and s.method_kind == "transfer":
        sentence = _("Active until {ends}. Renews for {price} by bank transfer.")
    if whole.went_over:
        return _("Went over into {plan} on {day}.").format(plan=whole.went_over.plan.title, day=day(whole.went_over.on))
    if whole.standing == Standing.ENDED and whole.stopped_why in _STOPPED:
        sentence = str(_STOPPED[whole.stopped_why])
    elif whole.standing == Standing.ENDED and s.auto_renew:
        sentence = _("Ended on {ends}: the money for the next term never came.")
    return sentence.format(
        ends=day(s.ends_on), price=money(whole.price), method=method_words(s.method_kind, whole.method)
    )


_STOPPED = {
    "refunded": gettext_lazy("Ended on {ends}: the order was given back."),
    "charged_back": gettext_lazy("Ended on {ends}: the bank took the payment back."),
}
_SENTENCES = {
    Standing.RENEWS: gettext_lazy("Active until {ends}. Renews automatically on that day for {price} with {method}."),
    Standing.ENDING: gettext_lazy("Active until {ends}. The renewal is cancelled; nothing more is charged."),
    Standing.AWAITING_TRANSFER: gettext_lazy("Active until {ends}. The renewal invoice is out; {price} is awaited."),
    Standing.PAST_DUE: gettext_lazy("The term ended on {ends} and {price} has not come. The days of grace run."),
    Standing.SUSPENDED: gettext_lazy("The term ended on {ends}, the days of grace are over, and {price} has not come."),
    Standing.ENDED: gettext_lazy("Ended on {ends}, as was wished."),
}
STANDINGS = {
    Standing.RENEWS: ("good", gettext_lazy("Active")),
    Standing.ENDING: ("", gettext_lazy("Renewal cancelled")),
    Standing.AWAITING_TRANSFER: ("attention", gettext_lazy("Transfer awaited")),
    Standing.PAST_DUE: ("attention", gettext_lazy("Past due")),
    Standing.SUSPENDED: ("harm", gettext_lazy("Suspended")),
    Standing.ENDED: ("", gettext_lazy("Ended")),
}


def next_step(whole: WholeSubscription, attempts: Sequence[Attempt] = ()) -> str:
    """Say what happens next by itself, and when; `attempts` are those on the renewal order, if there is one."""
    s = whole.subscription
    if s.next_step_at is None:
        return ""
    steps = timetable(auto_renew=s.auto_renew, method_kind=s.method_kind)
    act = steps[s.step].act
    if act == Act.CHARGE and whole.is_held:
        over = day(step_at(s.ends_on, steps[-1], s.time_zone))
        waits = _("Nothing is charged before the customer confirms, since a notice did not arrive. Over on {day}.")
        return waits.format(day=over)
    if act == Act.CHARGE and attempts and attempts[-1].hard and attempts[-1].method.ref == s.method_ref:
        given_up = day(step_at(s.ends_on, steps[-1], s.time_zone))
        refused = _(
            "This method is not charged again, since the bank said no for good. Without another: over on {day}."
        )
        return refused.format(day=given_up)
    return _("Next: on {instant} {act}.").format(instant=instant(s.next_step_at, s.time_zone), act=ACTS[act])
