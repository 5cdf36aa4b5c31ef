"""The store's letters with one order, one subscription and their payment methods; nothing of it is saved."""

from datetime import UTC, date, datetime
from typing import Any

from abaca.kernel.money import Money, share
from abaca.messaging.facts import day_fact, instant_fact, money_fact
from abaca.store.catalogue.models import Plan, Product
from abaca.store.notices.actions import order_facts, subscription_facts
from abaca.store.orders.models import Line, Order
from abaca.store.payments.models import PaymentMethod
from abaca.store.subscriptions.models import Subscription

Facts = dict[str, Any]

WHO = {"name": "Alice O'Neil <Liddell> & Co", "preview": ""}
AT = datetime(2027, 2, 20, 8, tzinfo=UTC)
IN_GRACE = datetime(2027, 3, 4, 8, tzinfo=UTC)
AFTER_GRACE = datetime(2027, 3, 18, 8, tzinfo=UTC)
BEGINS, ENDS = date(2027, 3, 2), date(2028, 3, 2)
PLAN = Plan(product=Product(code="musa", name="Musa Accounting"), code="professional", name="Professional")
LARGER = Plan(product=PLAN.product, code="advanced", name="Advanced")
LARGER_ENDS = date(2028, 2, 20)
CARD = PaymentMethod(ref="pm_1", kind="card", brand="Visa", last4="4242", exp_month=2, exp_year=2027)
WALLET = PaymentMethod(ref="pm_2", kind="wallet", brand="Rehearsal Wallet", label="a…@example.org")
KEYS = {f"product_key_{seat}": f"MUSA{seat}-AAAAA-BBBBB-CCCCC-DDDDD" for seat in range(1, 8)}


def order(*, seats: int = 1, country: str = "CH", lapses_at: datetime | None = None, at: datetime = AT) -> Facts:
    """Return the facts of an order, from Switzerland with its tax or from abroad without."""
    gross = 8900 * seats
    rate, reason = (810, "domestic") if country == "CH" else (0, "export")
    tax = gross * rate // (10000 + rate)
    placed = Order(
        pk=18244,
        ref="ord_1",
        currency="CHF",
        net=gross - tax,
        tax=tax,
        gross=gross,
        tax_rate=rate,
        tax_reason=reason,
        time_zone="Europe/Zurich",
        lapses_at=lapses_at,
    )
    line = Line(order=placed, description=PLAN.title, quantity=seats, unit=8900, amount=gross)
    return order_facts(line, at=at)


def subscription(
    method: PaymentMethod | None = CARD,
    *,
    kind: str = "",
    seats: int = 1,
    auto_renew: bool = True,
    ends: date = BEGINS,
    plan: Plan = PLAN,
    unit: int = 8900,
    at: datetime = AT,
) -> Facts:
    """Return the facts of a subscription; a kind of method without the method is one that was removed."""
    return subscription_facts(
        Subscription(
            ref="sub_1",
            plan=plan,
            seats=seats,
            currency="CHF",
            unit=unit,
            next_gross=unit * seats,
            time_zone="Europe/Zurich",
            method_kind=kind or (method.kind if method else "transfer"),
            auto_renew=auto_renew,
            ends_on=ends,
        ),
        method,
        at=at,
    )


def confirmed(
    *, renewal: bool = False, seats: int = 1, auto_renew: bool = True, country: str = "CH", missing: int = 0
) -> Facts:
    """Return what settlement says when the money came."""
    return {
        **order(seats=seats, country=country),
        **subscription(seats=seats, ends=ENDS, auto_renew=auto_renew),
        "renewal": renewal,
        "begins": day_fact(BEGINS),
        "missing": missing,
        "invoice": {
            "number": "2027-000118",
            "path": "/account/invoices/2027-000118/",
            "to": "Donaudampfschifffahrt O'Neil & Söhne GmbH, Alice Liddell",
        },
    }


