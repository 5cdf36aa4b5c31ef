"""A provider has answered about attempts: what that means for orders, subscriptions and letters."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from abaca.dispatch.actions import wake
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.facts import day_fact
from abaca.store.notices.actions import draft, order_facts, subscription_facts
from abaca.store.orders.states import OrderKind
from abaca.store.payments.actions import Verdict, Wanted, open_attempts, write_verdicts
from abaca.store.payments.models import Attempt
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.models import Term
from abaca.store.subscriptions.queries import terms_by_order
from abaca.store.subscriptions.renewal_dates import Act, timetable
from abaca.store.subscriptions.states import TermState

from .settlement import settle
from .transfers import hold, look_again
from .vat_answers import correct_late

LATE_CHARGES = "store.late_charges"


@transaction.atomic
def conclude(verdicts: Sequence[Verdict], *, at: datetime, by: str) -> None:
    """Write the answers down and draw the consequences: settle what succeeded, tell the customer what failed."""
    moved = write_verdicts(verdicts, at=at, by=by)
    hold([a.order_id for a in moved])
    paid = [a.order_id for a in moved if a.state == AttemptState.SUCCEEDED]
    settled = settle(paid, at=at, by=by)
    if any(not term.subscription.auto_renew for term in settled):
        wake(LATE_CHARGES)  # it may have been cancelled by a mail that came before this money
    correct_late(paid, at=at, by=by)
    look_again([a.order_id for a in moved if a.state in (AttemptState.DECLINED, AttemptState.LOST)], at=at, by=by)
    renewals = [a for a in moved if a.order.kind == OrderKind.RENEWAL]
    bad_news = [a for a in renewals if a.state in (AttemptState.DECLINED, AttemptState.ACTION)]
    lost = [a for a in renewals if a.state == AttemptState.LOST]
    if not bad_news and not lost:
        return
    terms = terms_by_order([a.order_id for a in bad_news + lost])
    # who looks on sees it on the page; who has cancelled in the meantime owes nothing
    told = [a for a in bad_news if not a.customer_present and terms[a.order_id].subscription.auto_renew]
    enqueue([_bad_news(a, terms[a.order_id], at) for a in told], at=at)
    # the provider never received it: nobody said no, so the same method is asked again under the next number
    again = [Wanted(a.order, a.method, customer_present=False) for a in lost if _still_wanted(terms[a.order_id])]
    open_attempts(again, at=at, by=by)


def _still_wanted(term: Term) -> bool:
    return term.state == TermState.PLANNED and term.subscription.auto_renew


def _bad_news(attempt: Attempt, term: Term, at: datetime) -> Draft:
    subscription = term.subscription
    subscription.customer, term.line.order = attempt.order.customer, attempt.order
    facts = {
        **order_facts(term.line, at=at),
        **subscription_facts(subscription, attempt.method, at=at),
        "reason": attempt.decline_code,
        "hard": attempt.hard,
        "next_try": _next_try(attempt, term),
        "held": False,
    }
    kind = "action_needed" if attempt.state == AttemptState.ACTION else "charge_failed"
    return draft(kind, attempt.order.customer, about=attempt.order.ref, key=f"{kind}/{attempt.key}", facts=facts)


def _next_try(attempt: Attempt, term: Term) -> dict[str, str] | None:
    """Return the day of the next attempt, or None where there will be none with this method."""
    if attempt.hard:
        return None
    subscription = term.subscription
    steps = timetable(auto_renew=subscription.auto_renew, method_kind=subscription.method_kind)
    coming = [s for s in steps[subscription.step :] if s.act == Act.CHARGE]
    return day_fact(subscription.ends_on + timedelta(days=coming[0].day)) if coming else None
