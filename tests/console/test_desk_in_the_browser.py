"""The desk by keyboard alone, in a real browser; and what a screen reader would stumble over."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from abaca.access.actions import appoint
from abaca.inbox.models import Attachment
from abaca.operations.cast import sell
from abaca.store.correspondence.models import Wish
from abaca.support.tickets.actions import collect, note, save_snippet
from abaca.support.tickets.models import Ticket
from abaca.support.tickets.queries import uncollected
from tests.conftest import NOON
from tests.makers.browsing import arrived, shows
from tests.makers.filed_mails import make_mail
from tests.makers.shop import ALICE, Shop
from tests.makers.staff import logged_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOCUS = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return null;
  const box = at.getBoundingClientRect();
  return {
    what: at.outerHTML.slice(0, 80),
    seen: box.top < innerHeight && box.bottom > 0 && box.left >= 0 && box.right <= innerWidth + 1,
    ringed: getComputedStyle(at).outlineStyle !== "none",
  };
}"""
LONG = "Donaudampfschifffahrtsgesellschaftskapitänsangelegenheiten"


@pytest.fixture
def desk(transactional_db, live_server, page) -> Page:
    Shop()
    sell(ALICE, "professional", at=NOON)
    sam = appoint("sam@musa.example", at=NOON)
    for subject in ("First", "Second", LONG):
        mail = make_mail(
            subject=subject,
            said=f"I wish to cancel. {LONG}",
            text="> and what was quoted",
            html="<p>I wish</p>",
            disposition={"wishes": [{"kind": "cancel", "state": "open"}]},
        )
        Attachment.objects.create(incoming=mail, name=f"{LONG}.pdf", media_type="application/pdf", size=9, digest="x")
        wish = {"kind": "cancel", "sentence": "I wish to cancel.", "rule": "cancel", "reason": "x", "certain": False}
        Wish.objects.create(ref=f"wish_{mail.pk}", incoming=mail.ref, came_at=NOON, **wish)
    collect(uncollected(NOON, 9), at=NOON)
    save_snippet("Ends", "en", "{{ plan }} until {{ ends }}", at=NOON, by=sam.ref)
    note(Ticket.objects.get(subject=LONG), "A note.", at=NOON, by=sam.ref)
    client = logged_in(sam)
    page.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    page.goto(f"{live_server.url}/console/desk/")
    return page


def test_a_ticket_is_chosen_opened_answered_and_closed_by_keyboard(desk):
    for key in ("j", "j", "k", "j", "Enter"):
        desk.keyboard.press(key)
    arrived(desk, "Second")

    desk.keyboard.press("a")
    expect(desk.locator("#text")).to_be_focused()
    desk.keyboard.type("Dear Alice, e j k ?")
    expect(desk.locator("#text")).to_have_value("Dear Alice, e j k ?")
    for key in ("Tab", "Tab", "Enter"):
        desk.keyboard.press(key)
    shows(desk, "is on its way.")

    desk.keyboard.press("e")
    arrived(desk, "Desk")
    assert Ticket.objects.get(subject="Second").state == "closed"


def test_a_ticket_is_closed_and_answered_from_the_queue(desk):
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    shows(desk, "is closed.")
    assert [ticket.state for ticket in Ticket.objects.order_by("pk")] == ["closed", "new", "new"]
    desk.keyboard.press("j")
    desk.keyboard.press("a")
    expect(desk.locator("#text")).to_be_focused()
    desk.locator("h1").click()
    desk.keyboard.press("n")
    expect(desk.locator("#note")).to_be_focused()


def test_the_keys_are_explained_and_the_explanation_goes_away(desk):
    desk.keyboard.press("?")
    expect(desk.get_by_role("dialog")).to_contain_text("close the ticket")
    desk.keyboard.press("e")  # no key acts behind the explanation
    desk.keyboard.press("Escape")
    expect(desk.get_by_role("dialog")).to_be_hidden()
    desk.keyboard.press("/")
    expect(desk.locator("[data-search]")).to_be_focused()
    assert Ticket.objects.filter(state="closed").count() == 0


def test_the_keys_can_be_switched_off_and_on_again(desk):
    desk.keyboard.press("?")
    desk.get_by_label("Use these keys in this browser").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    for key in ("?", "/"):
        desk.keyboard.press(key)
    expect(desk.get_by_role("dialog")).to_be_hidden()
    expect(desk.locator("[data-search]")).not_to_be_focused()
    desk.reload()
    desk.get_by_role("button", name="Keys").click()
    desk.get_by_label("Use these keys in this browser").check()
    desk.keyboard.press("Escape")
    desk.keyboard.press("j")
    desk.keyboard.press("e")
    shows(desk, "is closed.")
    assert Ticket.objects.filter(state="closed").count() == 1


def test_whatever_has_the_focus_is_seen_on_a_small_screen_too(desk):
    """From the first link to the last and out of the page: nothing holds the focus, nothing hides it."""
    desk.set_viewport_size({"width": 390, "height": 900})
    for _stop in range(60):
        desk.keyboard.press("Tab")
        found = desk.evaluate(FOCUS)
        if found is None:
            break
        assert (found["seen"], found["ringed"]) == (True, True), found["what"]
    assert found is None


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_and_nothing_stands_over(desk, live_server, width, theme):
    desk.set_viewport_size({"width": width, "height": 900})
    desk.emulate_media(color_scheme=theme)
    number = Ticket.objects.get(subject=LONG).number
    for path in ("", f"{number}/", "new/", "passages/", "passages/new/"):
        desk.goto(f"{live_server.url}/console/desk/{path}")
        assert desk.url.endswith(f"/console/desk/{path}")
        for each in desk.locator("details").all():
            each.evaluate("details => { details.open = true }")
        assert (path, Axe().run(desk).response["violations"]) == (path, [])
        over = desk.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert (path, over) == (path, 0)
