"""A buyer whose product key does not come from Abaca: he pays, is told, waits a little, and gets it."""

import html

import pytest
from django.test import Client

from abaca.access.models import User
from abaca.dispatch.jobs import drain
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.notices.actions import order_facts
from abaca.store.product_keys.actions import SourceWish, choose_source
from abaca.store.product_keys.models import ProductKey
from abaca.store.workflows.key_delivery import fill_list
from tests.conftest import NOON
from tests.makers.generators import Generator, Reply
from tests.makers.shop import ALICE, Shop


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def generator():
    running = Generator()
    yield running
    running.stop()


def comes_from(**wish):
    return choose_source(plan_for_sale("professional"), SourceWish(**wish), at=NOON, by="usr_sam")


def order_page(whole) -> str:
    return order_facts(whole.line, at=NOON)["order"]["path"]


def words(response) -> str:
    return html.unescape(response.content.decode())


def account_of(whole) -> Client:
    client = Client()
    client.force_login(user_of(whole), backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def user_of(whole) -> User:
    return User.objects.get(ref=whole.order.customer.user_ref)


def test_alice_waits_for_an_empty_list_and_is_never_left_in_the_dark(shop, letters):
    comes_from(kind="list", low_stock=0)
    sold = shop.sells(to=ALICE, seats=2)

    letter = letters.to("alice@example.com").last
    assert letter.subject == "Your order of Musa Accounting Professional: the product key follows"
    assert "Your payment is safe" in letter.text
    for page in (Client().get(order_page(sold)), account_of(sold).get(f"/account/orders/{sold.order.number}/")):
        said = words(page)
        assert "Your 2 product keys are being made" in said
        assert "Your payment is safe, and you need not do anything." in said
        assert "How to activate" not in said
    assert "Your order is paid" in words(Client().get(order_page(sold)))

    fill_list(plan_for_sale("professional"), "FIRST KEY\nSECOND KEY", at=NOON, by="usr_sam")
    drain("messaging.outbox", at=NOON)
    letter = letters.to("alice@example.com").last
    assert letter.subject == "Your product keys for Musa Accounting Professional"
    assert ("FIRST KEY" in letter.text, "SECOND KEY" in letter.text) == (True, True)
    said = words(Client().get(order_page(sold)))
    assert ("FIRST KEY" in said, "are being made" in said) == (True, False)


def test_a_licence_file_is_saved_from_the_order_page_by_its_buyer_and_nobody_else(shop, letters, generator):
    generator.reply = Reply(
        b"\0licence", "text/html+x", headers={"Content-Disposition": 'attachment; filename="Alice Rossi.lic"'}
    )
    comes_from(kind="url", address=generator.url)
    sold = shop.sells(to=ALICE)
    other = shop.sells("advanced", to=ALICE)
    key = ProductKey.objects.get(line__order=sold.order)

    letter = letters.to("alice@example.com")
    history = words(account_of(sold).get(f"/account/orders/{sold.order.number}/"))
    assert "The product key of seat 1 was made" in history
    assert "Your licence file for Musa Accounting Professional" in [each.subject for each in letter]
    page = words(Client().get(order_page(sold)))
    assert ("Your licence file is here" in page, "Alice Rossi.lic" in page) == (True, True)
    for client, base in ((Client(), order_page(sold)), (account_of(sold), f"/account/orders/{sold.order.number}/")):
        saved = client.get(f"{base}files/{key.ref}/")
        assert saved.content == b"\0licence"
        assert saved["Content-Disposition"] == 'attachment; filename="Alice Rossi.lic"'
        assert saved["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in saved["Content-Security-Policy"]
    assert Client().get(f"{order_page(other)}files/{key.ref}/").status_code == 404
    assert Client().get(f"/account/orders/{sold.order.number}/files/{key.ref}/").status_code == 302

    ProductKey.objects.update(withdrawn_on=NOON.date())
    assert Client().get(f"{order_page(sold)}files/{key.ref}/").status_code == 404


def test_a_key_of_many_lines_is_shown_and_sent_line_by_line(shop, letters, generator):
    generator.reply = Reply(b"== LICENCE ==\nName: <Alice> & Co\n\n4f6e65\n== END ==")
    comes_from(kind="url", address=generator.url)
    sold = shop.sells(to=ALICE)
    block = "== LICENCE ==\nName: <Alice> & Co\n\n4f6e65\n== END =="
    assert block in words(Client().get(order_page(sold)))
    texts = [letter.text.replace("\r\n", "\n") for letter in letters.to("alice@example.com")]
    assert any(block in text for text in texts)  # two letters leave in the same moment
