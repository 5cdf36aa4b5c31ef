from dataclasses import replace
from datetime import timedelta

import pytest

from abaca.kernel.refusals import Refusal
from abaca.store.customers import actions
from abaca.store.customers.actions import (
    AddressFacts,
    AddressIncomplete,
    AddressTooLong,
    ConfirmationUnknown,
    CountryUnknown,
    EmailBroken,
    EmailTaken,
    NoLongerCustomer,
)
from abaca.store.customers.models import Address, Customer
from abaca.store.customers.queries import (
    NoCustomer,
    addresses_of,
    customer_by_ref,
    customer_of,
    customer_with_email,
    readdressed_at,
)
from tests.conftest import NOON
from tests.makers.orders import happened, make_customer, make_person
from tests.makers.shop import ALICE
from tests.makers.traces import refuses_without_a_trace

pytestmark = pytest.mark.django_db

HOME = AddressFacts("Alice Rossi", "Via Garibaldi 3", "Milano", "IT", "20121")


def test_the_first_purchase_makes_a_customer_with_two_addresses():
    alice = make_customer(at=NOON)
    assert (alice.name, alice.country, alice.language) == ("Alice Rossi", "IT", "en")
    assert sorted(Address.objects.values_list("kind", "city")) == [("billing", "Milano"), ("delivery", "Milano")]
    assert happened(alice.ref) == ["customer.opened"]


@pytest.mark.parametrize("written", ["alice@example.com", "Alice@Example.COM", " alice@example.com "])
def test_whoever_types_a_known_address_cannot_change_what_is_known(written):
    alice = make_customer(at=NOON)
    thief = replace(ALICE, name="Mallory", email=written, city="Elsewhere", country="FR")
    assert make_customer(thief, at=NOON).pk == alice.pk
    alice.refresh_from_db()
    assert (alice.name, alice.country) == ("Alice Rossi", "IT")
    assert set(Address.objects.values_list("city", flat=True)) == {"Milano"}
    assert happened(alice.ref) == ["customer.opened"]


@pytest.mark.parametrize(
    ("changes", "refusal", "field"),
    [
        ({"name": "  "}, AddressIncomplete, "name"),
        ({"street": ""}, AddressIncomplete, "street"),
        ({"city": ""}, AddressIncomplete, "city"),
        ({"name": "a" * 121}, AddressTooLong, "name"),
        ({"company": "a" * 121}, AddressTooLong, "company"),
        ({"postcode": "1" * 21}, AddressTooLong, "postcode"),
        ({"country": "XX"}, CountryUnknown, "country"),
        ({"country": ""}, CountryUnknown, "country"),
    ],
)
def test_an_address_that_cannot_be_written_to_is_refused_and_leaves_no_trace(changes, refusal, field):
    alice = make_customer(at=NOON)
    said = refuses_without_a_trace(
        refusal, lambda: actions.change_address(alice, "billing", replace(HOME, **changes), at=NOON, by=alice.ref)
    )
    assert said.field == field
    assert said.status == 422


def test_the_longest_address_is_taken():
    alice = make_customer(at=NOON)
    longest = AddressFacts("n" * 120, "s" * 120, "c" * 80, "CH", "p" * 20, "f" * 120)
    actions.change_address(alice, "billing", longest, at=NOON, by=alice.ref)
    assert addresses_of([alice.pk])[alice.pk, "billing"] == longest.as_copy()


def test_a_new_billing_address_names_the_customer_and_a_new_delivery_address_does_not():
    alice = make_customer(at=NOON)
    actions.change_address(alice, "delivery", replace(HOME, name="The Office", country="CH"), at=NOON, by=alice.ref)
    assert Customer.objects.values_list("name", "country").get() == ("Alice Rossi", "IT")
    actions.change_address(
        alice, "billing", replace(HOME, name=" Alice Verdi ", country="CH", company="Verdi SA"), at=NOON, by=alice.ref
    )
    assert Customer.objects.values_list("name", "country", "company").get() == ("Alice Verdi", "CH", "Verdi SA")
    assert happened(alice.ref) == ["customer.opened", "customer.address_changed", "customer.address_changed"]


@pytest.mark.parametrize(("language", "speaks"), [("de", "de"), ("en", "en"), ("xx", "en")])
def test_letters_speak_the_language_that_was_chosen_if_we_speak_it(language, speaks):
    alice = make_customer(at=NOON)
    actions.remember_language(alice, language, at=NOON, by=alice.ref)
    assert Customer.objects.get().language == speaks
    assert happened(alice.ref)[1:] == (["customer.language_changed"] if speaks != "en" else [])


