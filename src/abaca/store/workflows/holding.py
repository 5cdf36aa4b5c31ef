"""A charge waits for its customer's word, where a letter that the law wants before it did not arrive (N3, N5)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.access import links
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.store.correspondence.queries import resumed_by_mail
from abaca.store.journal.queries import latest_entries
from abaca.store.notices import actions as notice_acts
from abaca.store.notices.actions import (
    PAY_LINK,
    close,
    draft,
    note_held,
    order_facts,
    subscription_facts,
)
from abaca.store.notices.calendars import Ruled
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.notices.proofs import arrived, confirmed_by_act
from abaca.store.notices.queries import calendar, deliveries_of, facts_of, letter_key, undelivered_of
from abaca.store.notices.states import Closed, Trouble
from abaca.store.orders.models import Line, Order
from abaca.store.orders.states import OrderState
from abaca.store.payments.actions import AttemptOpen, Wanted, open_attempts
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import agreed_to, methods_by_ref, orders_with_open_attempts
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import open_terms, term_of_order

from .late_charges import RESUMED
from .settlement import settle

GOOD_FOR = 400  # days: as long as the other links in letters
Asked = tuple[Subscription, Ruled]


class NothingToConfirm(Refusal):
    code = "nothing_to_confirm"
    sentence = _("This renewal does not wait for your word any more.")
    status = 409


class NoMethodLeft(Refusal):
    code = "no_method_left"
    sentence = _("The payment method of this subscription is gone. Please pay in another way.")
    status = 409


@transaction.atomic
def hold_back(due: Sequence[Subscription], lines: Mapping[int, Line], *, at: datetime, by: str) -> set[int]:
    """Return the subscriptions of which nothing may be charged by itself; their customers and the staff are told once.

    The caller holds the subscriptions; `lines` are those of their next terms. What costs nothing is not held, nor what
    the customer has agreed to: he turned the renewal on within the window, or has paid on a page before. What was held
    and is not any more is closed. The same number of statements for any number.
    """
    if not due:
        return set()
    rows, facts, open_ = calendar(), facts_of(due), undelivered_of([s.pk for s in due])
    untold = _untold(due, open_)
    asked = [
        (s, ruled)
        for s in due
        if lines[s.pk].order.gross
        for ruled in rows.blocking(facts[s.pk]) or rows.announcing(facts[s.pk])
        if ruled.blocks_charge or s.pk in untold
    ]
    bound = {s.pk for s, _ruled in asked}
    _let_go([u for u in open_ if u.subscription_id not in bound], Closed.CANCELLED, at, by)
    if not asked:
        return set()
    agreed = agreed_to([lines[s.pk].order_id for s, _ruled in asked])
    wanted = {pk for pk in bound if lines[pk].order_id in agreed}
    _let_go([u for u in open_ if u.subscription_id in wanted], Closed.CONFIRMED, at, by)
    asked = [(s, ruled) for s, ruled in asked if s.pk not in wanted]
    missing = _missing(asked, at)
    lost = {u.subscription_id for u in missing}
    close([u for u in open_ if u.subscription_id in bound - wanted - lost], Closed.ARRIVED, at=at, by=by)
    _tell(note_held(missing, at=at, by=by), lines, at)
    return lost


def _untold(due: Sequence[Subscription], found: Sequence[Undelivered]) -> set[int]:
    """Return those whose renewal was never announced, since nobody worked while the days for it passed (N2)."""
    terms = {s.pk: s.terms_paid for s in due}
    missed = {u.subscription_id for u in found if u.trouble == Trouble.LATE and u.term == terms[u.subscription_id]}
    if not missed:
        return set()
    given = Notice.objects.filter(subscription__in=missed, said_at__isnull=False, kind__startswith="renewal")
    return missed - {pk for pk, term in given.values_list("subscription", "term") if term == terms[pk]}


def _let_go(found: Sequence[Undelivered], why: Closed, at: datetime, by: str) -> None:
    """Close those that hold a charge; whoever looks after the others goes on doing so."""
    close([u for u in found if u.held_at is not None], why, at=at, by=by)


def _missing(asked: Sequence[Asked], at: datetime) -> list[Undelivered]:
    """Return those notices that nothing proves."""
    concerned = {s.pk: s for s, _ruled in asked}
    rows = Notice.objects.filter(subscription__in=concerned, said_at__isnull=False)
    notices = {(n.subscription_id, n.term, n.kind): n for n in rows}
    deliveries, resumed = deliveries_of(concerned.values()), _resumed_by_themselves(concerned.values())
    missing = []
    for s, ruled in asked:
        notice = notices.get((s.pk, s.terms_paid, ruled.id))
        key = letter_key(notice, s.ref) if notice else ""
        opens_on = s.ends_on + timedelta(days=ruled.window.first)
        closes_on = s.ends_on + timedelta(days=ruled.window.last)
        in_time = arrived(deliveries.get(key, []), opens_on=opens_on, closes_on=closes_on, zone=s.time_zone)
        if in_time or confirmed_by_act(resumed.get(s.ref), opens_on=opens_on, zone=s.time_zone):
            continue
        missing.append(
            Undelivered(
                subscription=s,
                term=s.terms_paid,
                kind=ruled.id,
                trouble=Trouble.LATE,
                letter_key=key,
                address=s.customer.email,
                lost=0,
                found_at=at,
            )
        )
    return missing


def _resumed_by_themselves(concerned: Collection[Subscription]) -> dict[str, datetime]:
    """Return when customers turned their renewals on, by the ref of the subscription; not where the staff did it.

    On a page it is their own act; a proven mail that was carried out is theirs as well, as of the instant it came.
    """
    latest = latest_entries([s.ref for s in concerned], RESUMED)
    mails = resumed_by_mail([s.ref for s in concerned])
    found: dict[str, datetime] = {}
    for s in concerned:
        entry = latest.get(s.ref)
        if entry is not None and entry.by == s.customer.ref:
            found[s.ref] = entry.at
        elif entry is not None and (s.ref, entry.at) in mails:
            found[s.ref] = mails[s.ref, entry.at]
    return found


def _tell(held: Sequence[Undelivered], lines: Mapping[int, Line], at: datetime, *, again: str = "") -> None:
    methods = methods_by_ref([u.subscription.method_ref for u in held])
    once = {u.subscription_id: u for u in held}
    known = {pk: methods.get(u.subscription.method_ref) for pk, u in once.items()}
    enqueue([_letter(u, lines[pk], known[pk], at, again) for pk, u in once.items()], at=at)


@transaction.atomic
def send_again(found: Sequence[Undelivered], *, at: datetime, by: str) -> int:
    """Send what did not arrive to the addresses that the customers have now; return how many letters leave.

    Where a charge waits for the customer's word, he is asked for it there as well: the first question went to the old
    address.
    """
    sent = notice_acts.send_again(found, at=at, by=by)
    waits = {u.subscription_id: u for u in found if u.held_at is not None and u.closed_at is None}
    terms = open_terms(list(waits)) if waits else {}
    lines = {pk: term.line for pk, term in terms.items() if term.line.order.state == OrderState.PLACED}
    asking = [u for pk, u in waits.items() if pk in lines]
    _tell(asking, lines, at, again=f"/{at.isoformat()}")
    return sent + len(asking)


def _letter(u: Undelivered, line: Line, method: PaymentMethod | None, at: datetime, again: str) -> Draft:
    s, order = u.subscription, line.order
    order.customer = s.customer
    token = links.sign(PAY_LINK, order.ref, days=GOOD_FOR, at=at)
    facts = {
        **order_facts(line, at=at),
        **subscription_facts(s, method, credit=order.credit_used, at=at),
        "held": True,
        "confirm_path": f"/confirm/{token}/",
    }
    key = f"action_needed/held/{order.ref}{again}"
    return draft("action_needed", s.customer, about=order.ref, key=key, facts=facts)


@transaction.atomic
def confirm(order: Order, *, at: datetime, by: str) -> int | None:
    """Let a renewal go on that waited for its customer's word; return the attempt to be sent, None if nothing is due.

    Refused: what does not wait any more, what is just being paid, and where the saved method is gone.
    """
    subscriptions.lock_those_of([order.pk])
    order = Order.objects.select_for_update(of=("self",)).select_related("customer").get(pk=order.pk)
    term = term_of_order(order.pk)
    if order.state != OrderState.PLACED or term is None:
        raise NothingToConfirm
    if orders_with_open_attempts([order.pk]):
        raise AttemptOpen
    waits = [u for u in undelivered_of([term.subscription_id]) if u.held_at is not None]
    method = methods_by_ref([order.method_ref]).get(order.method_ref)
    if method is not None and method.customer_id != order.customer_id:
        method = None  # nobody pays for another customer
    if order.due and (method is None or method.removed_at is not None):
        raise NoMethodLeft
    close(waits, Closed.CONFIRMED, at=at, by=by)
    if not order.due or method is None:
        settle([order.pk], at=at, by=by)
        return None
    [attempt] = open_attempts([Wanted(order, method, customer_present=True)], at=at, by=by)
    return attempt.pk
