"""A term comes to its end: the next one is planned, charged or invoiced, and given up when no money comes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact
from abaca.store.customers.queries import addresses_of
from abaca.store.invoices.actions import Draft as InvoiceDraft
from abaca.store.invoices.actions import issue
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import invoices_by_order
from abaca.store.notices.actions import draft, order_facts, replan, subscription_facts
from abaca.store.orders.actions import Agreement, place
from abaca.store.orders.models import Line
from abaca.store.orders.pricing import Less
from abaca.store.orders.states import OrderKind, OrderState
from abaca.store.payments.actions import Wanted, open_attempts
from abaca.store.payments.models import PaymentMethod
from abaca.store.payments.queries import contested_methods, latest_attempts, methods_by_ref, orders_with_open_attempts
from abaca.store.payments.references import transfer_reference
from abaca.store.payments.states import OPEN
from abaca.store.subscriptions import actions as subscriptions
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.queries import open_terms
from abaca.store.subscriptions.renewal_dates import Act, Step, timetable

from .bookkeeping import SoldTerm, book_sales
from .giving_up import drop_orders
from .holding import hold_back
from .offers import under_way
from .pricing import credit_for, reprice_at
from .settlement import settle
from .taxing import Taxed, awaits_register, renewed

COLLECT = "store.collect"
PATIENCE = timedelta(hours=1)  # how long an end waits for a provider that has not answered
Acting = tuple[Subscription, Step]


@transaction.atomic
def advance(subscription_ids: Sequence[int], *, at: datetime, by: str) -> None:
    """Take the due step of each subscription, the whole batch in one transaction.

    A subscription for whose upgrade money is just being asked waits: it must not be charged for two plans at once.
    """
    due = subscriptions.take_due(subscription_ids, at=at)
    upgrading = under_way([s.pk for s in due])
    subscriptions.postpone([s for s in due if s.pk in upgrading], until=at + PATIENCE)
    due = [s for s in due if s.pk not in upgrading]
    acting = [(s, timetable(auto_renew=s.auto_renew, method_kind=s.method_kind)[s.step]) for s in due]
    waiting = open_terms([s.pk for s in due])
    methods = methods_by_ref([s.method_ref for s in due])

    settled = _charge([s for s, step in acting if step.act == Act.CHARGE], waiting, methods, at, by)
    _send_invoices([s for s, step in acting if step.act == Act.INVOICE], waiting, at, by)
    _remind([a for a in acting if a[1].act in (Act.REMIND, Act.SUSPEND)], waiting, methods, at)
    over = [a for a in acting if a[1].act in (Act.EXPIRE, Act.END)]
    _let_go(over, waiting, methods, at, by)

    left = {s.pk for s, _step in over} | settled
    subscriptions.step_on([s for s in due if s.pk not in left])


def _charge(
    due: Sequence[Subscription],
    waiting: dict[int, Term],
    methods: dict[str, PaymentMethod],
    at: datetime,
    by: str,
) -> set[int]:
    """Plan the next term of who has none yet, and ask for its money; return the subscriptions that cost nothing.

    A method that said a hard no is not asked again, nor one whose charge is disputed or was taken back. Nothing is
    charged before a letter that the law wants has arrived; then its customer is asked for his word. What costs nothing
    and was held is settled as soon as nothing holds it any more.
    """
    fresh = plan_next([s for s in due if s.pk not in waiting], at=at, by=by)
    lines = {t.subscription_id: t.line for t in [*waiting.values(), *fresh]}
    held = hold_back(due, lines, at=at, by=by)
    due = [s for s in due if s.pk not in held]
    orders = [lines[s.pk].order for s in due]
    free = [order.pk for order in orders if not order.due and order.state == OrderState.PLACED]
    settled = settle(free, at=at, by=by)
    latest = latest_attempts([waiting[s.pk].line.order_id for s in due if s.pk in waiting])
    contested = contested_methods([s.method_ref for s in due])
    wanted = []
    for s in due:
        method, line = methods.get(s.method_ref), lines[s.pk]
        if method is not None and method.customer_id != line.order.customer_id:
            continue  # nobody pays for another customer
        before = latest.get(line.order_id)
        if before and (before.state in OPEN or (before.hard and before.method.ref == s.method_ref)):
            continue
        if method is not None and method.removed_at is None and method.ref not in contested and line.order.due:
            wanted.append(Wanted(line.order, method, customer_present=False))
    open_attempts(wanted, at=at, by=by)
    wake(COLLECT)
    return {t.subscription_id for t in settled}


def _let_go(
    over: Sequence[Acting], waiting: dict[int, Term], methods: dict[str, PaymentMethod], at: datetime, by: str
) -> None:
    """End what is over; where a charge is still without an answer, wait for it: its money would find no term."""
    open_orders = orders_with_open_attempts([t.line.order_id for t in waiting.values()])
    held = {s.pk for s, _step in over if s.pk in waiting and waiting[s.pk].line.order_id in open_orders}
    subscriptions.postpone([s for s, _step in over if s.pk in held], until=at + PATIENCE)
    free = [a for a in over if a[0].pk not in held]
    give_up([s for s, _step in free], waiting, at=at, by=by)
    _say_it_ended(free, methods, at)


@transaction.atomic
def plan_next(due: Sequence[Subscription], *, at: datetime, by: str) -> list[Term]:
    """Agree on the next term of some subscriptions: an order with today's address, and a planned term."""
    if not due:
        return []
    addresses = addresses_of([s.customer_id for s in due])
    billing = [addresses[s.customer_id, "billing"] for s in due]
    wanted = [(address, s.customer.ref) for address, s in zip(billing, due, strict=True)]
    sales = renewed(wanted, at=at, by=by)
    reprice_at(due, sales, with_tiers=False, at=at)
    cards = {ref: method.country for ref, method in methods_by_ref([s.method_ref for s in due]).items()}
    credits_ = credit_for(due, hold=True)
    agreements = [
        replace(_agreement(s, addresses, sale, cards.get(s.method_ref, ""), at), credit_used=credits_.get(s.pk, 0))
        for s, sale in zip(due, sales, strict=True)
    ]
    lines = place(agreements, at=at, by=by)
    return subscriptions.plan_terms(list(zip(due, lines, strict=True)), at=at, by=by)


