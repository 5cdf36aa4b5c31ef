"""The walk of docs/tour.md, step by step: what the reader does, and what only this walk can know that he sees."""

import re
from collections.abc import Callable
from typing import NamedTuple

from playwright.sync_api import expect
from tour_reader import Tour

NORA = {"email": "nora@keller.example", "name": "Nora Keller"}
HOME = {"street": "Seestrasse 3", "postcode": "8002", "city": "Zürich", "country": "CH"}
CARD = {"means": "card", "number": "4242 4242 4242 4242", "expiry": "09/31", "cvc": "123"}
OTHER_CARD = CARD | {"number": "5555 5555 5555 4444"}
FELIX = "felix@keller.example"
EMMA = "empty.emma@example.com"
NEW_EMAIL = "office@keller.example"
BOB, CHIARA, DAVID = "bob@huber-treuhand.example", "chiara@example.com", "david@jones.example"
PASSWORD = "rehearsal-2026"  # noqa: S105 - published: it opens the demo and nothing else

INVOICE = r"Invoice (MS\d\d-\d+)"
PRODUCT_KEY = r"\b([A-Z0-9]{5}(?:-[A-Z0-9]{5}){4})\b"
REFERENCE = r"\b(RF\d\d(?: \d+)+)"
LETTER = ".letter-head"


class Step(NamedTuple):
    """One step of the walk: its heading in the text, its rules, and what is done."""

    title: str
    rules: str
    walk: Callable[[Tour], None]


STEPS: list[Step] = []


def step(title: str, rules: str) -> Callable[[Callable[[Tour], None]], Callable[[Tour], None]]:
    """Add a step to the walk, in the order in which they are written."""

    def add(walk: Callable[[Tour], None]) -> Callable[[Tour], None]:
        STEPS.append(Step(title, rules, walk))
        return walk

    return add


@step("A shop in three languages and currencies", "S2")
def shop(tour: Tour) -> None:
    tour.open("/")
    tour.press("Français")
    tour.press("CHF")
    tour.picture()
    tour.press("Deutsch")
    tour.press("USD")
    tour.press("English")
    tour.press("EUR")


@step("Buy as a guest", "S1, S3, S8, S18")
def buy(tour: Tour) -> None:
    tour.press("Buy Professional")
    tour.fill(**NORA, **HOME, **CARD)
    tour.page.get_by_label("I agree to this renewal").check()
    expect(tour.page.locator("#summary")).to_contain_text("VAT 8.1")
    tour.look()
    tour.picture("[name=expiry]")


@step("The product key, on the next page", "S4")
def order(tour: Tour) -> None:
    tour.press("Pay EUR 79.00")
    expect(tour.page.get_by_role("heading", level=1)).to_have_text("Your product key is here")
    tour.look()
    tour.product_key = tour.page.locator(".product-key-text").inner_text().replace("\n", "")
    tour.order = tour.read(r"Order (MS-\d+) is paid")
    tour.picture()


@step("The same key by letter", "S4")
def delivery(tour: Tour) -> None:
    tour.letter(NORA["email"], "Your product key")
    tour.expect(tour.product_key, tour.order)
    tour.picture()


@step("Activate with another e-mail", "S5, S7, S9, S10")
def activate(tour: Tour) -> None:
    tour.open("/activate/")
    tour.fill(product_key=tour.product_key)
    tour.press("Check the product key")
    tour.fill(email=FELIX)
    tour.picture()
    tour.press("Send the code")
    place = tour.page.url
    code = tour.code(FELIX)
    tour.page.goto(place)
    tour.fill(code=code)
    tour.press("Redeem the product key")
    expect(tour.page.get_by_role("heading", level=1)).to_have_text("Your licence")


@step("The licence, and the way to the payer's account", "S5, S6, S13")
def licence(tour: Tour) -> None:
    tour.open("/licence/")
    tour.expect(tour.product_key[-5:])
    tour.picture()
    tour.press("Log in to the customer account of the payer")


@step("The program itself, in a terminal", "S6, S10")
def terminal(tour: Tour) -> None:
    tour.press("Move on by one day")
    before = tour.letters(FELIX, "code").count()
    tour.run("start")
    tour.run("activate", "--email", FELIX, answer=lambda: tour.code(FELIX, beyond=before))
    tour.run("start")
    tour.open("/licence/")
    tour.run("release")


@step("Log in without a password", "S8, S11")
def log_in(tour: Tour) -> None:
    tour.open("/account/")
    tour.page.locator("#code_email").fill(NORA["email"])
    tour.press("Send me a code")
    place = tour.page.url
    code = tour.code(NORA["email"])
    tour.page.goto(place)
    tour.fill(code=code)
    tour.press("Log in", within=tour.page.locator("main"))
    tour.picture()


@step("Every order, and all about one", "S15, S16, S18")
def orders(tour: Tour) -> None:
    tour.press("Orders")
    tour.press(tour.order)
    tour.expect(tour.product_key)
    tour.invoice = tour.read(INVOICE)
    tour.picture("#subscription")


