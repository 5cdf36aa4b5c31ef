"""S27 to S31 beyond the log-in: a contract is cancelled on a public page, and nobody learns anything from it."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from abaca.dispatch.jobs import drain_all
from abaca.kernel.refusals import Refusal
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import AwaitedCharge, Declaration
from abaca.store.orders.queries import OrderUnknown
from abaca.store.payments.models import Refund
from abaca.store.workflows.declarations import say_yes
from tests.makers import key_sources
from tests.makers.shop import ALICE, BOB, Buyer, card
from tests.makers.visits import hidden, link_in

STRANGER = "mallory@example.net"
FORM = {"kind": "ordinary", "reason": "", "name": "Alice Rossi", "ends": "next", "wanted_on": ""}


def declare(client, contract, email=ALICE.email, *, path="/cancel/", **typed):
    """Fill in page one, look at page two, and send it; return the page that confirms it."""
    form = {**FORM, "contract": contract, "email": email, **typed}
    look = client.post(path, {**form, "look": "yes"})
    assert look.status_code == 200, look.content.decode()
    token = hidden(look.content.decode(), "token")
    return client.post(path, {**form, "token": token, "now": "yes"}, follow=True)


class OnItsWay(Refusal):
    code = "on_its_way"
    sentence = "A charge is on its way."


def _refuse(*_args, **_named):
    raise OnItsWay


def words(page) -> str:
    bare = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", unescape(bare).replace("\xa0", " "))


def settled(clock) -> Declaration:
    drain_all(at=clock.now)
    return Declaration.objects.latest("id")


def test_lg_koeln_a_contract_is_cancelled_in_two_steps_without_a_log_in(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number

    assert "/cancel/" in client.get("/").content.decode()
    page = client.get("/cancel/")
    asked = re.findall(r'<(?:input|textarea)[^>]* name="(\w+)"', page.content.decode())
    only = ["kind", "reason", "name", "contract", "ends", "wanted_on", "email"]
    assert [name for name in dict.fromkeys(asked) if name not in {"csrfmiddlewaretoken", "next", "language"}] == only

    received = declare(client, number)
    assert "Your cancellation has arrived" in words(received)
    assert "2 March 2026, 12:00" in words(received)

    assert settled(clock).state == "done"
    assert not Buyer(ALICE).subscription.auto_renew
    kinds = list(Letter.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-2:] == ["cancellation_received", "renewal_cancelled"]
    assert "2 March 2026, 12:00" in letters.to(ALICE)[-2].text

    clock.travel_to("2027-03-03")
    assert len(shop.charges()) == 1
    assert Buyer(ALICE).standing == "ended"


def test_a_product_key_is_enough(shop, clock, letters, client):
    shop.sells(to=ALICE)
    key = Buyer(ALICE).product_keys[0]

    page = declare(client, key, STRANGER)

    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("done", "exact")
    assert not Buyer(ALICE).subscription.auto_renew
    assert key not in words(page)
    assert declaration.contract == f"…{key[-5:]}"
    assert letters.to(ALICE).last.subject == "Musa Accounting Professional will not renew"


def test_a_key_that_others_may_have_only_asks_the_buyer(shop, clock, letters, client):
    shop.sells(to=ALICE, seats=2)

    declare(client, Buyer(ALICE).product_keys[1], STRANGER)

    assert settled(clock).why == "shared_key"
    assert Buyer(ALICE).subscription.auto_renew
    assert link_in(letters, ALICE.email, "cancel/confirm")


def test_whoever_knows_less_is_received_and_the_registered_address_is_asked(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number

    declare(client, number, STRANGER)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("asked", "not_exact")
    assert Buyer(ALICE).subscription.auto_renew

    path = link_in(letters, ALICE.email, "cancel/confirm")
    assert "Did you cancel this?" in words(client.get(path))
    assert Buyer(ALICE).subscription.auto_renew  # looking changes nothing

    done = client.post(path, {"chosen": Buyer(ALICE).subscription.ref, "yes": "yes"}, follow=True)
    assert "The renewal is cancelled" in words(done)
    assert settled(clock).state == "done"
    assert not Buyer(ALICE).subscription.auto_renew


def test_a_link_cannot_choose_what_belongs_to_somebody_else(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    shop.sells(to=BOB)
    declare(client, number, STRANGER)
    settled(clock)
    path = link_in(letters, ALICE.email, "cancel/confirm")

    bob_s = Buyer(ALICE).subscription.ref[:-1] + "0"
    assert client.post(path, {"chosen": bob_s}).status_code == 422


def test_an_address_alone_proves_nothing(shop, clock, letters, client):
    shop.sells(to=ALICE)
    declare(client, ALICE.email)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("asked", "only_email")
    assert Buyer(ALICE).subscription.auto_renew
    assert client.get(link_in(letters, ALICE.email, "cancel/confirm")).status_code == 200


def test_a_stranger_learns_nothing_from_page_letter_or_statements(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    hit = declare(client, number, STRANGER)
    miss = declare(client, "MS-999999", STRANGER)
    nothing = declare(client, "no idea", STRANGER)

    def without_facts(page):
        facts = rf"{number}|MS-999999|no idea|dec_\w+|/cancel/received/[^\"]+"
        return re.sub(facts, "", re.sub(r"csrf[^>]+>", "", page.content.decode()))

    assert without_facts(hit) == without_facts(miss) == without_facts(nothing)

    counts = []
    for contract in (number, "MS-999999"):
        form = {**FORM, "contract": contract, "email": STRANGER}
        token = hidden(client.post("/cancel/", {**form, "look": "yes"}).content.decode(), "token")
        with CaptureQueriesContext(connection) as counted:
            client.post("/cancel/", {**form, "token": token, "now": "yes"})
        counts.append(len(counted))
    assert counts[0] == counts[1]

    drain_all(at=clock.now)
    hits = letters.to(STRANGER)
    assert {mail.subject for mail in hits} == {"We have received your cancellation"}
    bodies = {re.sub(r"MS-\d+|no idea|http\S+", "", mail.text) for mail in hits}
    assert len(bodies) == 1


def test_a_stranger_does_not_learn_which_product_keys_exist(shop, clock, letters, client):
    key_sources.from_list("MUSA 2026 0001")
    shop.sells(to=ALICE)
    there, not_there = "MUSA 2026 0001", "MUSA 2026 0009"
    assert Buyer(ALICE).product_keys == [there]
    pages = [words(declare(client, key, STRANGER)) for key in (there, not_there)]
    assert [re.findall(r"Contract (\S+) ", page) for page in pages] == [["…60001"], ["…60009"]]
    drain_all(at=clock.now)
    assert not any("MUSA 2026" in mail.text for mail in letters.to(STRANGER))


def test_what_comes_twice_by_one_form_is_received_once(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    form = {**FORM, "contract": number, "email": ALICE.email}
    token = hidden(client.post("/cancel/", {**form, "look": "yes"}).content.decode(), "token")
    for _time in range(2):
        client.post("/cancel/", {**form, "token": token, "now": "yes"})
    drain_all(at=clock.now)
    assert Declaration.objects.count() == 1
    assert letters.to(ALICE).subjects.count("We have received your cancellation") == 1


def test_what_was_declared_before_the_charge_counts(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    clock.travel_to("2027-03-02T05:59")
    declare(client, number)  # nobody has looked at it when the hour of the charge comes
    clock.travel_to("2027-03-02T06:30")
    assert len(shop.charges()) == 1
    assert Buyer(ALICE).standing == "ended"


def charges_and_end(shop):
    return len(shop.charges()), Buyer(ALICE).standing, [refund.state for refund in Refund.objects.all()]


def test_what_was_declared_before_the_charge_and_found_after_it_gives_the_money_back(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    clock.travel_to("2027-03-02T05:00")
    declare(client, number)
    declaration = Declaration.objects.get()
    Declaration.objects.update(next_at=None)  # the worker does not come to it
    clock.travel_to("2027-03-02T08:00")
    assert charges_and_end(shop) == (2, "renews", [])

    Declaration.objects.update(next_at=declaration.next_at)
    assert settled(clock).state == "done"
    assert charges_and_end(shop) == (2, "ended", ["succeeded"])


def test_what_was_declared_before_the_charge_and_confirmed_after_it_gives_the_money_back(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    clock.travel_to("2027-03-01T12:00")
    declare(client, number, STRANGER)
    assert settled(clock).state == "asked"
    path = link_in(letters, ALICE.email, "cancel/confirm")
    clock.travel_to("2027-03-03T12:00")
    assert charges_and_end(shop) == (2, "renews", [])

    assert "If you confirm it, that day counts" in words(client.get(path))
    client.post(path, {"chosen": Buyer(ALICE).subscription.ref, "yes": "yes"})
    drain_all(at=clock.now)
    assert charges_and_end(shop) == (2, "ended", ["succeeded"])


def test_a_charge_on_its_way_when_the_page_cancelled_goes_back_when_its_answer_comes(shop, clock, letters, client):
    number = shop.sells(to=card(ALICE, "processing")).order.number  # two hours under way
    clock.travel_to("2027-03-02T06:30")
    declare(client, number)
    Declaration.objects.update(received_at=clock.now - timedelta(hours=1))
    assert settled(clock).state == "done"
    assert not Refund.objects.exists()
    clock.travel_to("2027-03-03")
    assert Refund.objects.get().state == "succeeded"
    assert not AwaitedCharge.objects.exists()


def test_an_old_link_does_not_give_back_what_was_bought_later(shop, clock, letters, client):
    first = shop.sells(to=ALICE).order
    declare(client, first.number, STRANGER, path="/withdraw/")
    assert settled(clock).state == "asked"
    path = link_in(letters, ALICE.email, "cancel/confirm")
    clock.travel_to("2026-06-01")
    second = shop.sells(to=ALICE, token="two").order
    clock.travel_to("2026-12-20")

    page = words(client.get(path))
    assert first.number in page
    assert second.number not in page
    client.post(path, {"chosen": second.ref, "yes": "yes"})
    with pytest.raises(OrderUnknown):
        say_yes(Declaration.objects.get(), [second.ref], at=clock.now, by="sam")
    assert not Refund.objects.exists()


def test_who_confirms_an_end_after_the_paid_term_is_left_to_a_person(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, STRANGER, ends="date", wanted_on="2028-03-31")
    settled(clock)
    path = link_in(letters, ALICE.email, "cancel/confirm")
    done = client.post(path, {"chosen": Buyer(ALICE).subscription.ref, "yes": "yes"}, follow=True)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "later_date")
    assert Buyer(ALICE).subscription.auto_renew
    assert "A person looks at it" in words(done)

    say_yes(declaration, [Buyer(ALICE).subscription.ref], at=clock.now, by="sam")
    assert not Buyer(ALICE).subscription.auto_renew


def test_who_confirms_an_important_reason_learns_what_is_done_and_what_is_not(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, STRANGER, kind="extraordinary", reason="It does not start any more.")
    settled(clock)
    path = link_in(letters, ALICE.email, "cancel/confirm")
    done = client.post(path, {"chosen": Buyer(ALICE).subscription.ref, "yes": "yes"}, follow=True)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "cause")
    assert not Buyer(ALICE).subscription.auto_renew
    assert "The renewal is cancelled" in words(done)
    assert "whether your reason ends the contract at once" in words(done)


def test_an_important_reason_turns_the_renewal_off_and_is_left_to_a_person(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, kind="extraordinary", reason="It does not start any more.")
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "cause")
    assert not Buyer(ALICE).subscription.auto_renew
    assert "It does not start any more." in letters.to(ALICE)[-2].text


def test_who_wants_to_go_on_for_longer_is_not_ended_early(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, ends="date", wanted_on="2027-06-30")
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "later_date")
    assert Buyer(ALICE).subscription.auto_renew


def test_who_cancels_what_is_cancelled_gets_the_confirmation_again(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    Buyer(ALICE).cancels()
    clock.travel_to("2026-03-03")
    declare(client, number)
    assert settled(clock).state == "done"
    assert letters.to(ALICE).subjects.count("Musa Accounting Professional will not renew") == 2


def test_a_link_that_nobody_uses_is_left_to_a_person(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    declare(client, number, STRANGER)
    assert settled(clock).state == "asked"
    clock.travel_to("2026-03-06")
    declaration = Declaration.objects.get()
    assert (declaration.state, declaration.why) == ("with_staff", "unanswered")


def test_what_nobody_can_find_is_left_to_a_person(shop, clock, letters, client):
    declare(client, "my Musa programme", STRANGER)
    declaration = settled(clock)
    assert (declaration.state, declaration.why, declaration.contract) == (
        "with_staff",
        "not_found",
        "my Musa programme",
    )


def test_after_many_guesses_only_the_registered_address_counts(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    for guess in range(5):
        declare(client, number, f"guess{guess}@example.net")
    declare(client, number)
    assert settled(clock).why == "doubted"
    assert Buyer(ALICE).subscription.auto_renew
    assert Letter.objects.filter(kind="wish_confirm").count() == 5  # no more than these on one day


def test_who_tries_one_address_at_many_contracts_is_not_obeyed_either(shop, clock, letters, client):
    number = shop.sells(to=ALICE).order.number
    for guess in range(10):
        declare(client, f"MS-{200000 + guess}")
    declare(client, f" ms {number[3:]} ")
    assert settled(clock).why == "doubted"


def test_what_stands_in_the_way_is_left_to_a_person_with_its_reason(shop, clock, letters, client, monkeypatch):
    shop.sells(to=ALICE)
    monkeypatch.setattr("abaca.store.workflows.withdrawal.refund", _refuse)
    declare(client, Buyer(ALICE).product_keys[0], path="/withdraw/")
    declaration = settled(clock)
    assert (declaration.state, declaration.why, declaration.note) == (
        "with_staff",
        "refused",
        "A charge is on its way.",
    )


def test_too_many_forms_from_one_network_are_refused_and_looking_is_not(shop, client):
    for _time in range(30):
        client.post("/cancel/", {})
    refused = client.post("/cancel/", {})
    assert refused.status_code == 429
    assert "wait" in words(refused)
    assert client.get("/cancel/").status_code == 200
    assert client.post("/cancel/", {}, REMOTE_ADDR="203.0.113.9").status_code == 422


def test_the_confirmation_can_be_stored_as_a_file(shop, clock, client):
    page = declare(client, "MS-100001")
    path = re.search(r'href="(/cancel/received/[^"]+/text/)"', page.content.decode())[1]
    file = client.get(path)
    assert file["Content-Disposition"] == 'attachment; filename="cancel-2026-03-02.txt"'
    assert "Received: 2 March 2026, 12:00\n" in file.content.decode().replace("\xa0", " ")
    assert "Contract: MS-100001\n" in file.content.decode()


def test_no_letter_makes_a_link_of_what_a_stranger_typed(shop, clock, letters, client):
    declare(client, "https://evil.example/x", STRANGER, name="www.evil.example")
    drain_all(at=clock.now)
    assert "https://evil" not in letters.to(STRANGER).last.text
    assert "www.evil" not in letters.to(STRANGER).last.text


# --- withdrawing -----------------------------------------------------------------------------------------------------

WITHDRAW = {"path": "/withdraw/"}


def test_art_11a_a_purchase_is_given_back_by_its_product_key_without_a_log_in(shop, clock, letters, client):
    shop.sells(to=ALICE)
    clock.travel_to("2026-03-16T20:00")

    page = declare(client, Buyer(ALICE).product_keys[0], **WITHDRAW)
    assert "Your withdrawal has arrived" in words(page)

    assert settled(clock).state == "done"
    assert Buyer(ALICE).standing == "ended"
    kinds = list(Letter.objects.order_by("id").values_list("kind", flat=True))
    assert kinds[-3:] == ["withdrawal_declared", "withdrawal_received", "refunded"]
    assert "16 March 2026, 20:00" in letters.to(ALICE)[-2].text.replace("\xa0", " ")


@pytest.mark.parametrize(("email", "why"), [(STRANGER, "not_exact"), (ALICE.email, "by_number")])
def test_a_withdrawal_by_number_asks_and_its_day_counts_when_it_is_confirmed_later(
    shop, clock, letters, client, email, why
):
    sold = shop.sells(to=ALICE).order
    clock.travel_to("2026-03-16T20:00")
    declare(client, sold.number, email, **WITHDRAW)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("asked", why)
    assert Buyer(ALICE).standing == "renews"
    path = link_in(letters, ALICE.email, "cancel/confirm")

    clock.travel_to("2026-03-18")
    client.post(path, {"chosen": sold.ref, "yes": "yes"})
    drain_all(at=clock.now)
    assert Buyer(ALICE).standing == "ended"
    assert Declaration.objects.get().state == "done"


def test_a_lapsed_right_is_answered_with_its_reason_and_left_to_a_person(shop, clock, letters, client):
    sold = shop.sells(to=ALICE).order
    clock.travel_to("2026-03-17")
    declare(client, sold.number, **WITHDRAW)
    declaration = settled(clock)
    assert (declaration.state, declaration.why) == ("with_staff", "lapsed")
    assert "ended on 16 March 2026" in letters.to(ALICE).last.text.replace("\xa0", " ")
    assert Buyer(ALICE).standing == "renews"


def test_terms_that_give_more_days_are_kept(shop, clock, letters, client, settings):
    settings.WITHDRAWAL_DAYS = 30
    shop.sells(to=ALICE)
    clock.travel_to("2026-03-30")
    declare(client, Buyer(ALICE).product_keys[0], **WITHDRAW)
    assert settled(clock).state == "done"


def test_terms_cannot_give_fewer_days_than_the_law(shop, clock, letters, client, settings):
    settings.WITHDRAWAL_DAYS = 3
    shop.sells(to=ALICE)
    clock.travel_to("2026-03-15")
    declare(client, Buyer(ALICE).product_keys[0], **WITHDRAW)
    assert settled(clock).state == "done"


def test_after_a_renewal_the_days_run_again_under_the_number_of_the_first_order_too(shop, clock, letters, client):
    sold = shop.sells(to=ALICE).order
    clock.travel_to("2027-03-05")
    declare(client, sold.number, **WITHDRAW)
    assert settled(clock).state == "asked"  # that order is long over; the letter offers the renewal
    page = words(client.get(link_in(letters, ALICE.email, "cancel/confirm")))
    assert Buyer(ALICE).orders[1].order.number in page


@pytest.mark.parametrize(("seats", "why"), [(1, "needs_account"), (2, "by_number")])
def test_who_paid_by_transfer_names_his_account_by_the_link(shop, clock, letters, client, seats, why):
    sold = shop.sells(to=BOB, seats=seats)
    shop.books(sold.order)
    declare(client, Buyer(BOB).product_keys[0] if seats == 1 else sold.order.number, BOB.email, **WITHDRAW)
    assert settled(clock).why == why
    path = link_in(letters, BOB.email, "cancel/confirm")
    assert client.post(path, {"chosen": sold.order.ref, "iban": ""}).status_code == 422
    assert client.post(path, {"chosen": sold.order.ref, "iban": "CH00"}).status_code == 400
    assert Buyer(BOB).standing == "renews"

    client.post(path, {"chosen": sold.order.ref, "iban": "AT61 1904 3002 3457 3201"})
    drain_all(at=clock.now)
    assert Declaration.objects.get().state == "done"


def test_the_page_of_the_order_withdraws_by_its_link(shop, clock, letters, client):
    shop.sells(to=ALICE)
    order_page = next(path for mail in letters.to(ALICE) for path in re.findall(r"/order/\S+", mail.text))
    assert f"{order_page}withdraw/" in client.get(order_page).content.decode()

    page = client.post(f"{order_page}withdraw/", {"withdraw": "yes"}, follow=True)
    assert "Your withdrawal has arrived" in words(page)
    drain_all(at=clock.now)
    assert Buyer(ALICE).standing == "ended"
    assert "The money of this order has gone back already" in words(client.get(f"{order_page}withdraw/"))
