"""Notices that did not arrive: they are sent to another address, and somebody is told to look after them (N5)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.access.queries import log_in_addresses
from abaca.kernel.emails import fold
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import Draft, enqueue
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_under
from abaca.store.journal.actions import record_all
from abaca.store.journal.models import Entry
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.notices.proofs import Delivery
from abaca.store.notices.queries import deliveries_of
from abaca.store.notices.states import Closed, Trouble
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.states import SubscriptionState

Term = tuple[int, int, str]
DONE_WITH = (Closed.CONFIRMED, Closed.CANCELLED)  # nothing of this term has to be said any more
FOUND = ["trouble", "address", "words", "second_address", "lost", "closed_at", "closed_why", "closed_by"]


@transaction.atomic
def note_lost(notice_ids: Sequence[int], *, at: datetime, by: str) -> list[Undelivered]:
    """Write down that letters of some notices did not arrive, and send each to a second address where one is known.

    Return those that somebody has to look after, and those that arrived all the same, since they were sent again
    meanwhile. One that somebody has seen to needs him again when the letter that was sent since is lost as well; one
    whose term is paid, or renews no more, needs nobody.
    """
    rows = Notice.objects.select_for_update(of=("self",)).select_related("subscription__customer")
    notices = list(rows.filter(pk__in=notice_ids).order_by("pk"))
    deliveries = deliveries_of({n.subscription for n in notices})
    told = {n.letter_key: deliveries.get(n.letter_key, []) for n in notices}
    before = _known(notices)
    found = [_undelivered(n, told[n.letter_key], before.get(_term_of(n)), at) for n in notices if told[n.letter_key]]
    live = [u for u in found if u.closed_why not in DONE_WITH]
    open_ = {_term_of(u) for u in live if u.closed_at is None}
    second = _second_addresses([(n, told[n.letter_key]) for n in notices if _term_of(n) in open_])
    to = {u.letter_key: (second[_term_of(u)], len(told[u.letter_key])) for u in live if _term_of(u) in second}
    _send(to, live, at=at)  # one letter may have given several notices
    Undelivered.objects.bulk_create([u for u in found if u.pk is None], ignore_conflicts=True)
    Undelivered.objects.bulk_update([u for u in found if u.pk is not None], FOUND)
    _record(live, "notice.not_delivered", at=at, by=by)
    return live


def _term_of(row: Notice | Undelivered) -> Term:
    return row.subscription_id, row.term, row.kind


def _known(notices: Sequence[Notice]) -> dict[Term, Undelivered]:
    rows = Undelivered.objects.select_for_update(of=("self",)).select_related("subscription__customer")
    return {_term_of(u): u for u in rows.filter(subscription__in=[n.subscription_id for n in notices]).order_by("pk")}


def _undelivered(notice: Notice, told: Sequence[Delivery], known: Undelivered | None, at: datetime) -> Undelivered:
    """Return the row of a notice as it is after the latest news; what is held, or done with, stays so."""
    u = known or Undelivered(subscription=notice.subscription, term=notice.term, kind=notice.kind, found_at=at)
    lost = [one for one in told if one.is_lost]
    u.lost, u.letter_key = len(lost), notice.letter_key
    if lost:
        u.trouble = Trouble.BOUNCED if lost[-1].bounced_at else Trouble.REFUSED
        u.address, u.words = lost[-1].address, lost[-1].words
        gone = {fold(one.address) for one in lost}
        u.second_address = "" if fold(u.second_address) in gone else u.second_address
    if u.held_at is None and u.closed_why not in DONE_WITH:
        arrived = any(one.stands for one in told)
        if not arrived:
            u.closed_at, u.closed_why, u.closed_by = None, "", ""
        elif u.closed_at is None:
            u.closed_at, u.closed_why = at, Closed.ARRIVED
    return u


def _second_addresses(pairs: Sequence[tuple[Notice, Sequence[Delivery]]]) -> dict[Term, str]:
    """Return another address of the same person, by notice: the one he has now, or the one with which he logs in.

    An address that he gave up is not tried: it may be somebody else's by now.
    """
    log_ins = log_in_addresses(n.subscription.customer.user_ref for n, _told in pairs)
    found = {}
    for notice, told in pairs:
        customer, tried = notice.subscription.customer, {fold(one.address) for one in told}
        known = [customer.email, log_ins.get(customer.user_ref, "")]
        if others := [email for email in known if email and fold(email) not in tried]:
            found[_term_of(notice)] = others[0]
    return found


def _send(to: Mapping[str, tuple[str, int]], found: Sequence[Undelivered], *, at: datetime) -> int:
    """Send letters once more, by their keys: to whom, and how often it was sent before; return how many leave.

    The rows name the address only where the letter is really theirs: somebody else may have sent it again at the same
    moment, under the same number.
    """
    letters = letters_under(to) if to else []
    drafts = {letter.key: _again(letter, to[letter.key][0], to[letter.key][1] + 1) for letter in letters}
    standing = {letter.key: letter.to_address for letter in enqueue(list(drafts.values()), at=at)}
    sent = {key: draft.to_address for key, draft in drafts.items() if standing[draft.key] == draft.to_address}
    for u in found:
        u.second_address = sent.get(u.letter_key, u.second_address)
    return len(sent)


def _again(letter: Letter, address: str, number: int) -> Draft:
    return Draft(
        to_address=address,
        to_name=letter.to_name,
        language=letter.language,
        template=letter.template,
        context=letter.context,
        key=f"{letter.key}/resend/{number}",
        kind=letter.kind,
        about=letter.about,
        whose=letter.whose,
        reply_to=letter.reply_to,
    )


@transaction.atomic
def send_again(found: Sequence[Undelivered], *, at: datetime, by: str) -> int:
    """Send what did not arrive to the addresses that the customers have now; return how many letters leave."""
    held = _held(found) if found else []
    if not held:
        return 0
    told = deliveries_of({u.subscription for u in held})
    to = {u.letter_key: (u.subscription.customer.email, len(told.get(u.letter_key, ()))) for u in held if u.letter_key}
    sent = _send(to, held, at=at)
    Undelivered.objects.bulk_update(held, ["second_address"])
    _record([u for u in held if u.letter_key], "notice.sent_again", at=at, by=by)
    return sent


def note_missed(notices: Sequence[Notice], *, at: datetime) -> None:
    """Take notices out of the plan whose days have passed while nobody worked, inside the caller's transaction.

    Somebody has to look after those that should have announced a renewal. Three statements at most, and the journal.
    """
    if not notices:
        return
    rows = [
        Undelivered(
            subscription=n.subscription,
            term=n.term,
            kind=n.kind,
            trouble=Trouble.LATE,
            address=n.subscription.customer.email,
            lost=0,
            found_at=at,
        )
        for n in notices
    ]
    Undelivered.objects.bulk_create([u for u in rows if u.kind.startswith("renewal")], ignore_conflicts=True)
    Notice.objects.filter(pk__in=[n.pk for n in notices]).delete()
    _record(rows, "notice.not_delivered", at=at, by="the house")


@transaction.atomic
def tell_of_copy(letter_key: str, address: str) -> None:
    """Let those who look at a notice that did not arrive know that its letter was sent again by hand, and where to.

    That it was sent stands in the journal already, as the deed of whoever sent it.
    """
    original = letter_key.partition("/resend/")[0]
    Undelivered.objects.filter(letter_key=original, closed_at=None).update(second_address=address)


@transaction.atomic
def note_held(found: Sequence[Undelivered], *, at: datetime, by: str) -> list[Undelivered]:
    """Write down that charges are held for the sake of these; return those that were not held before.

    Rows that are new are those of notices that came late: nobody had found them lost.
    """
    Undelivered.objects.bulk_create([u for u in found if u.pk is None], ignore_conflicts=True)
    subscriptions = {u.subscription_id: u.subscription for u in found}
    wanted = {(u.subscription_id, u.term, u.kind) for u in found}
    rows = Undelivered.objects.select_for_update(of=("self",)).filter(subscription__in=list(subscriptions))
    fresh = [u for u in rows.order_by("pk") if (u.subscription_id, u.term, u.kind) in wanted and u.held_at is None]
    for u in fresh:
        u.subscription = subscriptions[u.subscription_id]
        u.held_at, u.closed_at, u.closed_why = at, None, ""  # whatever was thought of it before: now it holds a charge
    Undelivered.objects.bulk_update(fresh, ["held_at", "closed_at", "closed_why"])
    _record(fresh, "renewal.held", at=at, by=by)
    return fresh


class ChargeHeld(Refusal):
    """What holds a charge closes by itself: the customer confirms, pays or cancels, or the renewal is given up."""

    code = "charge_held"
    sentence = _("The charge waits for the customer’s word. This closes by itself when he confirms, pays or cancels.")
    status = 409


@transaction.atomic
def see_to(found: Undelivered, *, at: datetime, by: str) -> None:
    """Note that a member of the staff has seen to it; refused where a charge is held, since that goes on waiting."""
    [held] = _held([found])
    if held.held_at is not None and held.closed_at is None:
        raise ChargeHeld
    close([held], Closed.BY_HAND, at=at, by=by)


@transaction.atomic
def close(found: Sequence[Undelivered], why: Closed, *, at: datetime, by: str) -> None:
    """Note that nobody has to look after these any more."""
    held = [u for u in _held(found) if u.closed_at is None]
    for u in held:
        u.closed_at, u.closed_why, u.closed_by = at, why, by
    Undelivered.objects.bulk_update(held, ["closed_at", "closed_why", "closed_by"])
    _record(held, "notice.looked_after", at=at, by=by)


def take_to_show(pks: Sequence[int]) -> list[Undelivered]:
    """Take in hand those about which programs are told something, inside the caller's transaction."""
    rows = Undelivered.objects.select_for_update(of=("self",), skip_locked=True).select_related("subscription")
    return list(rows.filter(pk__in=pks).order_by("pk"))


