"""The copy holds whatever an erasure takes away, as it reads, with its files."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.licensing.accounts.models import Account
from abaca.licensing.licences.models import Licence
from abaca.licensing.workflows import privacy as licensing
from abaca.licensing.workflows.redemption import redeem
from abaca.messaging.letters import MASK
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.states import Declared
from abaca.store.customers.models import Customer
from abaca.store.workflows import data_copy, declarations
from tests.conftest import NOON
from tests.licensing.makers import make_account
from tests.makers.leaving import MOVED, ODD_WORDS, answered_elsewhere, forgotten, left, letter_to, moves, tables_with
from tests.makers.shop import ALICE, Buyer, Shop
from tests.makers.statements import statements_of


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def ended(shop, clock) -> Customer:
    return left(shop, clock)


def in_copy(customer: Customer) -> str:
    """Return the whole copy as one text."""
    return json.dumps(data_requests.everything(customer, at=present()), cls=DjangoJSONEncoder, ensure_ascii=False)


@pytest.mark.parametrize("word", ODD_WORDS)
def test_whatever_an_erasure_takes_out_of_a_table_stands_in_the_copy(ended, word):
    drain_all(at=present())
    answered_elsewhere()
    assert tables_with(word)
    assert word in in_copy(ended)


def test_letters_are_in_the_copy_as_they_read_without_their_secrets(shop):
    shop.sells(to=ALICE)
    drain_all(at=NOON)
    data = data_requests.everything(Buyer(ALICE).customer, at=NOON)
    [text] = [letter["text"] for letter in data["shop"]["letters"] if letter["kind"] == "order_confirmed"]
    key = data["shop"]["orders"][0]["product_keys"][0]["text"]
    assert (MASK in text, key in text, "Professional" in text) == (True, False, True)


def test_the_words_of_letters_cost_as_many_statements_for_one_as_for_three(shop):
    shop.sells(to=ALICE)
    customer = Buyer(ALICE).customer
    counts = []
    for _letter in range(3):
        letter_to(ALICE.email, whose=customer.ref)
        counts.append(statements_of(lambda: data_requests.everything(customer, at=NOON)))
    assert counts[0] == counts[2]


def test_a_declaration_with_its_cause_is_in_the_copy(shop):
    number = shop.sells(to=ALICE).order.number
    said = Declaring("form", Declared.CANCEL, ALICE.name, number, ALICE.email, "en", extraordinary=True)
    declarations.receive(replace(said, reason_given="A grave illness"), at=NOON)
    drain_all(at=NOON)
    assert "A grave illness" in in_copy(Buyer(ALICE).customer)


def test_an_account_under_a_former_address_is_in_the_copy_and_goes_with_him(ended):
    make_account(ALICE.email)
    moves(ALICE, MOVED.email)
    customer = Buyer(MOVED).customer
    [licences] = data_requests.everything(customer, at=present())["licences"]
    assert licences["account"]["email"] == ALICE.email
    forgotten(customer)
    assert Account.objects.get().email is None


def test_a_licence_that_runs_under_a_former_address_is_named_before_anything_is_confirmed(shop, clock):
    shop.sells(to=ALICE)
    [key] = data_requests.everything(Buyer(ALICE).customer, at=NOON)["shop"]["orders"][0]["product_keys"]
    redeem(key["text"], account=make_account(ALICE.email), at=NOON, by="a test")
    Buyer(ALICE).cancels()
    moves(ALICE, MOVED.email)
    clock.travel_to("2028-01-10")
    Licence.objects.update(ends_at=clock.now + timedelta(days=1))
    with pytest.raises(licensing.LicenceRuns):
        data_requests.weigh(Buyer(MOVED).customer, at=clock.now)


@pytest.mark.parametrize(("most", "goes_along"), [(10_000, True), (3, False)])
def test_files_of_mails_are_in_the_archive_and_what_is_too_large_is_listed(shop, settings, tmp_path, most, goes_along):
    settings.DATA_FOLDER = tmp_path
    shop.sells(to=ALICE)
    head = b"From: Alice Rossi <alice@example.com>\r\nTo: support@musa.example\r\nSubject: My dog\r\n"
    kind = b'MIME-Version: 1.0\r\nContent-Type: text/plain; name="dog.txt"\r\n'
    raw = head + kind + b"Content-Disposition: attachment; filename=dog.txt\r\n\r\nHe barks.\r\n"
    receive(raw, source=Source.SMTP, at=NOON, envelope_from=ALICE.email, envelope_to="support@musa.example")
    drain_all(at=NOON)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(data_requests, "MOST_BYTES", most)
        archive = zipfile.ZipFile(io.BytesIO(data_requests.copy_of(Buyer(ALICE).customer, at=NOON)))
    [told] = json.loads(archive.read("data.json"))["shop"]["mails"][0]["files"]
    assert told["name"] == "dog.txt"
    assert [name for name in archive.namelist() if name.startswith("files/")] == (
        [told["lies_at"]] if goes_along else []
    )
    assert not goes_along or b"He barks." in archive.read(told["lies_at"])


def test_a_copy_costs_the_same_for_one_order_and_for_three(shop):
    counts = []
    for _order in range(3):
        shop.sells(to=ALICE)
        counts.append(statements_of(lambda: data_copy.personal_data(Buyer(ALICE).customer, at=NOON)))
    assert counts[0] == counts[2]
