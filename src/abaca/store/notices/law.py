"""What must stay in a letter whoever words it: which facts, sentences and lines the reader has a right to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Wanted(StrEnum):
    """A fact that a letter may not hide."""

    SUM = "sum"  # what is charged, was charged or comes back
    DAY = "day"  # when it happens, and until when one can say no
    METHOD = "method"  # with what it is paid
    CANCEL = "cancel"  # how to refuse the renewal, without a log-in
    ORDER = "order"  # which order or invoice it speaks of
    WITHDRAWAL = "withdrawal"  # what somebody declared, when it arrived, and that the money goes back
    EVIDENCE = "evidence"  # that the letter is to be kept
    SAFETY = "safety"  # what to do if it was not the reader
    CHOICE = "choice"  # which letters cannot be switched off
    CODE = "code"  # how long a code is good


class Stays(StrEnum):
    """How much of a sentence stays as it is shipped, where the law wants it."""

    WHOLE = "whole"  # all of it: a label, a line of a table, a button
    BEGINNING = "beginning"  # word for word, and the vendor's own words may follow


# the facts behind the placeholders of a sentence, without a filter such as |money; what stands only in the rows of a
# letter's tables cannot be worded away
FACTS: Mapping[Wanted, frozenset[str]] = {
    Wanted.SUM: frozenset(
        {
            "amount",
            "came",
            "came_late",
            "left",
            "missing",
            "order.due",
            "order.total",
            "refund.total",
            "subscription.price",
            "subscription.rest",
            "upgrade.renewal",
            "upgrade.to_pay",
        }
    ),
    Wanted.DAY: frozenset(
        {
            "back.ends",
            "begins",
            "due",
            "next_try",
            "order.held_to",
            "refund.ends",
            "subscription.ends",
            "subscription.grace_ends",
            "subscription.last_day",
            "subscription.pay_until",
            "upgrade.begins",
            "upgrade.ends",
            "upgrade.last_day",
            "upgrade.on",
        }
    ),
    Wanted.METHOD: frozenset({"method.brand", "method.expiry", "method.label", "method.last4"}),
    Wanted.ORDER: frozenset({"fresh", "invoice.number", "note", "old", "order.number"}),
    Wanted.WITHDRAWAL: frozenset({"order.number", "received_at"}),
    Wanted.EVIDENCE: frozenset({"received_at", "by_mail.received_at"}),
    Wanted.CODE: frozenset({"code", "minutes"}),
}

LAWFUL = (Wanted.CANCEL, Wanted.WITHDRAWAL, Wanted.EVIDENCE)  # letters that want one of these keep their tables' words
CANCEL_BUTTON = "Cancel the renewal"
# letters that the law or the card networks want sent: no advertising, hence no paragraph of the vendor's own (N1)
NOTICES = frozenset(
    f"store_notices/{kind}"
    for kind in (
        "renewal_boxed",
        "renewal_second",
        "card_expiry",
        "ending",
        "ended",
        "order_confirmed",
        "charge_failed",
        "action_needed",
        "suspended",
        "expired",
        "transfer_invoice",
        "transfer_reminder",
        "transfer_not_received",
    )
)

SAY_NO = "If you do not want to go on, cancel the renewal. You need no log-in, and no further charge will be made."
NOT_YOU = "If this was not you, you need do nothing: nothing changes."
REPLY_AT_ONCE = "If this was not you, please reply to this letter at once, so that we can help you."
NOT_YOU_WRITE = "Was it not you? Then please write to us at once: answer this letter."
NOT_WISHED = "If you did not wish this, please reply to this letter at once, so that we can help you."
NOT_SWITCHED_OFF = (
    "Letters about your orders, payments and renewals {} come: they tell you what you pay and until when you can say "
    "no."
)


@dataclass(frozen=True)
class Law:
    """What one kind of letter may not lose."""

    wants: frozenset[Wanted] = frozenset()
    sentences: Mapping[str, Wanted] = field(default_factory=dict)  # these stay, and the vendor may go on after them
    lines: Wanted | None = None  # for what the labels of its tables stay, where it wants nothing of LAWFUL

    def wanted_of(self, sentence: str, places: Mapping[str, str]) -> dict[str, Wanted]:
        """Return which placeholders a sentence must keep, and as what; "" stands for the sentence as a whole."""
        told = {
            name: wanted
            for name, fact in places.items()
            for wanted in Wanted
            if wanted in self.wants and _bare(fact) in FACTS.get(wanted, ())
        }
        return told | ({"": self.sentences[sentence]} if sentence in self.sentences else {})

    def stays(self, sentence: str, *, role: str, places: Mapping[str, str]) -> tuple[Stays, Wanted] | None:
        """Return how much of a sentence stays as shipped, and for what; None where the vendor may say it differently.

        Nobody can tell from a text of the vendor's own whether it still says what the law wants, so that there is none:
        a label in other words would make a day mean something else.
        """
        if sentence == CANCEL_BUTTON:
            return Stays.WHOLE, Wanted.CANCEL
        if sentence in self.sentences:
            whole = role in {"button", "link", "row"}
            return (Stays.WHOLE if whole else Stays.BEGINNING), self.sentences[sentence]
        lawful = next((wanted for wanted in LAWFUL if wanted in self.wants), self.lines)
        return (Stays.WHOLE, lawful) if lawful and role == "row" and not places else None


def _bare(fact: str) -> str:
    return fact.partition("|")[0]


def _law(*wants: Wanted) -> Law:
    return Law(frozenset(wants))


_PAID = (Wanted.SUM, Wanted.DAY, Wanted.METHOD, Wanted.ORDER)
_REFUSABLE = Law(frozenset({*_PAID, Wanted.CANCEL}), {SAY_NO: Wanted.CANCEL})
_WISH = Law(
    frozenset({Wanted.EVIDENCE}),
    {
        NOT_YOU: Wanted.SAFETY,
        "If you confirm, the day on which the message arrived counts as the day of your cancellation.": Wanted.CANCEL,
    },
)

LAWS: Mapping[str, Law] = {
    # renewals: the sum, the days, the way to pay and the way to refuse
    "store_notices/renewal_boxed": Law(
        frozenset({*_PAID, Wanted.CANCEL}),
        {
            "If you cancel, the subscription stays active until %(ends)s, and nothing is charged.": Wanted.CANCEL,
        },
    ),
    "store_notices/renewal_second": _REFUSABLE,
    "store_notices/card_expiry": _REFUSABLE,
    "store_notices/charge_failed": Law(
        _REFUSABLE.wants,
        {
            SAY_NO: Wanted.CANCEL,
            "You have cancelled the renewal, so we shall not try again. You owe nothing, and the subscription ends as "
            "you wished.": Wanted.CANCEL,
        },
    ),
    "store_notices/action_needed": _REFUSABLE,
    "store_notices/suspended": _REFUSABLE,
    "store_notices/transfer_invoice": _REFUSABLE,
    "store_notices/transfer_reminder": _REFUSABLE,
    "store_notices/transfer_not_received": _REFUSABLE,
    "store_notices/order_confirmed": _REFUSABLE,
    "store_notices/method_changed": Law(frozenset(_PAID)),
    # ends
    "store_notices/ending": Law(frozenset({Wanted.SUM, Wanted.DAY}), lines=Wanted.DAY),
    "store_notices/ended": Law(frozenset({Wanted.DAY}), lines=Wanted.DAY),
    "store_notices/expired": Law(frozenset({Wanted.SUM, Wanted.DAY}), lines=Wanted.DAY),
    "store_notices/renewal_cancelled": _law(Wanted.DAY, Wanted.EVIDENCE),
    "store_notices/renewal_resumed": _law(Wanted.SUM, Wanted.DAY, Wanted.METHOD, Wanted.EVIDENCE),
    "store_notices/cancellation_received": Law(
        frozenset({Wanted.DAY, Wanted.EVIDENCE}),
        {
            "Please keep this letter: it says what you declared, and when it reached us.": Wanted.EVIDENCE,
            "If you did not send this cancellation, please reply to this letter.": Wanted.SAFETY,
            "If your details lead to exactly one contract, it is cancelled at once, and a letter to its registered "
            "address says until when it runs. If they do not quite match, that address gets a link to confirm. If we "
            "find no contract, a person looks for it and writes to you. The moment at which your cancellation arrived "
            "counts, not the moment at which we are done.": Wanted.CANCEL,
        },
    ),
    "store_notices/withdrawal_declared": Law(
        sentences={
            "Please keep this letter: it says what you declared, and when it reached us.": Wanted.EVIDENCE,
            "If you did not send this withdrawal, please reply to this letter.": Wanted.SAFETY,
        },
    ),
    "store_notices/withdrawal_lapsed": _law(Wanted.DAY),
    "store_notices/withdrawal_received": Law(
        frozenset({Wanted.SUM, Wanted.WITHDRAWAL}),
        {
            "You have withdrawn from the contract about %(title)s. Please keep this letter: it says what you declared, "
            "and when it reached us.": Wanted.EVIDENCE,
            "We send the money back within 14 days, in the way in which you paid. A letter of its own says when it is "
            "on its way.": Wanted.WITHDRAWAL,
        },
    ),
    # orders and money
    "store_notices/transfer_awaited": _law(Wanted.SUM, Wanted.DAY, Wanted.ORDER),
    "store_notices/transfer_short": _law(Wanted.SUM, Wanted.DAY, Wanted.ORDER),
    "store_notices/transfer_too_late": _law(Wanted.SUM, Wanted.ORDER),
    "store_notices/upgrade_offer": _law(Wanted.SUM, Wanted.DAY),
    "store_notices/upgrade_transfer": _law(Wanted.SUM, Wanted.DAY),
    "store_notices/product_keys_delivered": _law(Wanted.ORDER),
    "store_notices/refunded": _law(Wanted.SUM, Wanted.DAY, Wanted.ORDER),
    "store_notices/refund_failed": _law(Wanted.SUM, Wanted.ORDER),
    "store_notices/charged_back": _law(Wanted.SUM, Wanted.DAY, Wanted.ORDER),
    "store_notices/vat_confirmed": _law(Wanted.SUM, Wanted.ORDER),
    "store_notices/invoice_corrected": _law(Wanted.ORDER),
    # the account, and what somebody wishes
    "store_notices/welcome": _law(),
    "store_notices/key_for_colleague": _law(),
    "store_notices/email_change_confirm": Law(
        sentences={
            "If this was not you, you need do nothing.": Wanted.SAFETY,
            "The link works once and for two days. Until you use it, everything stays as it is.": Wanted.CODE,
        }
    ),
    "store_notices/email_changed": Law(
        sentences={
            "This letter goes to your previous address for the last time. If this was not you, reply to it at once, so "
            "that we can help you.": Wanted.SAFETY,
        }
    ),
    "store_notices/wish_confirm": _WISH,
    "store_notices/mail_received": _law(Wanted.EVIDENCE),
    "store_notices/newsletter_changed": Law(sentences={NOT_SWITCHED_OFF.format("still"): Wanted.CHOICE}),
    "store_notices/newsletter_preferences": Law(
        sentences={NOT_SWITCHED_OFF.format("always"): Wanted.CHOICE, NOT_YOU: Wanted.SAFETY}
    ),
    "store_newsletters/newsletter": Law(
        sentences={
            "You receive this newsletter because you agreed to it on %(since)s.": Wanted.CHOICE,
            "You receive this newsletter because you bought from us on %(since)s and did not object to it.": (
                Wanted.CHOICE
            ),
            "Stop this newsletter": Wanted.CHOICE,
            "Choose which letters you receive": Wanted.CHOICE,
        }
    ),
    # to the staff
    "store_notices/dispute": _law(Wanted.SUM),
    "store_notices/key_stock_low": _law(),
    "store_notices/product_key_parked": _law(),
    # the other rooms
    "support_tickets/answer": _law(),
    "support_tickets/received": _law(),
    "licensing_accounts/sign_in_code": Law(
        frozenset({Wanted.CODE}),
        {
            "Did you not ask for a code? Then somebody has mistyped an address, and you need do "
            "nothing.": Wanted.SAFETY,
        },
    ),
    "licensing_workflows/licence_transferred": Law(sentences={NOT_WISHED: Wanted.SAFETY}),
    "licensing_workflows/licence_moved_away": Law(sentences={NOT_WISHED: Wanted.SAFETY}),
    "licensing_workflows/device_released": Law(sentences={REPLY_AT_ONCE: Wanted.SAFETY}),
    "access/staff_invited": _law(),
    "access/login_code": Law(
        frozenset({Wanted.CODE}),
        {
            "Did you not ask for a code? Then you need do nothing; without it nobody gets in. We never ask for it by "
            "telephone or e-mail.": Wanted.SAFETY,
        },
    ),
    "access/password_reset": Law(
        sentences={
            "Did you not ask for it? Then you need do nothing; your password stays as it is.": Wanted.SAFETY,
        }
    ),
    "access/data_copy": Law(sentences={NOT_YOU_WRITE: Wanted.SAFETY}),
    "access/data_erased": Law(
        sentences={"Tax law makes us keep these invoices, each until the day beside it:": Wanted.EVIDENCE}
    ),
    "access/log_in_changed": Law(sentences={NOT_YOU_WRITE: Wanted.SAFETY}),
}


def law_of(template: str) -> Law:
    """Return what a letter may not lose; a letter that nobody has thought about keeps all facts."""
    return LAWS.get(template, Law(frozenset(Wanted)))
