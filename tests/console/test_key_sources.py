"""The pages about product keys that come from elsewhere."""

import html

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from abaca.access.models import AuditEntry
from abaca.dispatch.jobs import drain
from abaca.messaging.models import Letter
from abaca.store.journal.models import Entry
from abaca.store.product_keys.models import Errand, ProductKey, Source, StockedKey
from tests.conftest import NOON
from tests.makers.generators import PROGRAM, Generator, Reply, generators_folder
from tests.makers.shop import ALICE, BOB

OVERVIEW, PARKED = "/console/key-sources/", "/console/parked-keys/"
PLAN = f"{OVERVIEW}professional/"
FORM = {"kind": "minted", "low_stock": "20", "encoding": "UTF8", "generator_product": "", "address": "", "query": ""}


@pytest.fixture
def generator():
    running = Generator()
    running.reply = Reply(b"KEY-{n}")
    yield running
    running.stop()


def words(response):
    return html.unescape(response.content.decode())


def choose(desk, **changes):
    return desk.post(PLAN, {**FORM, "program": "", **changes})


def fill(desk, keys="", **files):
    return desk.post(f"{PLAN}import/", {"keys": keys, **files})


@pytest.mark.parametrize("page", [OVERVIEW, PLAN, f"{PLAN}import/", PARKED, f"{PARKED}errand_1/by-hand/"])
def test_only_staff_sees_the_pages(shop, page):
    assert Client().get(page)["Location"].startswith("/account/login/")


def test_the_overview_shows_every_plan_with_its_source_and_stock(shop, desk):
    assert words(desk.get(OVERVIEW)).count("Made by Abaca, 25 symbols with a check") == 2
    choose(desk, kind="list", low_stock="1")
    fill(desk, "A\nB")
    said = words(desk.get(OVERVIEW))
    assert (
        "From a list that you bring" in said,
        '<td class="figure" data-label="In stock"><span>2</span></td>' in said,
    ) == (
        True,
        True,
    )


def test_the_overview_costs_the_same_for_one_list_and_for_two(shop, desk):
    counts = []
    for plan in ("professional", "advanced"):
        desk.post(f"{OVERVIEW}{plan}/", {**FORM, "program": "", "kind": "list"})
        shop.sells(plan, to=ALICE, seats=2)
        desk.get(OVERVIEW)
        with CaptureQueriesContext(connection) as asked:
            desk.get(OVERVIEW)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_a_source_is_chosen_and_written_down(shop, desk, sam, generator):
    answer = choose(desk, kind="url", address=generator.url, query="is_pwd=hunter2", one_per_seat="on")
    assert (answer.status_code, answer["Location"]) == (302, PLAN)
    source = Source.objects.get()
    assert (source.kind, source.address, source.one_per_seat) == ("url", generator.url, True)
    assert Entry.objects.get(what="key_source.chosen").by == sam.ref
    assert "hunter2" not in words(desk.get(PLAN)) + words(desk.get(OVERVIEW))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"kind": "url"}, "Please write the whole address"),
        ({"kind": "url", "address": "http://example.com/"}, "Please write the whole address"),
        ({"kind": "magic"}, "magic"),
        ({"kind": "executable"}, "inside the folder of generators"),
        ({"kind": "executable", "program": "/bin/sh"}, "/bin/sh"),
        ({"kind": "list", "low_stock": "-1"}, "0"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(shop, desk, changes, said):
    answer = choose(desk, **changes)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not Source.objects.exists()


def test_a_program_is_chosen_from_its_folder_and_tried(shop, desk, settings):
    with generators_folder() as folder:
        settings.GENERATORS_FOLDER = str(folder)
        assert PROGRAM in words(desk.get(PLAN))
        choose(desk, kind="executable", program=PROGRAM, generator_product="lines")
        tried = words(desk.post(f"{PLAN}trial/"))
        assert ("A product key came" in tried, "Élodie Łukasiewicz-Müller" in tried) == (True, True)
        choose(desk, kind="executable", program=PROGRAM, generator_product="file")
        assert "file.lic, application/octet-stream," in words(desk.post(f"{PLAN}trial/"))
        choose(desk, kind="executable", program=PROGRAM, generator_product="exit-15")
        assert "The generator has reached the end of its life (exit code 15)." in words(desk.post(f"{PLAN}trial/"))
    assert not ProductKey.objects.exists()


def test_without_a_folder_the_page_says_so(shop, desk):
    assert "No folder of generators is named in the settings" in words(desk.get(PLAN))


def test_a_list_comes_from_the_field_or_from_a_file(shop, desk):
    choose(desk, kind="list")
    assert fill(desk, "A\nB").status_code == 302
    assert fill(desk, file=SimpleUploadedFile("keys.txt", "\ufeffC\r\nÄ\r\n".encode())).status_code == 302
    assert StockedKey.objects.count() == 4
    assert "4 product keys are in stock." in words(desk.get(f"{PLAN}import/"))


@pytest.mark.parametrize(
    ("keys", "upload", "said"),
    [
        ("A\nA", None, "A product key that stood in the list before: line 2."),
        ("", None, "There is no product key in what you sent."),
        ("", b"\xff\xfeA\0", "This file is no text in UTF-8."),
    ],
)
def test_a_broken_list_is_refused_with_its_lines(shop, desk, keys, upload, said):
    choose(desk, kind="list")
    files = {"file": SimpleUploadedFile("keys.txt", upload)} if upload else {}
    answer = fill(desk, keys, **files)
    assert (answer.status_code, said in words(answer)) == (422, True)
    assert not StockedKey.objects.exists()


def test_home_tells_of_a_low_list_and_of_what_waits(shop, desk):
    choose(desk, kind="list", low_stock="1")
    fill(desk, "A\nB")
    assert "Nothing needs anybody" in words(desk.get("/console/"))
    shop.sells(to=ALICE)
    said = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in said, "1 product key left for Musa Accounting Professional" in said) == (
        True,
        True,
    )
    sold = shop.sells(to=ALICE, seats=2)
    said = words(desk.get("/console/"))
    assert ("2 things need somebody" in said, "No product key left" in said, sold.order.number in said) == (True,) * 3
    assert Letter.objects.filter(kind="key_stock_low").count() == 1