def _agreement(
    s: Subscription, addresses: dict[tuple[int, str], dict[str, str]], sale: Taxed, card: str, at: datetime
) -> Agreement:
    billing = addresses[s.customer_id, "billing"]
    return Agreement(
        token=f"renew:{s.ref}:{s.terms_paid + 1}:{s.ends_on}:{at:%Y%m%d%H%M%S}",
        kind=OrderKind.RENEWAL,
        customer=s.customer,
        plan=s.plan,
        seats=s.seats,
        unit=s.unit,
        basis=s.basis,
        reductions=tuple(Less.read(kept) for kept in s.reductions),
        currency=s.currency,
        months=s.months,
        tax=sale.tax,
        vat_id=sale.vat_id,
        vat_check=sale.vat_check,
        evidence=sale.signs(billing["country"], card=card),
        language=s.customer.language,
        time_zone=s.time_zone,
        billing=billing,
        delivery=addresses[s.customer_id, "delivery"],
        method_kind=s.method_kind,
        method_ref=s.method_ref,
        lapses_at=None,
    )


def _send_invoices(due: Sequence[Subscription], waiting: dict[int, Term], at: datetime, by: str) -> None:
    """Send who pays by transfer his invoice with the payment details, early enough for the money to arrive.

    Where the register is still silent about a VAT id, the invoice stays a draft: its answer sends it, or its silence.
    """
    terms = plan_next([s for s in due if s.pk not in waiting], at=at, by=by)
    terms += [waiting[s.pk] for s in due if s.pk in waiting]
    send_invoices([t for t in terms if not awaits_register(t.line.order.vat_check, at=at)], due, at=at, by=by)


@transaction.atomic
def send_invoices(terms: Sequence[Term], subs: Sequence[Subscription], *, at: datetime, by: str) -> None:
    """Issue the invoices of planned terms, if they have none, and send them with the payment details."""
    invoices = invoice_for(terms, at=at, by=by)
    by_pk = {s.pk: s for s in subs}
    letters = [
        _transfer_letter("transfer_invoice", by_pk[t.subscription_id], t, at, invoice=invoices[t.line.order_id].number)
        for t in terms
    ]
    enqueue(letters, at=at)


@transaction.atomic
def invoice_for(terms: Sequence[Term], *, at: datetime, by: str) -> dict[int, Invoice]:
    """Issue the invoices of planned terms that have none, due on the day on which the term begins.

    Return the invoices of all of them by order.
    """
    done = invoices_by_order([t.line.order_id for t in terms])
    fresh = [t for t in terms if t.line.order_id not in done]
    drafts = [
        InvoiceDraft(t.line, t.begins, t.ends, "transfer", transfer_reference(t.line.order.number), due_on=t.begins)
        for t in fresh
    ]
    if drafts:
        done |= {invoice.order_id: invoice for invoice in issue(drafts, at=at, by=by)}
        book_sales([SoldTerm(done[t.line.order_id], t) for t in fresh], paid=False, at=at, by=by)
    return done


def _remind(
    acting: Sequence[Acting], waiting: dict[int, Term], methods: dict[str, PaymentMethod], at: datetime
) -> None:
    letters = [
        _transfer_letter(step.letter, s, waiting[s.pk], at, part=f"/{step.day}", method=methods.get(s.method_ref))
        for s, step in acting
        if s.pk in waiting
    ]
    enqueue(letters, at=at)


def _transfer_letter(
    kind: str,
    s: Subscription,
    term: Term,
    at: datetime,
    *,
    part: str = "",
    method: PaymentMethod | None = None,
    invoice: str = "",
) -> Draft:
    facts = {
        **order_facts(_line(term, s), at=at),
        **subscription_facts(s, method, at=at),
        "due": day_fact(s.ends_on),
    }
    if invoice:
        facts["invoice"] = {"number": invoice}
    order = term.line.order
    return draft(kind, s.customer, about=order.ref, key=f"{kind}/{order.ref}{part}", facts=facts)


def _line(term: Term, s: Subscription) -> Line:
    term.line.order.customer = s.customer
    return term.line


@transaction.atomic
def give_up(due: Sequence[Subscription], waiting: dict[int, Term], *, at: datetime, by: str) -> None:
    """End subscriptions; orders that wait for their money lapse, and their invoices are credited."""
    if not due:
        return
    drop_orders([waiting[s.pk] for s in due if s.pk in waiting], at=at, by=by)
    wished = [s for s in due if not s.auto_renew]
    unpaid = [s for s in due if s.auto_renew]
    for why, group in (("wished", wished), ("unpaid", unpaid)):
        if group:
            subscriptions.end(group, why=why, at=at, by=by)
    replan(due, at=at)


def _say_it_ended(over: Sequence[Acting], methods: dict[str, PaymentMethod], at: datetime) -> None:
    letters = [
        draft(
            step.letter,
            s.customer,
            about=s.ref,
            key=f"{step.letter}/{s.ref}",
            facts=subscription_facts(s, methods.get(s.method_ref), at=at),
        )
        for s, step in over
    ]
    enqueue(letters, at=at)
