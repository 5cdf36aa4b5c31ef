"""A holder takes a copy of his data along; who pays as well gets it in his customer account."""

import io
import json
import zipfile

import pytest
from django.test import Client

from tests.licensing.makers import make_account, redeems
from tests.makers.shop import ALICE, Shop

from .test_pages import signs_in

pytestmark = pytest.mark.django_db
BOB = "bob@example.org"


def test_the_copy_holds_his_licence(client, store):
    redeems(make_account(BOB), store.sells())
    signs_in(client, BOB)
    assert "Get a copy of my data" in client.get("/licence/").content.decode()
    archive = zipfile.ZipFile(io.BytesIO(client.post("/licence/copy/").content))
    [held] = json.loads(archive.read("data.json"))["licences"]
    assert (held["account"]["email"], len(held["licences"])) == (BOB, 1)


def test_who_is_not_signed_in_gets_nothing(client, store):
    redeems(make_account(BOB), store.sells())
    assert Client().post("/licence/copy/")["Location"] == "/licence/sign-in/"


def test_who_is_a_customer_too_is_led_to_his_account(client, letters):
    Shop().sells(to=ALICE)
    make_account(ALICE.email)
    signs_in(client, ALICE.email)
    assert client.post("/licence/copy/")["Location"] == "/account/data/copy/"