def parked(shop, desk, generator):
    generator.reply = Reply(b"ERROR: the name is too short", status=400)
    choose(desk, kind="url", address=generator.url)
    sold = shop.sells(to=ALICE)
    drain("store.generators", at=NOON)
    generator.reply = Reply(b"KEY-{n}")
    return sold, Errand.objects.get()


def test_what_waits_is_shown_with_what_the_generator_said(shop, desk, generator):
    sold, _errand = parked(shop, desk, generator)
    said = words(desk.get(PARKED))
    assert (sold.order.number in said, "“400 the name is too short”" in said) == (True, True)
    assert "1 paid product key waits for somebody" in words(desk.get(OVERVIEW))
    assert "product key still wanted" in words(desk.get(f"/console/customers/{sold.order.customer.ref}/"))


def test_trying_again_needs_one_click(shop, desk, generator):
    sold, errand = parked(shop, desk, generator)
    assert desk.get(f"{PARKED}{errand.ref}/again/").status_code == 405
    page = words(desk.post(f"{PARKED}{errand.ref}/again/", follow=True))
    assert "The generator is asked again in a moment." in page
    assert AuditEntry.objects.get(page="console:try_key_again", how="did").whose == [sold.order.customer.ref]
    drain("store.generators", at=NOON)
    assert [key.text for key in shop.look_at(sold.order).keys] == ["KEY-2"]
    assert "does not wait for anybody any more" in words(desk.post(f"{PARKED}{errand.ref}/again/", follow=True))


def test_a_product_key_is_entered_by_hand(shop, desk, sam, generator):
    sold, errand = parked(shop, desk, generator)
    page = f"{PARKED}{errand.ref}/by-hand/"
    assert sold.order.number in words(desk.get(page))
    assert "nothing to read" in words(desk.post(page, {"text": " \x07 "}))
    assert desk.post(page, {"text": "By hand 7"}).status_code == 302
    assert [key.text for key in shop.look_at(sold.order).keys] == ["By hand 7"]
    assert Entry.objects.get(what="product_key.entered").by == sam.ref
    assert desk.get(f"{PARKED}errand_none/by-hand/").status_code == 404


def test_a_licence_file_is_saved_at_the_desk_and_written_down(shop, desk, sam, generator):
    generator.reply = Reply(b"\0\1\2", "application/x-licence")
    choose(desk, kind="url", address=generator.url)
    sold = shop.sells(to=BOB)
    shop.books(sold.order)
    key = ProductKey.objects.get()
    page = words(desk.get(f"/console/customers/{sold.order.customer.ref}/"))
    assert "licence.bin" in page
    saved = desk.post(f"/console/product-keys/{key.ref}/show/")
    assert (saved.content, saved["Content-Disposition"]) == (b"\0\1\2", 'attachment; filename="licence.bin"')
    assert Entry.objects.filter(what="product_key.shown", by=sam.ref).count() == 1


def test_every_entry_about_product_keys_has_its_words(shop, desk, generator):
    sold, errand = parked(shop, desk, generator)
    desk.post(f"{PARKED}{errand.ref}/again/")
    drain("store.generators", at=NOON)
    choose(desk, kind="list")
    fill(desk, "A")
    shop.sells(to=ALICE)
    shop.sells(to=ALICE)
    desk.post(f"{PARKED}{Errand.objects.get(state='parked').ref}/by-hand/", {"text": "B"})
    said = words(desk.get(f"/console/customers/{sold.order.customer.ref}/", {"whole": "yes"}))
    whats = set(Entry.objects.filter(whose=sold.order.customer.ref).values_list("what", flat=True))
    assert {"product_key.wanted", "product_key.parked", "product_key.generated", "product_key.taken"} <= whats
    assert [what for what in whats if what in said] == []
