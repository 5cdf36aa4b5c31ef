"""Staff moves a licence to a corrected address."""

import pytest
from django.db import connection

from abaca.licensing.accounts.actions import NotAnAddress, give_token
from abaca.licensing.accounts.models import Account, Token
from abaca.licensing.accounts.queries import find
from abaca.licensing.devices.actions import activate
from abaca.licensing.devices.queries import in_use
from abaca.licensing.journal.models import Entry
from abaca.licensing.workflows.transfer import (
    AccountBlocked,
    AccountHoldsOne,
    AlreadyThere,
    LicenceUnknown,
    Wish,
    WordsMissing,
    transfer,
)
from abaca.messaging.letters import render
from abaca.messaging.models import Letter
from tests.conftest import NOON
from tests.licensing.makers import make_account, redeems, spans
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db
OLD, NEW = "ana@firm.example", "anna@firm.example"
WISH = Wish(NEW, "Mistyped: ana@firm.example.", "Letter of 3 May from anna@firm.example, order MS-100001")


@pytest.fixture
def licence(store):
    licence = redeems(make_account(OLD), store.sells()).licence
    activate(licence.pk, fingerprint="f", name="Studio", at=NOON, by="a test")
    return licence


def moves(licence, wish=WISH):
    return transfer(licence.ref, wish, at=NOON, by="usr_sam")


def test_the_licence_moves_with_its_terms_and_devices_to_an_account_that_is_made(licence):
    before = spans(licence)
    moves(licence)
    licence.refresh_from_db()
    assert licence.account.email == NEW
    assert spans(licence) == before
    assert [device.name for device in in_use(licence.pk)] == ["Studio"]
    assert find(OLD) is not None


def test_programs_on_its_devices_are_signed_out_and_others_are_not(licence):
    old = licence.account
    for fingerprint in ("f", "another program"):
        give_token(old, fingerprint=fingerprint, at=NOON)
    moves(licence)
    assert Token.objects.filter(account=old, ended_at=None).count() == 1


def test_the_journal_keeps_reason_and_evidence_and_no_address(licence):
    old = licence.account.ref
    moves(licence)
    [entry] = Entry.objects.filter(what="licence.transferred")
    assert (entry.by, entry.about, entry.whose) == ("usr_sam", licence.ref, find(NEW).ref)
    assert entry.facts == {
        "from_account": old,
        "to_account": find(NEW).ref,
        "reason": "Mistyped: a…@firm.example.",
        "evidence": "Letter of 3 May from a…@firm.example, order MS-100001",
    }


def test_both_addresses_get_a_letter_in_their_language_and_learn_no_other_address(licence):
    Account.objects.filter(folded_email=OLD).update(language="de")
    make_account(NEW)
    moves(licence)
    letters = {letter.to_address: letter for letter in Letter.objects.filter(about=licence.ref)}
    assert {address: letter.language for address, letter in letters.items()} == {OLD: "de", NEW: "en"}
    for address, other in ((OLD, NEW), (NEW, OLD)):
        told = render(letters[address].template, "en", letters[address].context, {})
        assert ("Musa Accounting" in told.subject, "a…@firm.example" in told.text) == (True, True)
        assert (other in told.text, other in told.html) == (False, False)


@pytest.mark.parametrize("email", [OLD, " ANA@firm.example "])
def test_where_it_is_already_it_is_not_moved(licence, email):
    with pytest.raises(AlreadyThere):
        moves(licence, Wish(email, "x", "y"))


@pytest.mark.parametrize(
    ("wish", "refusal"),
    [
        (Wish("anna", "x", "y"), NotAnAddress),
        (Wish(NEW, "  ", "y"), WordsMissing),
        (Wish(NEW, "x", ""), WordsMissing),
    ],
)
def test_without_address_reason_and_evidence_nothing_moves(licence, wish, refusal):
    with pytest.raises(refusal):
        moves(licence, wish)
    licence.refresh_from_db()
    assert licence.account.email == OLD
    assert not Entry.objects.filter(what="licence.transferred").exists()


def test_an_account_that_holds_one_gets_no_second(licence, store):
    redeems(make_account(NEW), store.sells())
    with pytest.raises(AccountHoldsOne, match=r"already holds a licence of Musa Accounting"):
        moves(licence)


def test_a_blocked_account_gets_none(licence):
    make_account(NEW)
    Account.objects.filter(folded_email=NEW).update(banned_at=NOON)
    with pytest.raises(AccountBlocked):
        moves(licence)


def test_an_unknown_licence_is_refused():
    with pytest.raises(LicenceUnknown):
        transfer("lic_unknown", WISH, at=NOON, by="usr_sam")


@pytest.mark.django_db(transaction=True)
def test_two_at_once_move_it_once_and_a_redemption_at_the_same_moment_leaves_one_licence(licence, store):
    second = store.sells()
    make_account(NEW)
    outcomes = at_once(
        [lambda: moves(licence), lambda: moves(licence), lambda: redeems(make_account(NEW), second) and None]
    )
    connection.close()
    assert [type(o).__name__ for o in outcomes if isinstance(o, Exception)] in (
        ["AlreadyThere"],
        ["AccountHoldsOne", "AccountHoldsOne"],
        ["AccountHoldsOne", "AlreadyThere"],
        ["AlreadyThere", "AccountHoldsOne"],
    )
    assert find(NEW).licences.count() == 1
