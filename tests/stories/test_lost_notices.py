"""N5: what follows when a notice did not arrive, was sent again, and did not arrive either."""

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.messaging.actions import resend
from abaca.messaging.models import Letter
from abaca.store.notices.actions import close, see_to, send_again
from abaca.store.notices.models import Undelivered
from abaca.store.notices.states import Closed
from tests.makers.shop import Buyer
from tests.stories.test_notices import MARIE, PRICE, bounce, boxed


def test_n5_when_the_copy_comes_back_as_well_somebody_has_to_look_again(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    key = boxed(marie.subscription)
    resend(Letter.objects.get(key=key), at=present(), by="usr_sam")
    drain_all(at=present())
    bounce(key)  # the copy was accepted
    [arrived] = Undelivered.objects.all()
    assert (arrived.closed_why, arrived.address) == ("arrived", MARIE.email)

    bounce(f"{key}/resend/2")
    [lost] = Undelivered.objects.all()
    assert (lost.pk, lost.closed_at, lost.closed_why) == (arrived.pk, None, "")
    clock.travel_to("2027-03-03")
    assert shop.charges() == [PRICE]


def test_n5_who_has_seen_to_it_is_asked_again_only_when_what_he_sent_is_lost_as_well(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    key = boxed(marie.subscription)
    bounce(key)
    [lost] = Undelivered.objects.all()
    assert send_again([lost], at=present(), by="usr_sam") == 1
    see_to(lost, at=present(), by="usr_sam")
    drain_all(at=present())
    clock.travel_to("2027-01-21")
    lost.refresh_from_db()
    assert (lost.closed_why, lost.second_address) == ("by_hand", MARIE.email)

    bounce(f"{key}/resend/2")
    lost.refresh_from_db()
    assert (lost.closed_at, lost.closed_by, lost.second_address) == (None, "", "")


def test_n5_a_bounce_that_comes_after_the_customer_has_confirmed_asks_for_nobody(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    key = boxed(marie.subscription)
    bounce(key)
    send_again(list(Undelivered.objects.all()), at=present(), by="usr_sam")
    clock.travel_to("2027-02-10")  # accepted on a day of the window
    close(list(Undelivered.objects.all()), Closed.CONFIRMED, at=present(), by=marie.customer.ref)
    bounce(f"{key}/resend/2")

    [lost] = Undelivered.objects.all()
    assert (lost.closed_why, lost.lost) == ("confirmed", 2)


def test_n5_the_second_address_is_named_only_where_a_letter_went_to_it(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    User.objects.filter(ref=marie.customer.user_ref).update(email="marie@office.example")
    key = boxed(marie.subscription)
    resend(Letter.objects.get(key=key), at=present(), by="usr_sam")  # by hand, to the same address as before
    drain_all(at=present())
    bounce(key, f"{key}/resend/2")

    [lost] = Undelivered.objects.all()
    assert lost.second_address == "marie@office.example"
    assert Letter.objects.get(key=f"{key}/resend/3").to_address == "marie@office.example"
    bounce(f"{key}/resend/3")
    lost.refresh_from_db()
    assert (lost.address, lost.second_address) == ("marie@office.example", "")
    assert not Letter.objects.filter(key=f"{key}/resend/4").exists()  # nobody is left to write to


def test_n5_where_somebody_else_took_the_number_no_address_is_named(shop, clock, letters):
    shop.sells(to=MARIE)
    marie = Buyer(MARIE)
    clock.travel_to("2027-01-20")
    User.objects.filter(ref=marie.customer.user_ref).update(email="marie@office.example")
    key = boxed(marie.subscription)
    other = resend(Letter.objects.get(key=key), at=present(), by="usr_sam")
    Letter.objects.filter(pk=other.pk).update(about="")  # as if it were not there yet when the letters were counted
    bounce(key)

    [lost] = Undelivered.objects.all()
    assert lost.second_address == ""
