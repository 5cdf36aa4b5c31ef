"""Product keys that came later than their money: they are kept, told to the feed and sent, in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction

from abaca.messaging.actions import Draft, enqueue
from abaca.store.catalogue.models import Plan
from abaca.store.feed.actions import News, tell
from abaca.store.feed.queries import ISSUED
from abaca.store.notices.actions import draft, order_facts, stock_letter, trouble_letter
from abaca.store.orders.models import Line
from abaca.store.orders.states import OrderKind
from abaca.store.product_keys import actions
from abaca.store.product_keys.actions import Low
from abaca.store.product_keys.models import Errand, ProductKey
from abaca.store.product_keys.protocol import Answer
from abaca.store.product_keys.queries import errands_of_lines, keys_by_line, text_of
from abaca.store.product_keys.states import OPEN, REDEEMABLE, UNDONE, ErrandState, KeyForm
from abaca.store.subscriptions.queries import terms_by_order


@transaction.atomic
def conclude(answers: Mapping[int, Answer], *, at: datetime, by: str) -> list[ProductKey]:
    """Keep what generators answered, and hand over what is complete; what only a person can mend is told to staff."""
    keys, moved = actions.store_answers(answers, at=at, by=by)
    _say_that_something_is_parked(moved, at)
    _hand_over(keys, moved, at)
    return keys


@transaction.atomic
def enter_by_hand(errand_ref: str, text: str, *, at: datetime, by: str) -> list[ProductKey]:
    """Deliver a product key that a member of the staff has, where no source had one."""
    keys, moved = actions.enter_by_hand(errand_ref, text, at=at, by=by)
    _hand_over(keys, moved, at)
    return keys


@transaction.atomic
def try_again(errand_ref: str, *, at: datetime, by: str) -> list[ProductKey]:
    """Ask the source of the plan once more for a product key that is parked; a generator is asked by the job."""
    keys, moved, low = actions.send_out(errand_ref, at=at, by=by)
    alarm(low, at=at)
    _hand_over(keys, moved, at)
    return keys


@transaction.atomic
def fill_list(plan: Plan, content: str, *, at: datetime, by: str) -> tuple[int, list[ProductKey]]:
    """Take a list of product keys in, and deliver first to those who wait; return how many came, and what they got."""
    number = actions.import_list(plan, content, at=at, by=by)
    keys, moved, low = actions.serve_from_list(plan, at=at, by=by)
    alarm(low, at=at)
    _hand_over(keys, moved, at)
    return number, keys


def alarm(low: Sequence[Low], *, at: datetime) -> None:
    """Write to the staff that lists have become low, once for each time."""
    enqueue([stock_letter(each.source, each.left, at=at) for each in low], at=at)


def news_of(key: ProductKey, line: Line, zone: str) -> News:
    """Return what licensing is told of a product key; its text is put in when somebody reads."""
    return News(
        ISSUED,
        {
            "ref": key.ref,
            "product": line.plan.product.code,
            "plan": line.plan.code,
            "months": line.months,
            "zone": zone or settings.VENDOR_TIME_ZONE,
            "order": line.order.ref,
            "seat": key.seat,
            "follows": key.follows or None,
            "replaces": key.replaces or None,
            "from": line.order.starts_on if key.replaces else None,
            "deliver": "key",
            "holder_email": None,
            "instead_of": key.instead_of or None,
        },
    )


def secrets_of(keys: Sequence[ProductKey]) -> dict[str, str]:
    """Return the texts of product keys as a letter carries them; a licence file is no text."""
    return {f"product_key_{key.seat}": text_of(key) for key in keys if key.form != KeyForm.FILE}


def _hand_over(keys: Sequence[ProductKey], moved: Sequence[Errand], at: datetime) -> None:
    """Write the letters of lines of which nothing more comes soon, and tell licensing."""
    lines = {errand.line_id: errand.line for errand in moved}
    errands = errands_of_lines(list(lines))
    lying = keys_by_line(list(lines))
    letters, announced = [], []
    for line_id, line in lines.items():
        fresh = [e for e in errands[line_id] if e.state == ErrandState.DELIVERED and e.announced_at is None]
        if not fresh or any(e.state in OPEN for e in errands[line_id]):
            continue
        seats = {seat for e in fresh for seat in range(e.seat, e.seat + e.seats)}
        missing = sum(e.seats for e in errands[line_id] if e.state in UNDONE)
        letters.append(_letter(line, [k for k in lying[line_id] if k.seat in seats], missing, at))
        announced += fresh
    enqueue(letters, at=at)
    actions.mark_announced(announced, at=at)
    terms = terms_by_order([line.order_id for line in lines.values()])
    told = [key for key in keys if key.form in REDEEMABLE]
    tell([news_of(k, lines[k.line_id], terms[k.line.order_id].subscription.time_zone) for k in told], at=at)


def _letter(line: Line, keys: Sequence[ProductKey], missing: int, at: datetime) -> Draft:
    order = line.order
    facts = {
        **order_facts(line, at=at),
        "renewal": order.kind == OrderKind.RENEWAL,
        "files": sum(key.form == KeyForm.FILE for key in keys),
        "redeemable": any(key.form in REDEEMABLE for key in keys),
        "missing": missing,
    }
    return draft(
        "product_keys_delivered",
        order.customer,
        about=order.ref,
        key=f"product_keys_delivered/{order.ref}/{min(key.seat for key in keys)}",
        facts=facts,
        secrets=secrets_of(keys),
        language=order.language if order.kind == OrderKind.FIRST else "",
        to_address=order.email if order.kind == OrderKind.FIRST else "",
    )


def _say_that_something_is_parked(moved: Sequence[Errand], at: datetime) -> None:
    parked = [errand for errand in moved if errand.state == ErrandState.PARKED]
    if parked:
        enqueue([trouble_letter(parked[0], at=at)], at=at)