def part(*, days_left: int = 10, **sums: int) -> Facts:
    """Return what is left of a term that cost 89.00 with its tax."""
    days = {"begins": day_fact(date(2026, 3, 2)), "ends": day_fact(BEGINS), "days": 365, "days_left": days_left}
    known = {"paid": 8233, "net": 226, "used": 0, "noted": 0} | sums
    return {**days, "invoice": "MS26-000007", **{name: money_fact(Money(sum_, "CHF")) for name, sum_ in known.items()}}


def upgraded(
    *parts: Facts,
    renews: bool = True,
    seats: int = 1,
    taxed: bool = True,
    less: int = 226,
    set_off: int = 0,
    over: int = 0,
) -> Facts:
    """Return what is said of an upgrade, with one part taken off its price unless others are named.

    `less` is taken off the price of each seat, before tax; `set_off` off the sum with its tax; `over` is left of it.
    """
    net = (14709 - less) * seats
    tax = share(net, 810, 10_000) if taxed else 0
    known = {"full": 14709 * seats, "net": net, "tax": tax, "gross": net + tax, "set_off": set_off, "surplus": over}
    known |= {"to_pay": net + tax - set_off, "renewal": 15900 * seats}
    said = {
        "old": PLAN.title,
        "new": LARGER.title,
        "on": day_fact(AT.date()),
        "begins": day_fact(AT.date()),
        "ends": day_fact(LARGER_ENDS),
        "last_day": day_fact(date(2027, 3, 1)),
        "renews": renews,
        "parts": list(parts) or [part(paid=8233 * seats, net=226 * seats, used=226 * seats)],
    }
    return {"upgrade": said | {name: money_fact(Money(sum_, "CHF")) for name, sum_ in known.items()}}


def went_over(
    *parts: Facts, seats: int = 1, missing: int = 0, notes: tuple[str, ...] = (), renews: bool = True, **sums: Any
) -> Facts:
    """Return what is said when the money for a larger plan came."""
    now = subscription(seats=seats, ends=LARGER_ENDS, plan=LARGER, unit=15900, auto_renew=renews)
    told = upgraded(*parts, seats=seats, renews=renews, **sums)
    return confirmed(seats=seats, missing=missing) | now | told | {"notes": list(notes)}


def by_transfer(*, at: datetime = AT) -> Facts:
    return {**order(at=at), **subscription(None, at=at), "due": day_fact(BEGINS)}


def declined(reason: str, *, hard: bool, next_try: date | None, at: datetime = IN_GRACE, by: Any = CARD) -> Facts:
    told = {"reason": reason, "hard": hard, "next_try": day_fact(next_try) if next_try else None}
    return {**order(at=at), **subscription(by, at=at), **told}


def noticed(
    method: PaymentMethod | None = CARD, *, kind: str = "", card_dies: bool = False, before: int | None = None
) -> Facts:
    """Return what a notice says of a renewal; `before` is what the present term cost, if that was something else."""
    price_before = money_fact(Money(before, "CHF")) if before is not None else None
    return {**subscription(method, kind=kind), "card_dies_before": card_dies, "price_before": price_before}


def held() -> Facts:
    """Return what is said where a charge waits for its customer's word."""
    return {**order(at=IN_GRACE), **subscription(at=IN_GRACE), "held": True, "confirm_path": "/confirm/abc/"}


def corrected(*, back: int = 0, left: int = 0, to_method: bool = False) -> Facts:
    """Return what is said when the register confirms a VAT id late."""
    return {
        **order(country="AT"),
        "invoice": {"number": "MS26-000002", "path": "/account/invoices/MS26-000002/"},
        "note": "MSC26-000001",
        "back": money_fact(Money(back, "CHF")) if back else None,
        "to_method": to_method,
        "left": money_fact(Money(left, "CHF")) if left else None,
    }


def wished(*, auto_renew: bool, at: datetime = AT) -> Facts:
    return {**subscription(auto_renew=auto_renew, at=at), "asked_at": instant_fact(at)}