@transaction.atomic
def note_shown(found: Sequence[Undelivered]) -> None:
    """Note what programs were told to show, as it stands in the rows; licensing keeps the journal of it."""
    Undelivered.objects.bulk_update(found, ["shown"])


def close_stale(subscriptions: Sequence[Subscription], *, at: datetime) -> None:
    """Close what facts have overtaken: the next term is paid, or nothing renews any more; two statements at most."""
    now = {s.pk: s for s in subscriptions}
    stale = list(Undelivered.objects.filter(closed_at=None, subscription__in=subscriptions))
    for u in stale:
        s = now[u.subscription_id]
        over = s.state != SubscriptionState.ACTIVE or (not s.auto_renew and u.kind.startswith("renewal"))
        why = Closed.CONFIRMED if u.term < s.terms_paid else Closed.CANCELLED if over else ""
        u.closed_at, u.closed_why = (at, why) if why else (None, "")
    if stale:
        Undelivered.objects.bulk_update(stale, ["closed_at", "closed_why"])


@transaction.atomic
def forget(customers: Collection[int]) -> None:
    """Know no more where notices of customers did not arrive, and what was said there. The story records it.

    That they did not arrive, when, and what came of it stays.
    """
    rows = Undelivered.objects.filter(subscription__customer__in=customers)
    rows.update(address="", words="", second_address="")


def _held(found: Sequence[Undelivered]) -> list[Undelivered]:
    rows = Undelivered.objects.select_for_update(of=("self",)).select_related("subscription__customer")
    return list(rows.filter(pk__in=[u.pk for u in found]).order_by("pk"))


def _record(found: Sequence[Undelivered], what: str, *, at: datetime, by: str) -> None:
    record_all(
        Entry(
            at=at,
            by=by,
            what=what,
            about=u.subscription.ref,
            whose=u.subscription.customer.ref,
            facts={"kind": u.kind, "trouble": str(u.trouble)},
        )
        for u in found
    )
