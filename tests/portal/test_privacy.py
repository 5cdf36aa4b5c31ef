"""A customer takes a copy of his data along, or goes."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from abaca.access.models import User
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.store.journal.models import Entry
from abaca.store.workflows.desk import correct_email
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.staff import BACKEND


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


def words(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def logged_in(person) -> Client:
    client = Client()
    client.force_login(User.objects.get(email=person.email), backend=BACKEND)
    return client


def link_for(client, letters, person) -> str:
    client.post("/account/data/copy/")
    drain_all(at=present())
    return re.search(r"/account/data/copy/[^\s/]+/", letters.to(person).last.text)[0]


def test_the_copy_comes_by_a_link_to_the_registered_address(shop, letters):
    shop.sells(to=ALICE)
    alice = logged_in(ALICE)
    answer = alice.get(link_for(alice, letters, ALICE))
    assert answer["Content-Type"] == "application/zip"
    assert "data.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert Entry.objects.filter(what="customer.data_copied").count() == 1


def test_neither_the_link_nor_another_log_in_is_enough(shop, letters):
    for person in (ALICE, BOB):
        shop.sells(to=person)
    link = link_for(logged_in(ALICE), letters, ALICE)
    assert Client().get(link).status_code == 302
    assert logged_in(BOB).get(link).status_code == 404


def test_the_link_ends(shop, letters, clock):
    shop.sells(to=ALICE)
    alice = logged_in(ALICE)
    link = link_for(alice, letters, ALICE)
    clock.travel_to(NOON + timedelta(days=3))
    assert alice.get(link).status_code == 410


def test_who_goes_is_told_what_stays_and_is_logged_out(shop, letters, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2028-01-10")
    alice = logged_in(ALICE)
    page = words(alice.get("/account/data/erase/"))
    assert ("kept until 31 Dec 2036" in page, "Erase my data for good" in page) == (True, True)

    said = words(alice.post("/account/data/erase/", {"confirmed": "yes"}))
    drain_all(at=clock.now)
    assert "Your data are erased" in said
    assert letters.to(ALICE).last.subject == "Your data are erased"
    assert "31 December 2036" in letters.to(ALICE).last.text
    assert alice.get("/account/")["Location"].startswith("/account/login/")


def test_the_last_letter_names_days_in_the_language_of_its_reader_and_not_in_that_of_the_page(shop, letters, clock):
    hans = replace(ALICE, language="de")
    shop.sells(to=hans)
    Buyer(hans).cancels()
    clock.travel_to("2028-01-10")
    client = logged_in(hans)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    assert "31 Dec 2036" in words(client.post("/account/data/erase/", {"confirmed": "yes"}))
    drain_all(at=clock.now)
    assert "31. Dezember 2036" in letters.to(hans).last.text


def test_who_has_a_subscription_is_told_why_not(shop):
    shop.sells(to=ALICE)
    answer = logged_in(ALICE).post("/account/data/erase/", {"confirmed": "yes"})
    assert (answer.status_code, "runs until" in words(answer)) == (409, True)
    assert Buyer(ALICE).customer.name == ALICE.name


def test_looking_erases_nothing(shop, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2028-01-10")
    alice = logged_in(ALICE)
    alice.get("/account/data/erase/")
    alice.post("/account/data/erase/")
    assert Buyer(ALICE).customer.name == ALICE.name


def test_after_staff_have_changed_the_e_mail_the_copy_waits_and_the_page_says_until_when(shop, letters, clock):
    shop.sells(to=ALICE)
    link = link_for(logged_in(ALICE), letters, ALICE)
    fresh = replace(ALICE, email="fresh@example.com")
    correct_email(Buyer(ALICE).customer, fresh.email, reason="x", letters=[], at=NOON, by="usr_sam")
    alice = logged_in(fresh)
    said = words(alice.post("/account/data/copy/"))
    assert ("this is possible from 5 March 2026 on" in said, alice.get(link).status_code) == (True, 409)
    assert not Entry.objects.filter(what="customer.data_copied").exists()

    clock.travel_to("2026-03-05")
    assert alice.get(link_for(alice, letters, fresh))["Content-Type"] == "application/zip"