def came_later(*, seats: int = 1, files: int = 0, redeemable: bool = True, missing: int = 0) -> Facts:
    """Return what is said when product keys came later than their money."""
    told = {"renewal": False, "files": files, "redeemable": redeemable, "missing": missing}
    return {**order(seats=seats), **told}


def given_back(extent: str, *, credit: int = 0, seats: int | None = None, by: Any = CARD) -> Facts:
    """Return what is said when money goes back."""
    to_method = 8900 - credit
    told = {
        "extent": extent,
        "total": money_fact(Money(8900, "CHF")),
        "to_method": money_fact(Money(to_method, "CHF")) if to_method else None,
        "to_credit": money_fact(Money(credit, "CHF")) if credit else None,
        "seats": seats,
        "note": "MC27-000003",
        "note_path": "/account/invoices/MC27-000003/",
        "ends": day_fact(BEGINS) if extent in {"whole", "unused"} else None,
    }
    return {**order(), **subscription(by), "refund": told}


def contested(state: str) -> Facts:
    """Return what the staff is told of a dispute."""
    return {
        "state": state,
        "amount": money_fact(Money(8900, "CHF")),
        "fee": money_fact(Money(1500, "CHF")),
        "evidence_due": day_fact(BEGINS),
        "customer": "Alice O'Neil <Liddell>",
        "number": "A-18244",
        "title": PLAN.title,
        "path": "/console/disputes/1/",
    }


def declared(*, kind: str = "ordinary", reason: str = "", ends: date | None = None) -> Facts:
    """Return what somebody declared on the page for cancelling contracts."""
    told = {
        "kind": kind,
        "reason": reason,
        "name": "Alice O'Neil <Liddell>",
        "contract": "A-18244",
        "ends": day_fact(ends) if ends else None,
        "email": "alice@example.com",
    }
    return {"received_at": instant_fact(AT), "declared": told, "done": False, "path": "/cancelled/tok-en_1/"}


def keys(seats: int) -> dict[str, str]:
    return dict(list(KEYS.items())[:seats])


SHORT = {"came": money_fact(Money(8000, "CHF")), "missing": money_fact(Money(900, "CHF"))}
BLOCK = "== LICENCE ==\nAlice O'Neil <Liddell> & Co\n4f6e65206b6579\n== END =="
STOCK = {"title": PLAN.title, "path": "/console/key-sources/professional/import/"}
WELCOME = {"email": "alice@example.com", "title": PLAN.title, "account_path": "/account/"}
WISH = {
    "title": PLAN.title,
    "from_address": "alice@example.org",
    "by": "mail",
    "received_at": instant_fact(AT),
    "path": "/wish/tok-en_1/",
}
MAIL = {"number": "T-1042", "about": "A question about the VAT", "received_at": instant_fact(AT)}
WITHDRAWN = {
    "received_at": instant_fact(AT),
    "declared": {"name": "Alice O'Neil <Liddell>", "email": "alice@example.com", "words": ""},
    "refund": None,
}
NEWSLETTER = {"asked_at": instant_fact(AT), "path": "/newsletter/tok-en_1/"}
BY_MAIL = {"by_mail": {"received_at": instant_fact(AT)}}
NEW_EMAIL = {"new_email": "alice@wonder.example"}
CORRECTED = {
    "order_number": "A-1234-5",
    "old": "MS27-000118",
    "note": "MS27C-000004",
    "fresh": "MS27-000131",
    "path": "/account/invoices/MS27-000131/",
}

DECLARED = declared()
LAPSED = {
    "received_at": instant_fact(AT),
    "number": "MS-118244",
    "title": PLAN.title,
    "last_day": day_fact(BEGINS),
    "days": 14,
    "path": "/account/orders/MS-118244/",
}
FOR_A_REASON = declared(kind="extraordinary", reason="It does not start.", ends=BEGINS)
MONEY_BACK = {"refund": {"total": money_fact(Money(8900, "CHF"))}}