@step("My data", "S3, S11, S17, S32, S33")
def my_data(tour: Tour) -> None:
    tour.page.locator(".user-menu summary").click()
    tour.press("My data")
    tour.picture()


@step("A new e-mail counts once it is confirmed", "S11")
def new_email(tour: Tour) -> None:
    tour.press("Change the e-mail")
    tour.fill(email=NEW_EMAIL)
    tour.press("Send the confirmation letter")
    tour.letter(NEW_EMAIL, "onfirm")
    tour.picture()
    tour.follow("onfirm")
    tour.press("Confirm the new address")


@step("A new address counts for the future", "S11, S12")
def new_address(tour: Tour) -> None:
    tour.open("/account/data/")
    tour.press("Change the billing address")
    tour.fill(street="Bahnhofplatz 1", postcode="6300", city="Zug")
    tour.press("Save the address")
    tour.open(f"/account/invoices/{tour.invoice}/")
    tour.expect("Seestrasse 3")
    tour.picture()


@step("A wallet with nothing in it", "S22")
def wallet(tour: Tour) -> None:
    tour.open("/checkout/professional/")
    tour.fill(email=EMMA, name="Emma Roth", **HOME, means="wallet", login=EMMA)
    tour.page.get_by_label("I agree to this renewal").check()
    expect(tour.page.locator("#summary")).to_contain_text("VAT 8.1")
    tour.press("Pay EUR 79.00")
    place = tour.page.url
    tour.picture()
    fill_the_wallet(tour)
    tour.page.goto(place)
    tour.fill(means="wallet", login=EMMA)
    tour.press("Pay EUR 79.00")


def fill_the_wallet(tour: Tour) -> None:
    tour.open("/rehearsal/wallets/")
    tour.fill(login=EMMA, amount="79.00", currency="EUR")
    tour.press("Put this sum in")


@step("A charge that fails, and the page that mends it", "S25")
def failed(tour: Tour) -> None:
    tour.letter(DAVID, "did not work")
    tour.follow("Pay USD 89.00")
    tour.fill(**OTHER_CARD)
    tour.picture()
    tour.press("Pay USD 89.00")
    tour.letter(DAVID, "renewed")


@step("A bank transfer takes its days", "S23, S25")
def transfer(tour: Tour) -> None:
    tour.letter(BOB, "197,49 EUR")
    reference = tour.read(REFERENCE, letter=True)
    before = tour.letters(BOB, "Professional").count()
    tour.open("/rehearsal/bank/")
    tour.expect(reference)
    tour.picture()
    tour.press("Book this transfer")
    tour.letter(BOB, "Professional", beyond=before)


@step("A card that expires before the renewal", "S21, S33")
def card(tour: Tour) -> None:
    tour.letter(CHIARA, "new card")
    tour.picture(LETTER)
    tour.follow("Enter a new card")
    tour.fill(**OTHER_CARD)
    tour.press("Save the payment method")


@step("The time machine", "S20, S24, S25")
def time_machine(tour: Tour) -> None:
    tour.open("/rehearsal/time/")
    tour.picture()
    tour.travel("2027-03-31")
    tour.letter(CHIARA, "renewed")


@step("The notice a month before", "S19, S32")
def notice(tour: Tour) -> None:
    tour.travel("2028-02-01")
    tour.letter(NEW_EMAIL, "renews on 1 March 2028")
    tour.picture(LETTER)


@step("Cancel without a log-in", "S28, S29")
def cancel_by_link(tour: Tour) -> None:
    tour.follow("Cancel the renewal")
    tour.picture()
    tour.press("Cancel the renewal")
    tour.press("Resume the renewal")


@step("Cancel in two clicks, and change your mind", "S27, S28")
def cancel(tour: Tour) -> None:
    tour.open(f"/account/orders/{tour.order}/")
    tour.press("Cancel the renewal")
    tour.press("Cancel the renewal")
    tour.picture()
    place = tour.page.url
    tour.letter(NEW_EMAIL, "will not renew")
    tour.page.goto(place)
    tour.press("Resume the renewal")


@step("The last day: charged, and a new key", "S12, S20, S24, S25")
def renewal(tour: Tour) -> None:
    tour.travel("2028-03-01")
    tour.letter(NEW_EMAIL, "is renewed")
    tour.new_key = tour.read(PRODUCT_KEY, letter=True)
    tour.picture(LETTER)


@step("Both orders side by side", "S12, S15")
def both_orders(tour: Tour) -> None:
    tour.open("/account/orders/")
    tour.picture()
    tour.page.locator("tbody th a").first.click()
    tour.expect(tour.new_key)
    tour.press("Invoice " + tour.read(INVOICE))
    tour.expect("Bahnhofplatz 1")


@step("The new key is activated", "S10, S26")
def activate_again(tour: Tour) -> None:
    tour.open("/activate/")
    tour.fill(product_key=tour.new_key)
    tour.press("Check the product key")
    tour.press("Redeem the product key")
    tour.picture()


