"""Wishes that came by mail are asked back, carried out, confirmed, denied and taken back."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.forms.models import model_to_dict
from django.utils.translation import gettext_lazy as _

from abaca.access import links
from abaca.inbox.actions import restate
from abaca.inbox.models import Incoming
from abaca.inbox.queries import by_ref
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import enqueue
from abaca.messaging.facts import day_fact
from abaca.store.correspondence import actions
from abaca.store.correspondence.deciding import Promise, Reason, open_to
from abaca.store.correspondence.declaring import harmless
from abaca.store.correspondence.models import Wish
from abaca.store.correspondence.queries import asked_about, done_about, wish_by_ref, wishes_of_mails
from abaca.store.correspondence.states import WishKind, WishState
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import present_self
from abaca.store.newsletters.actions import object_to
from abaca.store.newsletters.queries import preference_path
from abaca.store.newsletters.states import Source
from abaca.store.notices.actions import draft, subscription_facts
from abaca.store.payments.queries import methods_by_ref
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.queries import (
    latest_of,
    refs_of_line,
    running_of,
    subscription_by_ref,
    subscription_of,
)
from abaca.store.subscriptions.states import SubscriptionState

from . import cancellation, late_charges
from .cancellation import Evidence, answering
from .queries import whole_subscription

WISH_LINK = "wish"
NEEDED = "needed"  # says in what is told of a mail that a person is needed, whatever was told before
GOOD_FOR = 60  # days: long enough for a holiday


class WishSettled(Refusal):
    code = "wish_settled"
    sentence = _("This was settled already; nothing more needs to be done.")
    status = 409


class NotDoneYet(Refusal):
    code = "wish_not_done_yet"
    sentence = _("The renewal is not yet as the mail wishes it. Please carry it out with the button first.")
    status = 409


class NotForTheHouse(Refusal):
    code = "not_for_the_house"
    sentence = _("Such a wish has to be carried out on the page of its customer.")
    status = 409


def _customer_of(wish: Wish) -> Customer:
    """Return whose wish it is: by now perhaps another row for the same person."""
    if wish.customer is None:
        raise NotForTheHouse
    return present_self(wish.customer)


def ask(wish: Wish, mail: Incoming, promises: Sequence[Promise], *, at: datetime) -> None:
    """Ask the registered address whether it wants what a mail wishes, with a link for each thing that can be meant."""
    customer = _customer_of(wish)
    about = _now(wish.about)
    meant = {about} if about else {promise.ref for promise in open_to(wish.kind, promises)}
    titles = {s.ref: s for s in running_of([customer.pk]) if s.ref in meant}
    choices = [_choice(wish, each, at) for each in titles.values()] or [_choice(wish, None, at)]
    letter = draft(
        "wish_confirm",
        customer,
        about=wish.about,
        key=f"wish_confirm/{wish.ref}",
        facts={
            "wish": wish.kind,
            "received_at": {"instant": wish.came_at.isoformat()},
            "from_address": harmless(mail.from_address),
            "title": choices[0]["title"] if len(choices) == 1 else "",
            "path": choices[0]["path"],
            "choices": choices,
            "which_one": len(choices) > 1,
            **_what_is_charged(wish, list(titles.values()), at),
        },
    )
    enqueue([letter], at=at)


def _what_is_charged(wish: Wish, meant: Sequence[Subscription], at: datetime) -> dict[str, Any]:
    """Return what the letter names of a renewal that would be resumed: its price, its day and its payment method."""
    if wish.kind != WishKind.RESUME or len(meant) != 1:
        return {}
    method = methods_by_ref([meant[0].method_ref]).get(meant[0].method_ref)
    return subscription_facts(meant[0], method, at=at)


def _choice(wish: Wish, subscription: Subscription | None, at: datetime) -> dict[str, Any]:
    about = f"{wish.ref}/{subscription.ref}" if subscription else wish.ref
    path = f"/wish/{links.sign(WISH_LINK, about, days=GOOD_FOR, at=at)}/"
    if subscription is None:
        return {"title": "", "path": path}
    return {"title": subscription.plan.title, "ends": day_fact(subscription.ends_on), "path": path}


def linked(token: str, *, at: datetime) -> tuple[Wish, str]:
    """Return the wish that a link is about, and the subscription that it names, if it names one."""
    ref, _slash, about = links.read(WISH_LINK, token, at=at).partition("/")
    wish, about = wish_by_ref(ref), _now(about)
    return _about_this(wish, about) or wish, about


def _now(about: str) -> str:
    """Return the ref of what has taken the place of a subscription by upgrades; its own where nothing did."""
    return latest_of(subscription_by_ref(about)).ref if about else ""


def _about_this(wish: Wish, about: str) -> Wish | None:
    """Return the wish for the other subscription that a link names, once the first choice was carried out.

    Who has several and clicks on two links wishes two things; as long as he has not confirmed the second, it is asked.
    """
    if not about or not wish.about or about in (wish.about, _now(wish.about)):
        return None
    others = wishes_of_mails([wish.incoming]).get(wish.incoming, [])
    known = next((each for each in others if each.kind == wish.kind and each.about == about), None)
    if known is not None:
        return known
    facts = model_to_dict(wish, exclude=["id", "customer"])
    # what came of the first choice is not told of the second
    return Wish(**facts | {"state": WishState.ASKED, "about": about, "facts": {}}, customer=wish.customer)


def _meant_by(wish: Wish, customer: Customer) -> Subscription:
    """Return what a wish is about: what its customer has by now, where he went over to another plan since."""
    return latest_of(subscription_of(customer.pk, wish.about))


def carry_out(wish: Wish, mail: Incoming | None, *, gives_back: bool = True, at: datetime, by: str) -> dict[str, Any]:
    """Do what a mail wishes and confirm it by letter, in the conversation of the mail; return what is worth noting.

    With `gives_back` what was charged since a cancellation had come goes back.
    """
    customer = _customer_of(wish)
    if wish.kind not in {WishKind.CANCEL, WishKind.RESUME, WishKind.NEWSLETTER_OFF}:
        raise NotForTheHouse
    evidence = replace(_evidence(wish, mail), gives_back=gives_back)
    if wish.kind == WishKind.NEWSLETTER_OFF:
        return _stop_newsletter(customer, wish, evidence, at=at, by=by)
    subscription = _meant_by(wish, customer)
    wish.about = subscription.ref
    if wish.kind == WishKind.CANCEL:
        early = whole_subscription(subscription, at=at).may_end_within_a_month
        cancelled = cancellation.cancel_as_of(subscription, replace(evidence, ends_early=early), at=at, by=by)
        _overtake(subscription, [WishKind.RESUME], at=at, by=by)
        runs_on = early and cancelled.subscription.state == SubscriptionState.ACTIVE
        facts = {"ends_early": True} if runs_on and not cancelled.was_so else {}
        return ({"already": True} if cancelled.was_so else {}) | facts | cancelled.facts
    if subscription.auto_renew:
        cancellation.say_again(subscription, evidence, at=at)
        return {"already": True}
    _resume(subscription, evidence, at=at, by=by)
    return {}


def _stop_newsletter(customer: Customer, wish: Wish, evidence: Evidence, *, at: datetime, by: str) -> dict[str, Any]:
    said = object_to(customer, source=Source.MAIL, evidence=wish.incoming, at=at, by=by)
    letter = draft(
        "newsletter_changed",
        customer,
        about=customer.ref,
        key=f"newsletter_changed/{wish.ref}",
        facts={
            "on": False,
            "asked_at": {"instant": evidence.came_at.isoformat()},
            "path": preference_path(customer.ref, at=at),
        },
    )
    enqueue([answering(letter, evidence)], at=at)
    return {"already": True} if said.evidence != wish.incoming else {}


def _evidence(wish: Wish, mail: Incoming | None) -> Evidence:
    if mail is None:
        return Evidence(wish.came_at, wish.ref)
    return Evidence(wish.came_at, wish.ref, message_id=mail.message_id, references=tuple(mail.references))


@transaction.atomic
def confirm(
    wish_ref: str,
    about: str = "",
    *,
    at: datetime,
    by: str,
    reason: Reason = Reason.CONFIRMED,
    reply: Incoming | None = None,
    may_refund: bool = True,
) -> Wish:
    """Carry out what the customer confirms, or what staff find clear enough; a second click changes nothing.

    What was charged since a clear cancellation goes back by rule. Where the mail is not clear, somebody has to decide
    about the money, so it goes back only if whoever carries it out `may_refund`. `reply` is the mail by which he
    confirmed it: it is kept as evidence, and our letter answers it.
    """
    wish = _held(wish_ref)
    other = _about_this(wish, about)
    if other is not None:
        if other.ref == wish.ref:  # it is wished now for the first time
            other.ref = new_ref("wish", at)
            actions.note([other], by=by)
        wish = _held(other.ref)
    if wish.state == WishState.DONE:
        return wish
    if wish.state not in {WishState.OPEN, WishState.ASKED, WishState.DROPPED}:
        raise WishSettled
    wish.about = about or wish.about
    gives_back = goes_back_with(wish, may_refund=may_refund)
    facts = carry_out(wish, reply or by_ref(wish.incoming), gives_back=gives_back, at=at, by=by) | _evidence_of(reply)
    return tell(actions.move(wish, WishState.DONE, reason, about=wish.about, at=at, by=by, **facts), at)


def goes_back_with(wish: Wish, *, may_refund: bool) -> bool:
    """Tell whether what was charged since a wish had come goes back when somebody carries it out."""
    return wish.certain or may_refund


@transaction.atomic
def deny(wish_ref: str, *, at: datetime, by: str, reply: Incoming | None = None) -> Wish:
    """Drop a wish whose registered address says that it did not write the mail, by our link or by a reply."""
    wish = _held(wish_ref)
    if wish.state == WishState.DROPPED:
        return wish
    if not may_answer(wish):
        raise WishSettled
    return tell(actions.move(wish, WishState.DROPPED, Reason.DENIED, at=at, by=by, **_evidence_of(reply)), at)


def _evidence_of(reply: Incoming | None) -> dict[str, Any]:
    return {"answered_by": reply.ref} if reply else {}


@transaction.atomic
def give_up_waiting(wish_id: int, *, at: datetime, by: str) -> None:
    """Leave a wish to a person whose customer was asked and has not answered; his link stays good."""
    wish = actions.hold_unanswered(wish_id)
    if wish is None:
        return
    if _has_become_so(wish):
        _settle_otherwise(wish, at=at, by=by)
    else:
        tell(actions.move(wish, WishState.OPEN, Reason.UNANSWERED, at=at, by=by), at)


def _has_become_so(wish: Wish) -> bool:
    """Tell whether all that a wish can mean came about by another way, and leaves nobody anything to decide.

    Where money was charged since it came, that would go back if it were confirmed, it stays open.
    """
    if wish.kind not in {WishKind.CANCEL, WishKind.RESUME} or wish.customer is None:
        return False
    about, renews = _now(wish.about), wish.kind == WishKind.RESUME
    meant = [s for s in running_of([present_self(wish.customer).pk]) if about in ("", s.ref)]
    if any(s.auto_renew != renews for s in meant):
        return False
    if renews:
        return bool(meant)
    return not late_charges.all_going_back(meant, wish.came_at)


def _settle_otherwise(wish: Wish, *, at: datetime, by: str) -> None:
    tell(actions.move(wish, WishState.DONE, Reason.OTHERWISE, at=at, by=by, already=True), at)


def may_answer(wish: Wish) -> bool:
    """Tell whether the customer may still say yes or no to a wish by the link."""
    return wish.state == WishState.ASKED or (wish.state == WishState.OPEN and wish.reason == Reason.UNANSWERED)


@transaction.atomic
def settle_by_hand(wish_ref: str, *, done: bool, at: datetime, by: str) -> Wish:
    """Note that staff have done what a mail wishes, or that nothing is done about it.

    Where the house can see that a renewal is not as the mail wishes it, nobody can say that it was done.
    """
    wish = _held(wish_ref)
    if wish.state not in {WishState.OPEN, WishState.ASKED}:
        raise WishSettled
    if done and not _is_so(wish):
        raise NotDoneYet
    return tell(actions.move(wish, WishState.DONE if done else WishState.DROPPED, Reason.BY_STAFF, at=at, by=by), at)


def _is_so(wish: Wish) -> bool:
    """Tell whether a renewal stands as a mail wishes it, as far as one can see."""
    if wish.kind not in {WishKind.CANCEL, WishKind.RESUME} or wish.customer is None:
        return True
    running = running_of([present_self(wish.customer).pk])
    about = _now(wish.about)
    meant = [s for s in running if about in ("", s.ref)]
    return not meant or any(s.auto_renew == (wish.kind == WishKind.RESUME) for s in meant)


@transaction.atomic
def take_back(wish_ref: str, *, at: datetime, by: str) -> Wish:
    """Undo what was done for a mail: a cancelled renewal goes on, a resumed one is cancelled; by letter as well."""
    wish = _held(wish_ref)
    if wish.state == WishState.UNDONE:
        return wish
    if not can_be_taken_back(wish):
        raise NotForTheHouse
    subscription = _meant_by(wish, _customer_of(wish))
    facts: dict[str, Any] = {}
    if wish.kind == WishKind.CANCEL:
        cancellation.resume(subscription, at=at, by=by)
    else:
        facts = _cancel_again(wish, subscription, at=at, by=by)
    return tell(actions.move(wish, WishState.UNDONE, Reason.TAKEN_BACK, at=at, by=by, **facts), at)


def _cancel_again(wish: Wish, subscription: Subscription, *, at: datetime, by: str) -> dict[str, Any]:
    """Cancel what a mail had resumed; what was charged in between stays, and page and letter say so."""
    since = wish.acted_at or wish.came_at
    charged = late_charges.late_orders(subscription, since)
    stays = late_charges.goes_back(subscription, since) if charged else None
    evidence = Evidence(at, by_mail=False, gives_back=False, stays_charged=stays)
    cancellation.cancel_as_of(subscription, evidence, at=at, by=by)
    return {"stays_charged": charged[-1].ref, "number": charged[-1].number} if stays else {}


def can_be_taken_back(wish: Wish) -> bool:
    """Tell whether a mail changed a renewal, so that this can be undone: what was so before is not the mail's doing.

    What went back cannot be charged again by the house: who wants to go on buys again.
    """
    done = wish.state == WishState.DONE and wish.kind in {WishKind.CANCEL, WishKind.RESUME}
    return done and not wish.facts.get("already") and "given_back" not in wish.facts


@transaction.atomic
def cancel(subscription: Subscription, *, at: datetime, by: str) -> Subscription:
    """Turn a renewal off by a click; what mails did or asked about it before is overtaken by it."""
    cancelled = cancellation.cancel(subscription, at=at, by=by)
    _overtake(subscription, [WishKind.RESUME], at=at, by=by)
    _answer_otherwise(subscription, WishKind.CANCEL, at=at, by=by)
    return cancelled


@transaction.atomic
def resume(subscription: Subscription, *, at: datetime, by: str) -> Subscription:
    """Turn a renewal on again that its customer, or a mail of his, has cancelled; what the mail did is undone by it."""
    resumed = _resume(subscription, None, at=at, by=by)
    _answer_otherwise(subscription, WishKind.RESUME, at=at, by=by)
    return resumed


def _resume(subscription: Subscription, evidence: Evidence | None, *, at: datetime, by: str) -> Subscription:
    resumed = cancellation.resume(subscription, evidence=evidence, at=at, by=by)
    _overtake(subscription, [WishKind.CANCEL, WishKind.RESUME], at=at, by=by)
    return resumed


def _overtake(subscription: Subscription, kinds: Sequence[WishKind], *, at: datetime, by: str) -> None:
    """Note that what mails did about a renewal does not stand any more: to take it back would undo what came later."""
    for wish in done_about(refs_of_line(subscription), kinds):
        tell(actions.move(wish, WishState.UNDONE, Reason.TAKEN_BACK, at=at, by=by), at)


def _answer_otherwise(subscription: Subscription, kind: WishKind, *, at: datetime, by: str) -> None:
    """Settle what a customer was asked about a renewal, now that it is so without his answer."""
    for wish in asked_about(refs_of_line(subscription), subscription.customer_id, kind):
        if _has_become_so(wish):
            _settle_otherwise(wish, at=at, by=by)


def note_charge(wish: Wish, facts: dict[str, Any], *, at: datetime, by: str) -> None:
    """Note at a wish what followed from a charge that was on its way when it was carried out, and let its mail say so.

    Money that could not go back makes its mail wait for a person.
    """
    tell(actions.note_charge_answered(wish, at=at, by=by, **facts), at)


def tell(wish: Wish, at: datetime) -> Wish:
    """Let the mail say how its wishes stand now, so that whoever waits for them learns of it."""
    wishes = wishes_of_mails([wish.incoming]).get(wish.incoming, [])
    open_ones = {WishState.OPEN, WishState.ASKED}
    needed = any(needs_somebody(each) for each in wishes)
    done = not needed and not any(each.state in open_ones for each in wishes)
    told_now: dict[str, Any] = {"done": done, "wishes": [told(each) for each in wishes]}
    restate(wish.incoming, told_now | ({NEEDED: True} if needed else {}), at=at)
    return wish


def needs_somebody(wish: Wish) -> bool:
    """Tell whether a person must see to a wish that was done or asked back.

    The renewal is off, and its money is not back, or the law lets the paid term end earlier (N6); or its customer has
    not answered.
    """
    unanswered = wish.state == WishState.OPEN and wish.reason == Reason.UNANSWERED
    left = "not_given_back" in wish.facts or "ends_early" in wish.facts
    return unanswered or (wish.state == WishState.DONE and left)


def told(wish: Wish) -> dict[str, Any]:
    """Return a wish as the desk is told of it."""
    return {
        "ref": wish.ref,
        "kind": wish.kind,
        "certain": wish.certain,
        "state": wish.state,
        "reason": wish.reason,
        "about": wish.about,
    }


def _held(wish_ref: str) -> Wish:
    wish = actions.hold(wish_ref)
    return wish if wish is not None else wish_by_ref(wish_ref)  # which refuses
