"""A new master secret takes over while programs call: nothing is lost, and the work may be killed anywhere."""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from abaca.kernel.sealing import digest
from abaca.licensing.accounts.actions import give_token
from abaca.licensing.accounts.models import Token
from abaca.licensing.accounts.queries import token_in_use
from abaca.licensing.feed_import.jobs import pull
from abaca.licensing.feed_import.models import Waiting
from abaca.licensing.feed_import.queries import opened as opened_document
from abaca.licensing.journal.models import Entry
from abaca.licensing.keyring.actions import current_signer, make
from abaca.licensing.keyring.models import SigningKey
from abaca.licensing.product_keys.models import ProductKey
from abaca.licensing.product_keys.queries import lookups_of, printed
from abaca.licensing.secrets.actions import present_number
from abaca.licensing.secrets.queries import secret
from abaca.licensing.workflows import rekeying
from abaca.licensing.workflows.redemption import redeem
from abaca.licensing.workflows.rekeying import Left, enter_secret, left, rekey
from tests.api.licensing.program import Program, code_for
from tests.conftest import NOON
from tests.licensing.makers import make_account
from tests.licensing.rehearsed_store import Store
from tests.licensing.secrets.change import found, sold
from tests.makers.statements import statements_of
from tests.makers.threads import at_once

pytestmark = pytest.mark.django_db


def test_every_key_is_found_and_opens_before_during_and_after_the_change(store, changes, settings):
    texts = sold(store, 5)
    private = current_signer(at=NOON).private.private_bytes_raw()
    changes()
    assert found(texts) == texts

    enter_secret(at=NOON, by="a test")
    rekeying.product_keys.seal_afresh(0, 2, at=NOON, by="a test")
    assert sorted(ProductKey.objects.values_list("secret_number", flat=True)) == [1, 1, 1, 2, 2]
    assert found(texts) == texts

    done = rekey(batch=2, at=NOON, by="a test")
    assert (done.product_keys, done.signing_keys, done.shut, done.left) == (3, 1, [], Left())
    settings.LICENSING_OLD_MASTER_SECRET = ""
    assert found(texts) == texts
    rekeying.keyring.signer.cache_clear()
    assert current_signer(at=NOON).private.private_bytes_raw() == private
    assert set(ProductKey.objects.values_list("secret_number", flat=True)) == {2}


def test_what_comes_in_meanwhile_is_made_with_the_new_secret(store, changes):
    sold(store, 1)
    changes()
    sold(store, 1)
    kid = make(at=NOON, by="a test")
    assert list(ProductKey.objects.order_by("pk").values_list("secret_number", flat=True)) == [1, 2]
    assert SigningKey.objects.get(kid=kid).secret_number == 2


def test_the_work_can_be_killed_between_any_two_batches_and_begun_again(store, changes):
    texts = sold(store, 5)
    changes()

    def killed(_rows: int) -> None:
        raise KeyboardInterrupt

    for _time in range(2):
        with pytest.raises(KeyboardInterrupt):
            rekey(tell=killed, batch=2, at=NOON, by="a test")
        assert found(texts) == texts
    told: list[int] = []
    assert rekey(tell=told.append, batch=2, at=NOON, by="a test").left == Left()
    assert told == [1]
    again = rekey(batch=2, at=NOON, by="a test")
    assert (again.product_keys, again.signing_keys, again.documents) == (0, 0, 0)


def test_a_batch_takes_as_many_statements_for_one_key_as_for_three(store, changes):
    sold(store, 4)
    changes()
    present_number(at=NOON)
    assert present_number(at=NOON) == 2  # remembered from now on
    one = statements_of(lambda: rekeying.product_keys.seal_afresh(0, 1, at=NOON, by="a test"))
    three = statements_of(lambda: rekeying.product_keys.seal_afresh(0, 3, at=NOON, by="a test"))
    assert one == three
    assert set(ProductKey.objects.values_list("secret_number", flat=True)) == {2}