def test_a_new_address_counts_only_after_it_has_answered():
    alice = make_customer(at=NOON)
    token = actions.ask_for_email_change(alice, " Alice@new.example ", at=NOON, by=alice.ref)
    assert Customer.objects.get().email == "alice@example.com"

    changed, before = actions.confirm_email(token, at=NOON + timedelta(hours=47))
    assert (changed.email, before) == ("Alice@new.example", "alice@example.com")
    assert customer_with_email("alice@NEW.example") == changed
    assert happened(alice.ref)[1:] == ["customer.email_change_asked", "customer.email_changed"]


def _used(alice):
    token = actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by=alice.ref)
    actions.confirm_email(token, at=NOON)
    return token


def _replaced(alice):
    token = actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by=alice.ref)
    actions.ask_for_email_change(alice, "alice@newer.example", at=NOON, by=alice.ref)
    return token


def _too_old(alice):
    return actions.ask_for_email_change(alice, "alice@new.example", at=NOON - timedelta(days=2), by=alice.ref)


@pytest.mark.parametrize("token_of", [_used, _replaced, _too_old, lambda _alice: "made up"])
def test_a_confirmation_that_is_used_up_replaced_or_too_old_is_refused_and_leaves_no_trace(token_of):
    token = token_of(make_customer(at=NOON))
    refuses_without_a_trace(ConfirmationUnknown, lambda: actions.confirm_email(token, at=NOON))


def test_an_address_of_somebody_else_is_refused_also_if_he_took_it_meanwhile():
    alice = make_customer(at=NOON)
    token = actions.ask_for_email_change(alice, "bob@example.com", at=NOON, by=alice.ref)
    make_customer(make_person(), at=NOON)
    make_customer(replace(ALICE, email="BOB@example.com"), at=NOON)
    refuses_without_a_trace(EmailTaken, lambda: actions.confirm_email(token, at=NOON))
    refuses_without_a_trace(
        EmailTaken, lambda: actions.ask_for_email_change(alice, "bob@example.com", at=NOON, by=alice.ref)
    )


@pytest.mark.parametrize("email", ["", "alice", "alice@", "a b@example.com", "alice@example.com\nbcc: x@y.example"])
def test_what_cannot_be_an_address_is_refused(email):
    with pytest.raises(EmailBroken):
        actions.checked_email(email)


def test_consent_is_kept_in_the_words_that_were_shown():
    alice = make_customer(at=NOON)
    kept = actions.note_consent(
        alice, "renewal", wording="It renews.", language="en", about="ord_1", at=NOON, by="a guest"
    )
    assert (kept.wording, kept.given_at, kept.about) == ("It renews.", NOON, "ord_1")
    assert happened("ord_1") == ["consent.renewal"]


@pytest.mark.parametrize("ask", [customer_of, customer_by_ref])
def test_who_has_not_bought_is_no_customer(ask):
    with pytest.raises(Refusal) as caught:
        ask("usr_unknown")
    assert type(caught.value) is NoCustomer


def _joined(alice):
    kept = make_customer(make_person(), at=NOON)
    Customer.objects.filter(pk=alice.pk).update(merged_into=kept, email_folded=f"{alice.ref}@nobody.invalid")


def _erased(alice):
    actions.erase([alice], at=NOON, by="usr_sam")


@pytest.mark.parametrize("ended", [_joined, _erased])
def test_who_was_joined_or_erased_is_given_no_e_mail(ended):
    """Else the next buyer who types it would buy for a customer that is no more."""
    alice = make_customer(at=NOON)
    token = actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by="usr_sam")
    ended(alice)
    who = {"at": NOON, "by": "usr_sam"}
    refuses_without_a_trace(NoLongerCustomer, lambda: actions.ask_for_email_change(alice, "alice@new.example", **who))
    refuses_without_a_trace(
        NoLongerCustomer, lambda: actions.correct_email(alice, "alice@new.example", reason="x", **who)
    )
    with pytest.raises((NoLongerCustomer, ConfirmationUnknown)):  # an erasure takes the link away as well
        actions.confirm_email(token, at=NOON)


def _by_himself(alice):
    actions.confirm_email(actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by=alice.ref), at=NOON)


def _by_a_link_of_staff(alice):
    actions.confirm_email(actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by="usr_sam"), at=NOON)


def _only_asked_by_staff(alice):
    actions.ask_for_email_change(alice, "alice@new.example", at=NOON, by="usr_sam")


def _corrected(alice):
    actions.correct_email(alice, "alice@new.example", reason="She called.", at=NOON, by="usr_sam")


@pytest.mark.parametrize(
    ("change", "known"),
    [(_by_himself, None), (_only_asked_by_staff, None), (_by_a_link_of_staff, NOON), (_corrected, NOON)],
)
def test_it_is_known_when_staff_have_changed_an_e_mail(change, known):
    alice = make_customer(at=NOON)
    change(alice)
    assert readdressed_at(alice) == known
