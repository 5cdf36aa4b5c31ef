"""N1 to N7, S19, S32, S33: who is told what before the end of a term, and what follows when it does not arrive."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.test import Client

from abaca.access import links
from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.kernel.money import Money
from abaca.messaging.models import Letter, Stream
from abaca.store.catalogue.actions import set_tier
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.catalogue.reducing import Tier
from abaca.store.customers.actions import ask_for_email_change
from abaca.store.notices.actions import PAY_LINK, replan
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.workflows import cancellation, jobs
from abaca.store.workflows.coming import coming
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.my_data import change_address, confirm_new_email
from abaca.store.workflows.refunds import Extent, To, Wish, refund
from tests.makers.shop import ALICE, BOB, Buyer, card

MARIE = replace(ALICE, email="marie@example.com", country="FR", city="Lyon", postcode="69003")
PRICE = Money(7900, "EUR")
BOXED_ON = "2027-01-19"  # D-42 for consumers in France
D = "2027-03-02"


def bounce(*keys: str) -> None:
    """Let letters come back, as the receiving side says some hours later."""
    rows = Letter.objects.filter(key__in=keys)
    assert rows.update(bounced_at=present(), bounce_words="550 no such user") == len(keys)
    drain_all(at=present())


def boxed(subscription) -> str:
    return f"renewal_boxed/{subscription.ref}/{subscription.terms_paid}"


def given(subscription) -> list[str]:
    return [n.kind for n in Notice.objects.filter(subscription=subscription, said_at__isnull=False)]


# --- the calendar of one life ----------------------------------------------------------------------------------------


def test_s19_n4_each_notice_is_proven_by_row_words_language_sum_and_times(shop, clock, letters):
    shop.sells(to=MARIE)
    clock.travel_to("2027-02-20")

    first, second = Notice.objects.filter(said_at__isnull=False)
    assert (first.kind, second.kind) == ("renewal_boxed", "renewal_second")
    assert first.said_at.date().isoformat() == BOXED_ON
    assert first.why == {"code": "renews", "rules": ["fr_consumers"], "months": 12, "country": "FR"}
    assert (first.blocks_charge, second.blocks_charge) == (True, False)
    assert (first.opens_on, first.closes_on) == (date(2027, 1, 16), date(2027, 1, 28))
    assert (first.language, first.named) == ("en", PRICE)
    assert len(first.text_version) == 12
    assert first.text_version != second.text_version
    letter = Letter.objects.get(key=first.letter_key)
    assert (letter.created_at, letter.sent_at, letter.bounced_at) == (first.said_at, first.said_at, None)


def test_the_preview_names_every_letter_and_the_charge_with_its_reason(shop, clock):
    shop.sells(to=MARIE)
    [whole] = Buyer(MARIE).whole.subscriptions
    told = coming([whole], at=clock.now)[whole.subscription.pk]

    assert [(one.kind, one.at.date().isoformat(), one.is_letter) for one in told] == [
        ("renewal_boxed", BOXED_ON, True),
        ("renewal_second", "2027-02-18", True),
        ("charge", D, False),
        ("receipt", D, True),
    ]
    assert [one.why.get("country") for one in told] == ["FR", None, None, None]
    assert [one.holds_charge for one in told] == [True, False, False, False]


def test_the_preview_comes_true(shop, clock, letters):
    """Whatever was foreseen on the first day is what arrives, and nothing else."""
    shop.sells(to=card(MARIE, "ok", until=(2, 2027)))
    alice = Buyer(MARIE)
    [whole] = alice.whole.subscriptions
    foreseen = [
        one for one in coming([whole], at=clock.now)[whole.subscription.pk] if one.is_letter and one.kind != "receipt"
    ]
    before = len(letters.to(MARIE))
    clock.travel_to("2027-03-01")
    assert len(letters.to(MARIE)) == before + len(foreseen)
    assert [one.kind for one in foreseen] == ["renewal_boxed", *["card_expiry"] * 2, "renewal_second", "card_expiry"]


def test_n2_nothing_is_said_of_the_renewal_after_a_cancellation_and_s32_the_end_is_said(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-10")
    marie.cancels()
    clock.travel_to("2027-03-04")

    assert given(marie.subscription) == ["ending"]
    assert [
        letter.kind for letter in Letter.objects.filter(whose=marie.customer.ref).exclude(kind="welcome").order_by("pk")
    ] == [
        "order_confirmed",
        "renewal_cancelled",
        "ending",
        "ended",
    ]


def test_n2_a_card_notice_that_meets_a_renewal_notice_is_one_letter_with_both_and_keeps_its_box(shop, clock, letters):
    shop.sells(to=card(ALICE, "ok", until=(1, 2027)))
    alice = Buyer(ALICE)
    clock.travel_to("2027-01-10")
    alice.cancels()
    clock.travel_to("2027-02-01T15:00")  # the day after that of the first card notice
    alice.resumes()
    drain_all(at=present())

    both = letters.to(ALICE).last
    assert "Last day to refuse" in both.text
    assert "will have expired by then" in both.text
    assert given(alice.subscription) == ["ending", "renewal_boxed"]


@pytest.mark.parametrize(
    ("country", "kinds"), [("FR", ["renewal_boxed"]), ("AT", ["renewal_boxed", "card_expiry_1"])], ids=str
)
def test_n2_n6_where_the_law_wants_a_letter_of_its_own_it_says_nothing_else(shop, clock, letters, country, kinds):
    person = replace(card(MARIE, "ok", until=(1, 2027)), country=country)
    shop.sells(to=person)
    subscription = Buyer(person).subscription
    both = Notice.objects.filter(subscription=subscription, kind__in=["renewal_boxed", "card_expiry_1"])
    both.update(planned_at=clock.now)
    drain_all(at=present())

    written = Letter.objects.filter(about=subscription.ref).order_by("pk")
    assert [letter.key.partition("/")[0] for letter in written] == kinds
    assert {n.letter_key.partition("/")[0] for n in both} == set(kinds)  # each row names the letter that gave it


# --- N1, S32, S33: they cannot be switched off -----------------------------------------------------------------------


def test_s32_s33_n1_no_letter_of_the_store_carries_a_way_to_switch_it_off(shop, clock, letters):
    shop.sells(to=card(MARIE, "ok", until=(1, 2027)))
    clock.travel_to("2027-03-20")

    rows = Letter.objects.filter(whose=Buyer(MARIE).customer.ref)
    assert {row.stream for row in rows} == {Stream.NOTICE}
    for letter in letters.to(MARIE):
        assert "List-Unsubscribe" not in letter.raw


# --- N3: late starts -------------------------------------------------------------------------------------------------


def test_n3_who_turns_the_renewal_on_himself_within_the_window_has_confirmed_it(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-05")
    marie.cancels()
    clock.travel_to("2027-02-10")  # after the window of the boxed letter
    marie.resumes()
    drain_all(at=present())
    assert "Last day to refuse" in letters.to(MARIE).last.text  # at once

    clock.travel_to("2027-03-03")
    assert shop.charges() == [PRICE, PRICE]
    assert marie.ends == date(2028, 3, 2)


def test_n3_where_the_staff_turned_it_on_late_nothing_is_charged_by_itself(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-05")
    marie.cancels()
    clock.travel_to("2027-02-10")
    cancellation.resume(marie.subscription, at=clock.now, by="usr_sam")

    clock.travel_to("2027-03-10")
    assert shop.charges() == [PRICE]
    assert marie.whole.subscriptions[0].is_held


def test_n3_who_turns_the_renewal_on_after_the_hour_of_the_second_letter_gets_it_at_once(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-02-10")
    marie.cancels()
    clock.travel_to("2027-02-20")  # D-10, two days after that of the second letter
    marie.resumes()
    drain_all(at=present())
    change_address(marie.customer, "billing", MARIE.address(), at=clock.now, by=marie.customer.ref)
    clock.travel_to("2027-03-01")

    assert given(marie.subscription) == ["renewal_boxed", "renewal_second"]
    assert letters.to(MARIE).subjects.count(letters.to(MARIE).last.subject) == 1


@pytest.mark.parametrize("lag", [timedelta(minutes=5), timedelta(days=5)], ids=str)
def test_s19_a_letter_whose_hour_has_come_is_not_lost_when_something_changes_before_it_left(shop, clock, letters, lag):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-02-18T07:59")
    planned = Notice.objects.get(kind="renewal_second").planned_at
    replan([marie.subscription], at=planned + lag)  # no worker has been there since

    clock.travel_to(planned + lag)
    assert given(marie.subscription) == ["renewal_boxed", "renewal_second"]


def test_s32_the_letter_that_it_ends_is_not_lost_either(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-10")
    marie.cancels()
    planned = Notice.objects.get(kind="ending").planned_at
    clock.travel_to(planned - timedelta(minutes=1))
    replan([marie.subscription], at=planned + timedelta(minutes=5))

    clock.travel_to("2027-02-01")
    assert given(marie.subscription) == ["ending"]


# --- N5: it did not arrive -------------------------------------------------------------------------------------------


def test_n5_a_required_notice_that_bounced_holds_the_charge_until_the_customer_confirms(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    [lost] = Undelivered.objects.all()
    assert (lost.trouble, lost.words, lost.held_at, lost.closed_at) == ("bounced", "550 no such user", None, None)

    clock.travel_to(f"{D}T12:00")
    assert shop.charges() == [PRICE]
    assert marie.standing == "past_due"
    asked = letters.to(MARIE).last
    assert asked.subject == "Please confirm that Musa Accounting Professional goes on"
    assert "nothing was charged, and nothing will be unless you say so" in asked.text

    clock.travel_to("2027-03-10")  # the days on which a failed charge would be tried again
    assert shop.charges() == [PRICE]
    assert [s for s in letters.to(MARIE).subjects if "goes on" in s] == [asked.subject]
    assert check_all(at=present()) == []

    renewal = marie.orders[1].order
    page = f"/confirm/{links.sign(PAY_LINK, renewal.ref, days=9, at=present())}/"
    shown = Client().get(page).content.decode()
    assert "Should Musa Accounting Professional go on?" in shown
    assert shop.charges() == [PRICE]  # a look changes nothing
    Client().post(page)
    drain_all(at=present())

    assert shop.charges() == [PRICE, PRICE]
    assert marie.ends == date(2028, 3, 2)
    lost.refresh_from_db()
    assert (lost.closed_why, lost.closed_by) == ("confirmed", marie.customer.ref)
    assert not marie.whole.subscriptions[0].is_held
    assert check_all(at=present()) == []


def test_n5_the_program_shows_what_did_not_arrive_and_what_waits(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    [key] = marie.orders[0].keys

    def shown() -> list[tuple]:
        told = [d["body"] for d in shop.feed() if d["kind"] == "product_key.noticed"]
        assert {body["ref"] for body in told} <= {key.ref}
        return [(body["code"], body["url"]) for body in told]

    clock.travel_to("2027-01-20")
    assert shown() == []
    bounce(boxed(marie.subscription))
    assert shown() == [("letter_returned", "http://localhost:8000/account/")]

    clock.travel_to(f"{D}T12:00")
    renewal = marie.orders[1].order
    page = f"http://localhost:8000/account/orders/{renewal.number}/"  # which wants a log-in: others use the program too
    assert shown()[1:] == [("renewal_waits", page)]

    jobs.confirm_renewal(renewal, at=clock.now, by=marie.customer.ref)
    drain_all(at=clock.now)
    assert shown()[2:] == [(None, None)]
    clock.travel_to("2027-03-20")
    assert len(shown()) == 3


def test_n5_without_a_word_the_subscription_ends_and_nothing_is_ever_charged(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to("2027-04-02")

    assert shop.charges() == [PRICE]
    assert marie.standing == "ended"
    [lost] = Undelivered.objects.all()
    assert lost.closed_why == "cancelled"


def test_n5_a_new_card_is_no_confirmation_but_paying_the_open_term_is(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to(f"{D}T12:00")
    other = card(MARIE, "soft_first_renewal").means(clock.now)
    jobs.change_method(marie.subscription, other, at=clock.now, by=marie.customer.ref)
    assert shop.charges() == [PRICE]

    jobs.pay(marie.orders[1].order, MARIE.means(clock.now), at=clock.now, by=marie.customer.ref)
    drain_all(at=present())
    assert shop.charges() == [PRICE, PRICE]
    [lost] = Undelivered.objects.all()
    assert lost.closed_why == "confirmed"


def test_n5_who_has_confirmed_is_asked_for_the_money_like_everybody_else_when_the_bank_says_no(shop, clock, letters):
    empty = replace(MARIE, email="empty.marie@example.com", pays="wallet")  # a wallet that begins empty
    company, marie = rehearsal_company(), Buyer(empty)
    company.top_up(empty.email, 7900, "EUR", clock.now)
    shop.sells(to=empty)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to(f"{D}T12:00")
    jobs.confirm_renewal(marie.orders[1].order, at=clock.now, by=marie.customer.ref)
    assert [a.state for a in marie.orders[1].attempts] == ["declined"]

    company.top_up(empty.email, 7900, "EUR", clock.now)
    clock.travel_to("2027-03-05")
    assert [a.customer_present for a in marie.orders[1].attempts] == [True, False]
    assert shop.charges() == [PRICE, PRICE]


@pytest.mark.parametrize("day", ["2027-01-21", "2027-02-03"], ids=["within the window", "after it"])
def test_n5_who_corrects_his_address_gets_the_letter_again_and_only_within_the_window_it_counts(
    shop, clock, letters, day
):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to(day)
    token = ask_for_email_change(marie.customer, "marie@new.example", at=clock.now, by=marie.customer.ref)
    confirm_new_email(token, at=clock.now)
    drain_all(at=present())
    assert "Last day to refuse" in letters.to("marie@new.example").last.text

    clock.travel_to("2027-03-03")
    [lost] = Undelivered.objects.all()
    assert lost.second_address == "marie@new.example"
    in_time = day < "2027-01-28"
    assert len(shop.charges()) == (2 if in_time else 1)
    assert (lost.closed_why, lost.held_at is None) == (("arrived", True) if in_time else ("", False))


def test_n5_who_corrects_his_address_after_the_charge_was_held_is_asked_for_his_word_there(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to(f"{D}T12:00")
    token = ask_for_email_change(marie.customer, "marie@new.example", at=clock.now, by=marie.customer.ref)
    confirm_new_email(token, at=clock.now)
    drain_all(at=present())

    asked = "Please confirm that Musa Accounting Professional goes on"
    assert letters.to("marie@new.example").subjects.count(asked) == 1
    assert shop.charges() == [PRICE]  # an address is no word
    marie = Buyer(replace(MARIE, email="marie@new.example"))
    jobs.confirm_renewal(marie.orders[1].order, at=clock.now, by=marie.customer.ref)
    assert shop.charges() == [PRICE, PRICE]

    token = ask_for_email_change(marie.customer, "marie@newer.example", at=clock.now, by=marie.customer.ref)
    confirm_new_email(token, at=clock.now)
    drain_all(at=present())
    assert asked not in letters.to("marie@newer.example").subjects


def test_n5_what_credit_pays_goes_on_by_itself_when_no_rule_asks_for_the_letter_any_more(shop, clock, letters):
    sold = shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    refund(sold.order, Wish(Extent.GOODWILL, 7900, to=To.CREDIT), at=clock.now, by="sam")
    clock.travel_to("2027-01-20")
    bounce(boxed(marie.subscription))
    clock.travel_to(f"{D}T12:00")
    assert marie.whole.subscriptions[0].is_held
    assert marie.orders[1].order.due == 0

    change_address(marie.customer, "billing", ALICE.address(), at=clock.now, by=marie.customer.ref)
    clock.travel_to("2027-03-20")
    assert (marie.standing, marie.ends) == ("renews", date(2028, 3, 2))
    assert shop.charges() == [PRICE]
    [lost] = Undelivered.objects.all()
    assert lost.closed_why == "cancelled"
    assert not marie.whole.subscriptions[0].is_held
    assert check_all(at=present()) == []


def test_n5_a_second_address_is_tried_by_itself_where_one_is_known(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    User.objects.filter(ref=marie.customer.user_ref).update(email="marie@office.example")
    bounce(boxed(marie.subscription))

    assert "Last day to refuse" in letters.to("marie@office.example").last.text
    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 2


def test_n5_it_is_no_hold_where_no_rule_asks_for_it(shop, clock, letters):
    for person in (
        ALICE,
        replace(MARIE, email="firm@example.com", company="Rossi SARL"),
        replace(BOB, email="b@x.example"),
    ):
        shop.sells(to=person)
        if person.pays == "transfer":
            shop.books(Buyer(person).orders[0].order)
    clock.travel_to("2027-01-26")
    for letter in Letter.objects.filter(kind="renewal_boxed"):
        bounce(letter.key)
    assert Undelivered.objects.count() == 3  # somebody looks after each

    clock.travel_to("2027-03-03")
    assert [charge.amount for charge in shop.charges()].count(7900) >= 2
    assert not Undelivered.objects.filter(held_at__isnull=False).exists()
    assert Buyer(ALICE).ends == date(2028, 3, 2)


def test_n5_a_mail_server_that_refused_all_through_the_window_holds_the_charge(shop, clock, letters, settings):
    shop.sells(to=MARIE)
    clock.travel_to("2027-01-15")
    port, settings.SMTP_PORT = settings.SMTP_PORT, 1
    clock.travel_to("2027-01-29")
    [lost] = Undelivered.objects.all()
    assert lost.trouble == "refused"
    settings.SMTP_PORT = port

    clock.travel_to("2027-03-03")
    assert shop.charges() == [PRICE]
    assert "goes on" in letters.to(MARIE).last.subject


def test_n5_who_moves_to_france_gets_the_letter_that_is_wanted_there(shop, clock, letters):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE)
    clock.travel_to("2026-12-01")
    change_address(alice.customer, "billing", MARIE.address(), at=clock.now, by=alice.customer.ref)
    clock.travel_to("2027-01-19T12:00")
    assert given(alice.subscription) == ["renewal_boxed"]
    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 2


# --- N7: another price -----------------------------------------------------------------------------------------------


def test_n7_another_price_is_shown_beside_the_old_one_and_a_later_one_waits(shop, clock, letters):
    def tier(percent: int, on: date) -> None:
        plan = plan_for_sale("professional")
        set_tier(plan, Tier(10, percent=percent), valid_from=on, today=present().date(), at=present(), by="sam")

    shop.sells(to=ALICE, seats=10)
    clock.travel_to("2026-12-01")
    tier(1000, date(2027, 1, 20))
    clock.travel_to("2027-01-25")
    boxed_letter = letters.to(ALICE).last.text
    assert "Price until now, tax included" in boxed_letter
    assert "EUR\xa0790.00" in boxed_letter
    assert "EUR\xa0711.00" in boxed_letter
    assert "Charged on" in boxed_letter

    tier(2000, date(2027, 1, 26))  # later than the notice: the next term
    clock.travel_to("2027-03-03")
    assert [charge.amount for charge in shop.charges()] == [79000, 71100]

    clock.travel_to("2028-01-25")
    assert "EUR\xa0711.00" in letters.to(ALICE).last.text
    assert "EUR\xa0632.00" in letters.to(ALICE).last.text


def test_n7_a_price_that_stays_has_no_old_one(shop, clock, letters):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-20")
    assert all("until now" not in letter.text for letter in letters.to(ALICE))