def test_keys_made_elsewhere_are_found_again_by_their_whole_text(store, changes, settings):
    text = "Vendor  key 4711-é"
    sold(store, 1)
    key = ProductKey.objects.get()
    looked_up = "foreign/Vendor key 4711-é"
    key.lookup = digest(secret("product-key/lookup"), looked_up)
    key.cipher = rekeying.product_keys.lookup.sealed(secret("product-key/cipher"), text, key.uuid)
    key.save()
    changes()
    assert rekey(at=NOON, by="a test").shut == []
    settings.LICENSING_OLD_MASTER_SECRET = ""
    key.refresh_from_db()
    assert lookups_of(looked_up) == [bytes(key.lookup)]
    assert printed(key) == text


def test_a_row_that_opens_with_no_secret_is_named_and_holds_up_nobody(store, changes):
    sold(store, 3)
    broken = ProductKey.objects.order_by("pk")[1]
    ProductKey.objects.filter(pk=broken.pk).update(cipher=b"\x00" * 40)
    changes()
    done = rekey(batch=1, at=NOON, by="a test")
    assert (done.product_keys, done.shut, done.left.product_keys) == (2, [broken.ref], 1)


def test_documents_that_wait_are_sealed_afresh(changes, settings):
    Store().sells()
    pull(at=NOON)  # its plan was never described
    body = opened_document(Waiting.objects.get())
    changes()
    assert opened_document(Waiting.objects.get()) == body
    assert rekey(at=NOON, by="a test").documents == 1
    settings.LICENSING_OLD_MASTER_SECRET = ""
    assert opened_document(Waiting.objects.get()) == body


def test_a_signed_in_program_stays_signed_in_by_calling(changes, settings, client):
    account = make_account()
    enter_secret(at=NOON, by="a test")
    token = give_token(account, fingerprint="f" * 64, at=NOON - timedelta(days=3))
    sleeper = give_token(account, fingerprint="0" * 64, at=NOON - timedelta(days=3))
    changes()
    assert rekey(at=NOON, by="a test").left == Left(tokens=2)
    answer = client.post(
        "/api/licensing/v1/activate",
        {"product": "nothing", "fingerprint": "f" * 64},
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.json()["error"]["code"] == "product_unknown"  # and not: token_invalid
    assert left(at=NOON) == Left(tokens=1)
    settings.LICENSING_OLD_MASTER_SECRET = ""
    assert token_in_use(token, at=NOON)
    assert token_in_use(sleeper, at=NOON) is None
    assert Token.objects.count() == 2


def test_a_code_that_was_sent_before_the_change_opens_after_it(client, changes):
    program = Program(client)
    Store().describes()
    pull(at=NOON)
    challenge = program.asks("sign-in", email="alice@example.org").json()["challenge"]
    changes()
    answer = program.asks("sign-in/confirm", challenge=challenge, code=code_for("alice@example.org"), product=None)
    assert answer.json()["token"].startswith("abt_")


def test_the_journal_tells_of_each_batch_and_of_no_key(store, changes):
    texts = sold(store, 3)
    current_signer(at=NOON)
    changes()
    rekey(batch=2, at=NOON, by="the operator ada")
    entries = Entry.objects.filter(what__startswith="secrets.", by="the operator ada")
    assert [(entry.what, entry.about, entry.facts) for entry in entries] == [
        ("secrets.entered", "secret/2", {}),
        ("secrets.rekeyed", "secret/2", {"kind": "signing keys", "rows": 1}),
        ("secrets.rekeyed", "secret/2", {"kind": "product keys", "rows": 2}),
        ("secrets.rekeyed", "secret/2", {"kind": "product keys", "rows": 1}),
    ]
    assert not any(text in str(entry.facts) for text in texts for entry in Entry.objects.all())


@pytest.mark.django_db(transaction=True)
def test_a_key_in_somebodys_hands_is_not_waited_for_and_done_in_the_next_round(store, changes):
    texts = sold(store, 2)
    changes()
    enter_secret(at=NOON, by="a test")
    with transaction.atomic():
        held = ProductKey.objects.select_for_update().order_by("pk")[0]

        def elsewhere() -> int:
            try:
                return rekey(at=NOON, by="a test").left.product_keys
            finally:
                connection.close()

        assert at_once([elsewhere]) == [1]
    held.refresh_from_db()
    assert held.secret_number == 1
    assert redeem(texts[0], account=make_account(), at=NOON, by="a test").licence
    assert rekey(at=NOON, by="a test").left == Left()
