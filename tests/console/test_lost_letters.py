"""A letter that did not arrive: every page that knows it says so, until somebody has seen to it."""

import pytest

from abaca.access.roles import Role
from abaca.console.queries import lost_letters
from abaca.dispatch.queries import present
from abaca.messaging.actions import note_bounce, note_complaint
from abaca.messaging.models import AddressMark, Letter
from abaca.store.journal.models import Entry
from abaca.store.notices.models import Notice
from tests.conftest import NOON
from tests.console.test_letters import words
from tests.makers.shop import ALICE
from tests.makers.staff import at_the_desk
from tests.makers.statements import statements_of


@pytest.fixture
def letter(shop) -> Letter:
    shop.sells(to=ALICE)
    return Letter.objects.get(kind="order_confirmed")


def comes_back(letter: Letter, words: str = "550 no such user") -> None:
    assert note_bounce(ref=letter.ref, recipient=letter.to_address, permanent=True, words=words, at=NOON)


def test_a_letter_with_a_product_key_that_came_back_needs_somebody_and_every_page_says_so(desk, letter):
    comes_back(letter)
    home = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in home, "The receiving side sent it back: “550 no such user”" in home) == (
        True,
        True,
    )
    page = words(desk.get(f"/console/customers/{letter.whose}/", {"show": "letters"}))
    assert f"letter to {letter.to_address} · The receiving side sent it back: “550 no such user”" in page
    assert "Letters to it come back." in page
    assert "The receiving side sent it back: “550 no such user”" in words(desk.get(f"/console/letters/{letter.ref}/"))


def test_somebody_sees_to_it(desk, sam, letter):
    comes_back(letter)
    answer = desk.post(f"/console/letters/{letter.ref}/seen-to/", follow=True)
    assert "Nothing needs anybody" in words(answer)
    letter.refresh_from_db()
    assert (letter.seen_to_at, letter.seen_to_by) == (present(), sam.ref)
    assert "Seen to by" in words(desk.get(f"/console/letters/{letter.ref}/"))
    [entry] = Entry.objects.filter(what="letter.seen_to")
    assert (entry.by, entry.whose, entry.facts["letter"]) == (sam.ref, letter.whose, letter.ref)

    desk.post(f"/console/letters/{letter.ref}/seen-to/")
    assert Entry.objects.filter(what="letter.seen_to").count() == 1
    assert desk.post("/console/letters/letter_x/seen-to/").status_code == 404


def test_its_copy_that_comes_back_as_well_needs_somebody_again(desk, letter):
    comes_back(letter)
    desk.post(f"/console/letters/{letter.ref}/resend/")
    assert "Nothing needs anybody" in words(desk.get("/console/"))
    comes_back(Letter.objects.get(key__startswith=f"{letter.key}/resend/"), "550 really not")
    assert ("1 thing needs somebody" in (home := words(desk.get("/console/"))), "550 really not" in home) == (
        True,
        True,
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"stream": "newsletter"}, "a newsletter needs nobody"),
        ({"thread": "tkt_1"}, "its ticket wakes"),
        ({"forgotten_at": NOON}, "its reader is forgotten"),
        ({"key": "renewal_boxed/sub_1/1"}, "it stands among the notices"),
        ({"key": "renewal_boxed/sub_1/1/resend/2"}, "so does its copy"),
    ],
)
def test_some_letters_that_came_back_need_nobody_on_the_first_page(shop, desk, letter, facts, why):
    Notice.objects.all().update(letter_key="renewal_boxed/sub_1/1")
    comes_back(letter)
    assert lost_letters().count == 1
    Letter.objects.filter(pk=letter.pk).update(**facts)
    assert lost_letters().count == 0, why


def test_the_first_page_costs_the_same_for_one_letter_and_for_three(desk, letter):
    comes_back(letter)
    letter.refresh_from_db()
    one = statements_of(lambda: desk.get("/console/"))
    for number in (2, 3):
        letter.pk, letter.ref, letter.key = None, f"letter_{number}", f"another/{number}"
        letter.save()
    assert lost_letters().count == 3
    assert statements_of(lambda: desk.get("/console/")) == one


def test_the_mark_is_taken_from_an_address_that_works_again(desk, sam, letter):
    comes_back(letter)
    page = f"/console/customers/{letter.whose}/"
    answer = words(desk.post(f"{page}email/works/", follow=True))
    assert (f"{letter.to_address} counts as working again." in answer, "come back." in answer) == (True, False)
    assert not AddressMark.objects.exists()
    desk.post(f"{page}email/works/")
    assert Entry.objects.filter(what="customer.address_works", by=sam.ref).count() == 1


def test_a_complaint_stands_beside_the_customer_and_in_the_timeline(desk, letter):
    note_complaint(ref=letter.ref, recipient=letter.to_address, words="abuse", at=NOON)
    page = words(desk.get(f"/console/customers/{letter.whose}/"))
    assert ("Its reader called a letter of ours unwanted." in page, "called unwanted by its reader" in page) == (
        True,
        True,
    )
    assert "Called unwanted" in words(desk.get(f"/console/letters/{letter.ref}/"))


def test_a_complaint_needs_somebody_until_it_is_seen_to(desk, letter):
    note_complaint(ref=letter.ref, recipient=letter.to_address, words="abuse", at=NOON)
    home = words(desk.get("/console/"))
    assert ("1 thing needs somebody" in home, "Called unwanted" in home) == (True, True)
    assert "Nothing needs anybody" in words(desk.post(f"/console/letters/{letter.ref}/seen-to/", follow=True))

    Letter.objects.update(seen_to_at=None, stream="newsletter")
    assert lost_letters().count == 0  # he gets no more of them; that is all there is to do


def test_who_may_not_send_letters_again_sees_no_buttons(letter):
    comes_back(letter)
    client = at_the_desk(Role.BOOKKEEPER)
    home, page = words(client.get("/console/")), words(client.get(f"/console/customers/{letter.whose}/"))
    assert ("Seen to" in home, "It works again" in page, "come back." in page) == (False, False, True)
    assert client.post(f"/console/letters/{letter.ref}/seen-to/").status_code == 403
    assert client.post(f"/console/customers/{letter.whose}/email/works/").status_code == 403
