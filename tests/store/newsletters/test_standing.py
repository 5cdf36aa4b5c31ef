"""Who said yes, who said no, and what it does to letters that wait."""

import pytest
from django.db import DatabaseError, transaction

from abaca.messaging.actions import enqueue, note_complaint
from abaca.messaging.models import AddressMark, Letter
from abaca.store.customers.queries import customer_with_email
from abaca.store.journal.models import Entry
from abaca.store.newsletters.actions import (
    Answer,
    NoWords,
    Shown,
    consent_to,
    forget,
    hear,
    object_to,
    start,
    tell,
    write_letters,
)
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.queries import due_recipients, history_of, standing_of, standings
from abaca.store.newsletters.states import Against, Basis, Saying, Source
from abaca.store.notices.actions import draft
from abaca.store.workflows.desk import NewsletterOnce, correct_email, letters_to_old_address, resend_letter
from tests.conftest import NOON
from tests.makers.newsletters import SHOWN, make_edition, says_yes
from tests.makers.orders import make_customer, make_person
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.statements import statements_of


@pytest.fixture
def alice(db):
    return make_customer(ALICE, at=NOON)


def test_a_yes_keeps_the_words_their_version_and_the_time(alice):
    line = consent_to(alice, source=Source.PREFERENCES, shown=SHOWN, at=NOON, by=alice.ref)
    assert (line.wording, line.version, line.language, line.at) == ("News, please.", "checkout consent 1", "en", NOON)
    assert (line.address, line.source) == ("alice@example.com", "preferences")
    assert standing_of(alice).basis == Basis.CONSENT
    assert Entry.objects.last().what == "newsletter.consented"


def test_a_yes_without_words_or_evidence_is_refused(alice):
    with pytest.raises(NoWords):
        consent_to(alice, source=Source.STAFF, at=NOON, by="sam")
    assert not Declaration.objects.exists()
    consent_to(alice, source=Source.MAIL, evidence="mail_1", at=NOON, by=alice.ref)
    assert standing_of(alice).on


def test_a_no_is_written_down_once_and_a_new_yes_counts_again(alice):
    says_yes(alice, at=NOON)
    first = object_to(alice, source=Source.STAFF, evidence="on the telephone", at=NOON, by="sam")
    assert object_to(alice, source=Source.ONE_CLICK, at=NOON, by=alice.ref) == first
    assert standing_of(alice).against == Against.OBJECTED
    says_yes(alice, at=NOON)
    says_yes(alice, at=NOON)
    assert [line.saying for line in history_of(alice)] == ["consented", "objected", "consented"]


def test_a_no_may_come_for_an_address_however_it_is_written(alice):
    says_yes(alice, at=NOON)
    object_to("ALICE@Example.com", source=Source.MAIL, evidence="mail_1", at=NOON, by="the house")
    assert standing_of(alice).against == Against.OBJECTED


def test_a_no_for_an_address_without_a_customer_waits_for_him(db, settings):
    settings.NEWSLETTER_TO_CUSTOMERS = True
    first = object_to(ALICE.email, source=Source.MAIL, evidence="mail_1", at=NOON, by="the house")
    assert object_to(ALICE.email, source=Source.MAIL, evidence="mail_2", at=NOON, by="the house") == first
    shop = Shop()
    shop.sells(to=ALICE)
    alice = customer_with_email(ALICE.email)
    tell(alice, shown=SHOWN, country="IT", about=Buyer(ALICE).orders[0].order.ref, at=NOON, by="a guest")
    assert standing_of(alice).against == Against.OBJECTED


@pytest.mark.parametrize(("country", "on", "told"), [("IT", True, 1), ("IT", False, 0), ("PL", True, 0)])
def test_being_told_counts_where_law_and_vendor_say_so(db, settings, country, on, told):
    settings.NEWSLETTER_TO_CUSTOMERS = on
    shop = Shop()
    order = shop.sells(to=ALICE).order
    answer = Answer(Saying.TOLD, SHOWN)
    hear(order.customer, answer, country=country, about=order.ref, at=NOON, by="a guest")
    assert Declaration.objects.count() == told
    assert standing_of(order.customer).basis == (Basis.CUSTOMER if told else None)
    settings.NEWSLETTER_TO_CUSTOMERS = False  # the vendor changes his mind
    assert not standing_of(order.customer).on


def test_a_yes_at_the_checkout_counts_from_the_payment_on(db):
    shop = Shop()
    order = shop.sells(to=BOB).order  # by transfer: nobody has paid yet, and anybody can type an address
    hear(order.customer, Answer(Saying.CONSENTED, SHOWN), country="AT", about=order.ref, at=NOON, by="a guest")
    assert standing_of(order.customer).against == Against.NO_BASIS
    shop.books(order)
    assert standing_of(order.customer).on


def test_a_no_that_falls_between_an_order_and_its_money_stands(db):
    shop = Shop()
    order = shop.sells(to=BOB).order
    bob = order.customer
    object_to(bob, source=Source.PREFERENCES, at=NOON, by=bob.ref)
    hear(bob, Answer(Saying.CONSENTED, SHOWN), country="AT", about=order.ref, at=NOON, by="a guest")
    object_to(bob, source=Source.ONE_CLICK, at=NOON, by=bob.ref)
    shop.books(order)
    assert standing_of(bob).against == Against.OBJECTED
    assert object_to(bob, source=Source.ONE_CLICK, at=NOON, by=bob.ref) == Declaration.objects.last()