# kind, variant, facts, secrets
LETTERS: list[tuple[str, str, Facts, dict[str, str]]] = [
    ("order_confirmed", "sale", confirmed(), keys(1)),
    ("order_confirmed", "three seats", confirmed(seats=3), keys(3)),
    ("order_confirmed", "seven seats abroad", confirmed(seats=7, country="DE"), keys(7)),
    ("order_confirmed", "renewal", confirmed(renewal=True), keys(1)),
    ("order_confirmed", "last renewal, three seats", confirmed(renewal=True, seats=3, auto_renew=False), keys(3)),
    ("order_confirmed", "the key follows", confirmed(missing=1), {}),
    ("order_confirmed", "the key of a renewal follows", confirmed(renewal=True, missing=1), {}),
    ("order_confirmed", "two of three seats follow", confirmed(seats=3, missing=2), keys(1)),
    ("order_confirmed", "upgrade", went_over(), keys(1)),
    ("order_confirmed", "upgrade of three seats", went_over(seats=3), keys(3)),
    ("order_confirmed", "upgrade, the key follows", went_over(missing=1), {}),
    (
        "order_confirmed",
        "upgrade at another rate",
        went_over(part(noted=244), notes=("MS27C-000003",), less=0, set_off=244),
        keys(1),
    ),
    (
        "order_confirmed",
        "upgrade for nothing",
        went_over(
            part(days_left=360, paid=15000, net=14795, used=14709, noted=93),
            notes=("MS27C-000003",),
            less=14709,
            over=93,
            renews=False,
        ),
        keys(1),
    ),
    ("upgrade_offer", "asked for", order() | upgraded(), {}),
    ("upgrade_offer", "at another rate", order() | upgraded(part(noted=244), less=0, set_off=244, renews=False), {}),
    (
        "upgrade_offer",
        "money came late",
        order() | upgraded(taxed=False) | {"came_late": money_fact(Money(14483, "CHF"))},
        {},
    ),
    ("upgrade_transfer", "by transfer", order() | upgraded() | {"invoice": {"number": "MS27-000118"}}, {}),
    ("product_keys_delivered", "one", came_later(), keys(1)),
    ("product_keys_delivered", "one of three", came_later(seats=3, missing=2), keys(1)),
    ("product_keys_delivered", "seven", came_later(seats=7), keys(7)),
    ("product_keys_delivered", "a file", came_later(files=1, redeemable=False), {}),
    ("product_keys_delivered", "a text and two files", came_later(seats=3, files=2), keys(1)),
    ("product_keys_delivered", "a block", came_later(redeemable=False), {"product_key_1": BLOCK}),
    ("refunded", "whole", given_back("whole"), {}),
    ("refunded", "whole, by transfer", given_back("whole", by=None), {}),
    ("refunded", "the unused days, partly as credit", given_back("unused", credit=900), {}),
    ("refunded", "goodwill as credit", given_back("goodwill", credit=8900), {}),
    ("refunded", "a seat", given_back("seats", seats=1), {}),
    ("refunded", "two seats, to a wallet", given_back("seats", seats=2, by=WALLET), {}),
    ("refund_failed", "card closed", given_back("whole"), {}),
    ("charged_back", "lost", {**order(), "amount": money_fact(Money(8900, "CHF"))}, {}),
    ("dispute", "open", contested("open"), {}),
    ("dispute", "won", contested("won"), {}),
    ("dispute", "lost", contested("lost"), {}),
    ("key_stock_low", "some left", STOCK | {"left": 12}, {}),
    ("key_stock_low", "one left", STOCK | {"left": 1}, {}),
    ("key_stock_low", "none left", STOCK | {"left": 0}, {}),
    (
        "product_key_parked",
        "an order",
        {"title": PLAN.title, "number": "MS-118244", "path": "/console/parked-keys/"},
        {},
    ),
    ("transfer_awaited", "first order", order(lapses_at=datetime(2027, 3, 6, 8, tzinfo=UTC)), {}),
    ("transfer_invoice", "in time", by_transfer(), {}),
    ("transfer_invoice", "chosen in grace", by_transfer(at=IN_GRACE), {}),
    ("transfer_reminder", "before the end", by_transfer(), {}),
    ("transfer_not_received", "in grace", by_transfer(at=IN_GRACE), {}),
    ("transfer_short", "first order", order(lapses_at=datetime(2027, 3, 6, 8, tzinfo=UTC)) | SHORT, {}),
    ("transfer_too_late", "renewal", order() | {"came": SHORT["came"], "buy_path": "/checkout/professional/"}, {}),
    ("transfer_short", "renewal", order() | SHORT, {}),
    ("renewal_boxed", "card", noticed(), {}),
    ("renewal_boxed", "another price", noticed(before=7900), {}),
    ("renewal_boxed", "card dies", noticed(card_dies=True), {}),
    ("renewal_boxed", "wallet", noticed(WALLET), {}),
    ("renewal_boxed", "transfer", noticed(None), {}),
    ("renewal_boxed", "removed", noticed(None, kind="card"), {}),
    ("renewal_second", "card", noticed(), {}),
    ("renewal_second", "another price", noticed(before=7900), {}),
    ("renewal_second", "card dies", noticed(card_dies=True), {}),
    ("renewal_second", "wallet", noticed(WALLET), {}),
    ("renewal_second", "transfer", noticed(None), {}),
    ("renewal_second", "removed", noticed(None, kind="card"), {}),
    ("ending", "as wished", {**subscription(auto_renew=False), "card_dies_before": False}, {}),
    ("ended", "as wished", subscription(auto_renew=False, at=IN_GRACE), {}),
    ("card_expiry", "card", noticed(card_dies=True), {}),
    ("charge_failed", "no funds", declined("insufficient_funds", hard=False, next_try=date(2027, 3, 9)), {}),
    ("charge_failed", "lost", declined("lost_card", hard=True, next_try=None), {}),
    ("charge_failed", "closed", declined("closed_account", hard=True, next_try=None), {}),
    ("charge_failed", "expired", declined("expired_card", hard=True, next_try=None), {}),
    ("charge_failed", "wallet", declined("do_not_honour", hard=False, next_try=date(2027, 3, 9), by=WALLET), {}),
    ("charge_failed", "the last try", declined("unheard_of", hard=False, next_try=None, at=AFTER_GRACE), {}),
    (
        "charge_failed",
        "cancelled meanwhile",
        declined("insufficient_funds", hard=False, next_try=None) | subscription(auto_renew=False, at=IN_GRACE),
        {},
    ),
    ("action_needed", "in grace", declined("", hard=False, next_try=None), {}),
    ("action_needed", "a notice did not arrive", held(), {}),
    ("suspended", "card", {**order(), **subscription(at=AFTER_GRACE), "due": day_fact(BEGINS)}, {}),
    ("suspended", "transfer", by_transfer(at=AFTER_GRACE), {}),
    ("expired", "card", subscription(at=AFTER_GRACE), {}),
    ("renewal_cancelled", "in the term", wished(auto_renew=False), {}),
    (
        "renewal_cancelled",
        "a charge stays",
        wished(auto_renew=False) | {"stays_charged": money_fact(Money(7900, "EUR"))},
        {},
    ),
    (
        "renewal_cancelled",
        "a charge is on its way",
        wished(auto_renew=False, at=IN_GRACE) | {"on_its_way": money_fact(Money(7900, "EUR"))},
        {},
    ),
    ("renewal_cancelled", "in grace", wished(auto_renew=False, at=IN_GRACE), {}),
    ("renewal_cancelled", "money waits", wished(auto_renew=False) | {"money_waits": True}, {}),
    ("renewal_cancelled", "may end earlier", wished(auto_renew=False) | {"ends_early": True}, {}),
    ("renewal_resumed", "card", wished(auto_renew=True), {}),
    ("vat_confirmed", "back to the card", corrected(back=1317, to_method=True), {}),
    ("vat_confirmed", "back as credit", corrected(back=1317), {}),
    ("vat_confirmed", "not paid yet", corrected(left=6583), {}),
    ("method_changed", "card", subscription(), {}),
    ("method_changed", "wallet", subscription(WALLET), {}),
    ("method_changed", "transfer", subscription(None), {}),
    ("method_changed", "in grace", subscription(at=IN_GRACE), {}),
    ("method_changed", "ending", subscription(auto_renew=False), {}),
    ("email_change_confirm", "new", NEW_EMAIL, {"token": "tok-en_1"}),
    ("email_changed", "old", NEW_EMAIL, {}),
    ("invoice_corrected", "a name", CORRECTED, {}),
    ("invoice_corrected", "a name", CORRECTED, {}),
    ("welcome", "with the purchase", WELCOME, {}),
    ("wish_confirm", "cancel", WISH | {"wish": "cancel"}, {}),
    (
        "wish_confirm",
        "which one",
        WISH
        | {
            "wish": "cancel",
            "title": "",
            "which_one": True,
            "choices": [
                {"title": "Musa Accounting Professional", "ends": {"day": "2027-03-02"}, "path": WISH["path"]},
                {"title": LARGER.title, "ends": {"day": "2027-05-20"}, "path": WISH["path"]},
            ],
        },
        {},
    ),
    ("wish_confirm", "resume", subscription(auto_renew=False) | WISH | {"wish": "resume"}, {}),
    ("wish_confirm", "newsletter off", WISH | {"wish": "newsletter_off", "title": ""}, {}),
    ("wish_confirm", "newsletter on", WISH | {"wish": "newsletter_on", "title": ""}, {}),
    ("wish_confirm", "withdrawal", WISH | {"wish": "withdrawal"}, {}),
    ("wish_confirm", "e-mail", WISH | {"wish": "email_change", "title": ""}, {}),
    ("wish_confirm", "on a page", WISH | {"wish": "cancel", "by": "page", "from_address": ""}, {}),
    ("wish_confirm", "anything else", WISH | {"wish": "other", "title": ""}, {}),
    ("mail_received", "with a subject", MAIL, {}),
    ("mail_received", "without", MAIL | {"about": "", "name": ""}, {}),
    ("cancellation_received", "done", DECLARED | {"done": True} | subscription(auto_renew=False), {}),
    ("cancellation_received", "to be looked at", DECLARED | {"name": ""}, {}),
    (
        "cancellation_received",
        "for a reason",
        declared(kind="extraordinary", reason="It does not start.", ends=BEGINS),
        {},
    ),
    (
        "withdrawal_received",
        "money known",
        order() | WITHDRAWN | {"refund": {"total": money_fact(Money(8900, "CHF"))}},
        {},
    ),
    ("withdrawal_declared", "by page", DECLARED, {}),
    *(
        ("withdrawal_lapsed", lapsed, LAPSED | {"lapsed": lapsed}, {})
        for lapsed in ("over", "given_back", "not_paid", "contested", "ended")
    ),
    ("withdrawal_received", "money to come", order() | WITHDRAWN, {}),
    ("newsletter_changed", "on", NEWSLETTER | {"on": True}, {}),
    ("newsletter_changed", "off", NEWSLETTER | {"on": False}, {}),
    ("newsletter_preferences", "a link", {"path": "/newsletter/tok-en_1/"}, {}),
    ("renewal_cancelled", "by mail", wished(auto_renew=False) | BY_MAIL, {}),
    ("renewal_resumed", "by mail", wished(auto_renew=True) | BY_MAIL, {}),
    (
        "key_for_colleague",
        "a seat",
        {"buyer": "Wonderland Ltd", "title": "Musa Accounting Professional", "activate_path": "/activate/"},
        {"product_key": KEYS["product_key_1"]},
    ),
]