@step("The wallet is empty again", "S22, S25")
def empty_wallet(tour: Tour) -> None:
    tour.open("/rehearsal/time/")
    tour.press("Next event")
    tour.letter(EMMA, "did not work")
    tour.picture(LETTER)
    fill_the_wallet(tour)
    tour.letter(EMMA, "did not work")
    tour.follow("Pay EUR 79.00")
    tour.fill(means="wallet", login=EMMA)
    tour.press("Pay EUR 79.00")


@step("Cancel by a plain mail", "S29, S30, S31")
def plain_mail(tour: Tour) -> None:
    write(tour, CHIARA, "Cancel", "Hello,\n\nplease cancel the renewal of my subscription.\n\nChiara Bernasconi")
    tour.letter(CHIARA, "will not renew")
    tour.picture(LETTER)
    tour.follow("Resume the renewal")
    tour.press("Resume the renewal")


@step("A forged mail does nothing", "S30")
def forged_mail(tour: Tour) -> None:
    write(tour, CHIARA, "Cancel my subscription", "Please cancel my subscription at once.\n\nChiara", forged=True)
    tour.letter(CHIARA, "Please confirm that you want this")
    tour.picture(LETTER)


@step("No more newsletters, by a plain mail", "S34")
def no_newsletter(tour: Tour) -> None:
    write(tour, CHIARA, "Newsletter", "Hello,\n\nplease stop sending me your newsletter.\n\nChiara Bernasconi")
    tour.letter(CHIARA, "You receive no newsletter any more")


@step("Cancel contracts here", "S28, S29")
def cancel_here(tour: Tour) -> None:
    before = tour.letters(NEW_EMAIL, "will not renew").count()
    tour.open("/cancel/")
    tour.fill(name=NORA["name"], contract=tour.order, email=NEW_EMAIL)
    tour.press("Continue")
    tour.expect(tour.order)
    tour.picture()
    tour.press("Cancel now")
    tour.letter(NEW_EMAIL, "We have received your cancellation")
    tour.letter(NEW_EMAIL, "will not renew", beyond=before)
    tour.follow("Resume the renewal")
    tour.press("Resume the renewal")


def write(tour: Tour, sender: str, subject: str, text: str, *, forged: bool = False) -> None:
    """Let somebody write to the shop, as his mail program would, or as a forger does."""
    tour.open("/rehearsal/mailbox/write/")
    tour.fill(sender=sender, subject=subject, text=text)
    if forged:
        tour.page.get_by_label("Forge this mail").check()
    tour.look()
    tour.seen += f"\n{text}"  # what stands in a field is no text of the page
    tour.press("Send this mail")


@step("The console: a key read out on the telephone", "S14")
def console(tour: Tour) -> None:
    tour.press("My account")
    tour.page.locator(".user-menu summary").click()
    tour.press("Log out")
    tour.open("/console/")
    tour.fill(login="sam@musa.example", password=PASSWORD)
    tour.press("Log in with the password")
    tour.press("Log in")  # the second step: the rehearsal has filled in what the telephone would show
    tour.fill(q=with_a_slip(tour.product_key))
    with tour.page.expect_navigation():
        tour.page.keyboard.press("Enter")
    tour.look()
    tour.picture()


@step("The console: all about a customer, and a letter once more", "S14")
def resend(tour: Tour) -> None:
    tour.press("Nora Keller")
    tour.picture()
    tour.press("Musa Accounting Professional is renewed: here is your new product key")
    tour.press("Send this letter again…")
    tour.press("Send the letter again")
    tour.letter(NEW_EMAIL, "is renewed", beyond=1)


@step("The desk: a larger plan, asked for by mail", "S35")
def desk(tour: Tour) -> None:
    question = (
        "Good morning,\n\nI would like to change from Professional to Advanced. What does it cost?\n\nNora Keller"
    )
    write(tour, NEW_EMAIL, "From Professional to Advanced", question)
    tour.letter(NEW_EMAIL, "We have received your message")
    tour.open("/console/desk/")
    tour.press("From Professional to Advanced")
    tour.picture()
    tour.press("Offer an upgrade of Musa Accounting Professional…")
    tour.press("Send the letter")
    tour.letter(NEW_EMAIL, "Your way to Musa Accounting Advanced")
    tour.follow("Look at the price and pay")


@step("The larger plan, less what is unused", "S35")
def larger_plan(tour: Tour) -> None:
    tour.picture()
    tour.fill(**CARD)
    with tour.page.expect_navigation():
        tour.page.get_by_role("button", name=re.compile("^Pay EUR")).click()
    tour.letter(NEW_EMAIL, "Musa Accounting Advanced has begun")


@step("All letters, in seven languages and in your words", "S2, S32")
def all_letters(tour: Tour) -> None:
    tour.open("/console/letters/")
    tour.open("/console/letters/kinds/store_notices/renewal_boxed/de/")
    tour.page.wait_for_load_state("networkidle")
    tour.picture()
    tour.press("Word the sentences…")


def with_a_slip(product_key: str) -> str:
    """Mistype the fourth character."""
    return product_key[:3] + ("A" if product_key[3] != "A" else "C") + product_key[4:]