def test_a_no_at_the_checkout_counts_at_once(alice):
    says_yes(alice, at=NOON)
    hear(alice, Answer(Saying.OBJECTED, SHOWN), country="IT", about="ord_unpaid", at=NOON, by="a guest")
    assert standing_of(alice).against == Against.OBJECTED


@pytest.mark.parametrize(
    "change",
    [
        lambda: Declaration.objects.update(wording="Something else"),
        lambda: Declaration.objects.update(saying="objected"),
        lambda: Declaration.objects.all().delete(),
    ],
)
def test_the_history_only_grows(alice, change):
    says_yes(alice, at=NOON)
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        change()
    assert standing_of(alice).on


def folded(lost, kept):
    """Fold one customer into another, as staff do with somebody who mistyped his address."""
    lost.merged_into = kept
    lost.save()


def test_what_was_said_before_two_became_one_counts_for_the_one(alice):
    lost, further = (make_customer(make_person(), at=NOON) for _one in range(2))
    says_yes(alice, at=NOON)
    object_to(further, source=Source.ONE_CLICK, at=NOON, by=further.ref)
    folded(further, lost)
    assert standing_of(alice).on
    folded(lost, alice)
    assert standing_of(alice).against == Against.OBJECTED
    assert [line.saying for line in history_of(alice)] == ["consented", "objected"]

    says_yes(further, at=NOON)  # by the link in an old letter
    assert (standing_of(alice).on, standing_of(further).on) == (True, True)
    assert Declaration.objects.last().customer == alice
    assert standings([alice, further])[further.pk].against == Against.NO_BASIS


@pytest.mark.parametrize("kind", AddressMark.Kind.values)
def test_an_address_that_failed_is_left_out(alice, kind):
    says_yes(alice, at=NOON)
    AddressMark.objects.create(address="alice@example.com", kind=kind, since=NOON)
    standing = standing_of(alice)
    assert (standing.on, standing.against) == (True, kind)


def test_a_no_calls_off_letters_that_wait_and_never_a_notice(alice):
    says_yes(alice, at=NOON)
    start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    enqueue([draft("renewal_resumed", alice, about="sub_1", key="a notice", facts={})], at=NOON)

    object_to(alice, source=Source.ONE_CLICK, at=NOON, by=alice.ref)
    assert dict(Letter.objects.values_list("kind", "state")) == {
        "newsletter": "called_off",
        "renewal_resumed": "queued",
    }


def test_a_no_calls_off_also_what_waits_for_whom_he_was_before(alice):
    lost = make_customer(make_person(), at=NOON)
    says_yes(lost, at=NOON)
    start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    folded(lost, alice)
    object_to(alice, source=Source.ONE_CLICK, at=NOON, by=alice.ref)
    assert list(Letter.objects.values_list("whose", "state")) == [(lost.ref, "called_off")]


def test_staff_send_no_newsletter_again(db):
    alice = Shop().sells(to=ALICE).order.customer
    says_yes(alice, at=NOON)
    start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    news = Letter.objects.get(kind="newsletter")
    Letter.objects.update(state="sent", sent_at=NOON)
    object_to(alice, source=Source.ONE_CLICK, at=NOON, by=alice.ref)

    with pytest.raises(NewsletterOnce):
        resend_letter(news.ref, at=NOON, by="usr_sam")
    assert news not in letters_to_old_address(alice, at=NOON)
    correct_email(alice, "alice@example.net", letters=[news.ref], reason="She called.", at=NOON, by="usr_sam")
    assert Letter.objects.filter(kind="newsletter").count() == 1


def test_who_calls_a_letter_unwanted_gets_none_of_those_that_wait(alice):
    says_yes(alice, at=NOON)
    start(make_edition(at=NOON), at=NOON, by="sam")
    write_letters(due_recipients(NOON, 10), at=NOON, by="the house")
    [notice] = enqueue([draft("renewal_resumed", alice, about="sub_1", key="a notice", facts={})], at=NOON)

    note_complaint(ref=notice.ref, recipient=alice.email, at=NOON)
    assert Letter.objects.get(kind="newsletter").state == "called_off"
    notice.refresh_from_db()
    assert notice.state == "queued"


def test_the_statements_do_not_grow_with_the_people(db):
    people = [make_customer(make_person(), at=NOON) for _one in range(3)]
    for person in people:
        says_yes(person, at=NOON)
    assert statements_of(lambda: standings(people[:1])) == statements_of(lambda: standings(people)) == 3


def test_who_is_forgotten_leaves_the_proof_without_his_address(alice):
    shown = Shown("Yes, send me news to alice@example.com.", "preferences consent 1", "en")
    consent_to(alice, source=Source.PREFERENCES, shown=shown, at=NOON, by=alice.ref)
    object_to(alice, source=Source.STAFF, evidence="told Sam on the telephone", at=NOON, by="sam")
    assert forget([alice]) == 2

    lines = list(Declaration.objects.values_list("saying", "address", "evidence", "wording"))
    assert lines == [("consented", "", "", "Yes, send me news to …."), ("objected", "", "", "")]
    assert not standing_of(alice).on
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Declaration.objects.all().delete()
