"""S27 to S31: a contract is cancelled on the public page while its money comes, and nobody is left with half of it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all
from abaca.kernel.money import Money
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import AwaitedCharge, Declaration
from abaca.store.payments.models import Refund
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import declarations, jobs, late_charges, merging
from abaca.store.workflows.mail_wishes import settle_mails
from abaca.store.workflows.refunds import Extent, Wish
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, BOB, DORA, Buyer, Person, card
from tests.makers.staff import at_the_desk
from tests.makers.visits import link_in
from tests.store.workflows.test_late_charges import contested
from tests.stories.test_cancel_anywhere import STRANGER, declare, settled, words

FRITZ = Person("Fritz Klein", "fritz@example.com", "Weg 1", "10115", "Berlin", "DE", "de")
IBAN = "AT61 1904 3002 3457 3201"


def charges_leave(clock) -> None:
    """Let the renewals of the next minute be charged, and their answers not be there yet."""
    set_present(clock.now + timedelta(minutes=1))
    for work in ("store.renewals", "store.collect"):
        drain(work, at=clock.now)


def test_money_at_which_a_bank_is_looking_is_told_to_a_person_and_holds_up_nobody_else(shop, clock, letters, client):
    hers = shop.sells(to=card(ALICE, "processing")).order.number
    his = shop.sells(to=card(DORA, "processing")).order.number
    clock.travel_to("2027-03-02T05:59")
    charges_leave(clock)
    declare(client, hers)
    declare(client, his, DORA.email)
    drain_all(at=clock.now)
    assert list(Declaration.objects.values_list("state", flat=True)) == ["done", "done"]

    set_present(clock.now + timedelta(hours=3))
    drain("store.collect", at=clock.now)
    contested(Buyer(ALICE).orders[-1].attempts[0])
    clock.travel_to("2027-03-04")

    first, second = Declaration.objects.order_by("pk")
    assert (first.state, first.why, first.settled_at) == ("with_staff", "money", None)
    assert "disputed at the bank" in first.note
    assert (second.state, Refund.objects.get().payment.order.customer.email) == ("done", DORA.email)
    assert not AwaitedCharge.objects.exists()

    declarations.close(first, note="The bank has decided.", at=clock.now, by="sam")
    first.refresh_from_db()
    assert (first.state, first.note.splitlines()[-1]) == ("closed", "The bank has decided.")


def test_money_that_a_bank_looks_at_before_anybody_comes_to_the_declaration(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    clock.travel_to("2027-03-02T05:00")
    declare(client, number)
    Declaration.objects.update(next_at=None)  # the worker does not come to it
    clock.travel_to("2027-03-02T08:00")
    contested(Buyer(ALICE).orders[-1].attempts[0])

    Declaration.objects.update(next_at=clock.now)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "money")
    assert not Buyer(ALICE).subscription.auto_renew
    assert "could not go back by itself. A person looks at it" in letters.to(ALICE).last.text


def test_several_charges_that_one_declaration_meets_on_their_way_all_go_back(shop, clock, letters, client):
    shop.sells(to=card(ALICE, "processing"))
    shop.sells(to=card(ALICE, "processing"), token="two")
    clock.travel_to("2027-03-02T05:59")
    declare(client, ALICE.email, STRANGER)
    settled(clock)
    path = link_in(letters, ALICE.email, "cancel/confirm")
    charges_leave(clock)

    client.post(path, {"chosen": list(Subscription.objects.values_list("ref", flat=True)), "yes": "yes"})
    assert AwaitedCharge.objects.count() == 2
    clock.travel_to("2027-03-10")

    assert [refund.state for refund in Refund.objects.all()] == ["succeeded", "succeeded"]
    assert not Subscription.objects.filter(state="active").exists()


def bob_pays_after_he_declared(shop, clock, letters, client) -> str:
    sold = shop.sells(to=BOB)
    shop.books(sold.order)
    clock.travel_to("2027-02-20")
    declare(client, BOB.email, STRANGER)
    settled(clock)
    path = link_in(letters, BOB.email, "cancel/confirm")
    clock.travel_to("2027-02-21")
    shop.books(Buyer(BOB).orders[-1].order)
    return path


def test_who_paid_by_transfer_after_he_declared_names_the_account(shop, clock, letters, client):
    path = bob_pays_after_he_declared(shop, clock, letters, client)
    ref = Buyer(BOB).subscription.ref
    page = words(client.get(path))
    assert "79.00 goes back, and it ends at once" in page
    assert "renews on" not in page
    desk_s = words(at_the_desk().get(f"/console/declarations/{Declaration.objects.get().ref}/"))
    assert "79.00 came by transfer after that day" in desk_s

    assert client.post(path, {"chosen": ref, "iban": ""}).status_code == 422
    assert client.post(path, {"chosen": ref, "iban": "CH00"}).status_code == 400
    assert Buyer(BOB).standing == "renews"

    client.post(path, {"chosen": ref, "iban": IBAN})
    assert settled(clock).state == "done"
    assert (Refund.objects.get().kind, Refund.objects.get().iban) == ("bank", IBAN.replace(" ", ""))
    assert Buyer(BOB).ends.isoformat() == "2027-03-02"


def test_where_nobody_told_the_account_a_person_is_told_and_page_and_letter_say_so(shop, clock, letters, client):
    path = bob_pays_after_he_declared(shop, clock, letters, client)
    declarations.say_yes(Declaration.objects.get(), [Buyer(BOB).subscription.ref], at=clock.now, by="sam")
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "money")
    assert "nobody has told us the account" in declaration.note
    assert "could not go back by itself. A person looks at it" in words(client.get(path))
    assert letters.to(BOB).last.kind == "renewal_cancelled"


def test_the_page_of_a_mail_promises_no_transfer_back_before_the_account_is_known(shop, clock, letters, client):
    sold = shop.sells(to=BOB)
    shop.books(sold.order)
    clock.travel_to("2027-02-20")
    mail = make_mail("Bitte kündigen Sie mein Abonnement.", sender=BOB.email, at=clock.now, authenticated=False)
    settle_mails([mail.pk], at=clock.now)
    drain_all(at=clock.now)
    path = link_in(letters, BOB.email, "wish")
    clock.travel_to("2027-02-21")
    shop.books(Buyer(BOB).orders[-1].order)

    page = words(client.get(path))
    assert "79.00 came by transfer after this e-mail" in page
    assert "All of it goes back to you" not in page
    client.post(path, {"answer": "yes"})
    drain_all(at=clock.now)
    assert Letter.objects.filter(kind="renewal_cancelled").latest("pk").context["money_waits"] is True


def test_what_went_back_already_is_not_promised_again(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-28")
    declare(client, ALICE.email, STRANGER)
    declared_at = settled(clock).received_at
    path = link_in(letters, ALICE.email, "cancel/confirm")
    clock.travel_to("2027-03-03")
    jobs.refund(Buyer(ALICE).orders[-1].order, Wish(Extent.GOODWILL, amount=3000), at=clock.now, by="sam")
    drain_all(at=clock.now)

    assert late_charges.goes_back(Buyer(ALICE).subscription, declared_at) == Money(4900, "EUR")
    assert "49.00 goes back" in words(client.get(path))
    desk_s = words(at_the_desk().get(f"/console/declarations/{Declaration.objects.get().ref}/"))
    assert f"What comes back: EUR 49.00 ({Buyer(ALICE).orders[-1].order.number})" in desk_s
    client.post(path, {"chosen": Buyer(ALICE).subscription.ref, "yes": "yes"})
    drain_all(at=clock.now)
    assert sorted(Refund.objects.values_list("amount", flat=True)) == [3000, 4900]


def test_as_many_statements_for_the_sums_of_one_and_of_three(shop, clock):
    for number in range(3):
        shop.sells(to=ALICE, token=str(number))
    declared_at = clock.now
    clock.travel_to("2027-03-03")
    every, counts = list(Subscription.objects.all()), []
    for some in (every[:1], every):
        with CaptureQueriesContext(connection) as counted:
            assert len(late_charges.all_going_back(some, declared_at)) == len(some)
        counts.append(len(counted))
    assert counts[0] == counts[1]


# --- several at once, and what a person decides ----------------------------------------------------------------------


def two_of_alice(shop, clock, letters, client, **typed) -> tuple[str, list[str]]:
    """Let Alice have two subscriptions, that end on 2 March and on 2 June; return her link and their refs."""
    shop.sells(to=ALICE)
    clock.travel_to("2026-06-02")
    shop.sells(to=ALICE, token="two")
    declare(client, ALICE.email, STRANGER, **typed)
    settled(clock)
    refs = list(Subscription.objects.order_by("pk").values_list("ref", flat=True))
    return link_in(letters, ALICE.email, "cancel/confirm"), refs


def renewing() -> list[bool]:
    return list(Subscription.objects.order_by("pk").values_list("auto_renew", flat=True))


def test_an_end_too_late_for_one_of_two_leaves_only_that_one(shop, clock, letters, client):
    path, refs = two_of_alice(shop, clock, letters, client, ends="date", wanted_on="2027-06-01")
    client.post(path, {"chosen": refs, "yes": "yes"})
    declaration = settled(clock)
    assert (declaration.state, declaration.why, declaration.about) == ("with_staff", "later_date", refs[0])
    assert renewing() == [True, False]

    declarations.say_yes(declaration, refs[:1], at=clock.now, by="sam")
    assert (settled(clock).state, renewing()) == ("done", [False, False])


def test_staff_carry_one_declaration_out_for_two_at_once(shop, clock, letters, client):
    _path, refs = two_of_alice(shop, clock, letters, client)
    clock.travel_to("2026-06-06")
    declaration = Declaration.objects.get()
    assert declaration.why == "unanswered"
    desk = at_the_desk()
    page = desk.get(f"/console/declarations/{declaration.ref}/").content.decode()
    assert all(f'type="checkbox" name="chosen" value="{ref}"' in page for ref in refs)
    desk.post(f"/console/declarations/{declaration.ref}/carry-out/", {"chosen": refs})
    assert (settled(clock).state, renewing()) == ("done", [False, False])


@pytest.mark.parametrize("by_staff", [False, True])
def test_a_cause_stays_with_a_person_until_he_notes_what_he_decided(shop, clock, letters, client, *, by_staff):
    path, refs = two_of_alice(shop, clock, letters, client, kind="extraordinary", reason="It does not start.")
    client.post(path, {"chosen": refs[0], "yes": "yes"})
    if by_staff:
        declarations.say_yes(Declaration.objects.get(), refs[1:], at=clock.now, by="sam")
    assert (settled(clock).state, Declaration.objects.get().why) == ("with_staff", "cause")


def test_an_earlier_end_turns_the_renewal_off_and_is_left_to_a_person(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, ends="date", wanted_on="2026-06-05")
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "earlier")
    assert not Buyer(ALICE).subscription.auto_renew
    assert "A person decides whether it ends earlier" in letters.to(ALICE).last.text


@pytest.mark.parametrize("wanted", ["2027-03-01", "2027-03-02"])
def test_the_last_day_of_the_term_and_its_end_are_no_earlier_end(shop, clock, letters, client, wanted):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, ends="date", wanted_on=wanted)
    assert settled(clock).state == "done"
    assert "A person decides" not in letters.to(ALICE).last.text


@pytest.mark.parametrize("typed", [{}, {"ends": "date", "wanted_on": "2027-06-05"}])
@pytest.mark.parametrize("is_off", [False, True])
def test_n6_a_german_consumer_after_the_first_renewal_is_left_to_a_person(shop, clock, letters, client, typed, is_off):
    number = shop.sells(to=FRITZ).order.number
    clock.travel_to("2027-05-01")
    if is_off:
        Buyer(FRITZ).cancels()
    declare(client, number, FRITZ.email, **typed)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "earlier")
    assert not Buyer(FRITZ).subscription.auto_renew
    assert letters.to(FRITZ).last.kind == "renewal_cancelled"

    declarations.close(declaration, note="Ends on 2 June.", at=clock.now, by="sam")
    assert settled(clock).state == "closed"


def test_a_later_end_is_respected_also_after_customers_were_joined(shop, clock, letters, client):
    mistyped = replace(ALICE, email="alise@example.com")
    shop.sells(to=ALICE)
    shop.sells(to=mistyped)
    declare(client, mistyped.email, STRANGER, ends="date", wanted_on="2028-03-31")
    settled(clock)
    path = link_in(letters, mistyped.email, "cancel/confirm")
    ref = Buyer(mistyped).subscription.ref
    merging.merge(Buyer(mistyped).customer, Buyer(ALICE).customer, at=clock.now, by="sam")
    client.post(path, {"chosen": ref, "yes": "yes"})
    assert settled(clock).why == "later_date"
    assert renewing() == [True, True]


def test_a_product_key_is_kept_neither_beside_an_address_nor_in_the_reason(shop, clock, letters, client):
    shop.sells(to=ALICE)
    key = Buyer(ALICE).product_keys[0]
    declare(client, f"{key}, {ALICE.email}", STRANGER, kind="extraordinary", reason=f"{key} does not work.", name=key)
    declaration = settled(clock)
    assert declaration.contract == f"…{key[-5:]} {ALICE.email}"
    assert (declaration.reason_given, declaration.name) == ("… does not work.", "…")
    assert not Buyer(ALICE).subscription.auto_renew  # it is obeyed all the same
    assert key not in letters.to(STRANGER).last.text


def test_who_cancels_an_order_that_he_has_not_paid_learns_that_it_lapses(shop, clock, letters, client):
    sold = shop.sells(to=BOB)
    declare(client, sold.order.number, BOB.email)
    settled(clock)
    page = words(client.get(link_in(letters, BOB.email, "cancel/confirm")))
    assert "This order is not paid yet" in page
    assert "it lapses and you owe nothing" in page
    assert "No subscription of yours renews" not in page
