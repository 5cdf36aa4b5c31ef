"""A visitor at the counter: he opens a form, types into it and sends it, as a browser would."""

import re
from html import unescape

from django.http import HttpResponse
from django.test import Client

from abaca.access.models import User
from abaca.messaging.models import Letter
from abaca.store.customers.models import Customer
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Order
from abaca.store.payments.models import Attempt, PaymentMethod

CHECKOUT = "/checkout/professional/"
CARD = {"means": "card", "number": "4242 4242 4242 4242", "expiry": "09/29", "cvc": "123"}
NINA = {
    "seats": "1",
    "currency": "EUR",
    "email": "nina@example.com",
    "name": "Nina Weber",
    "company": "",
    "street": "Rosenweg 12",
    "postcode": "50667",
    "city": "Köln",
    "country": "DE",
    "same_delivery": "on",
    "delivery_name": "",
    "delivery_company": "",
    "delivery_street": "",
    "delivery_postcode": "",
    "delivery_city": "",
    "delivery_country": "",
    "login": "",
    "consent": "on",
    **CARD,
}


def card(behaviour_number: str) -> dict[str, str]:
    return {**CARD, "number": behaviour_number}


def text_of(page: HttpResponse) -> str:
    """Return what stands on a page, in one line, with plain blanks."""
    bare = re.sub(r"<[^>]+>", " ", page.content.decode())
    return re.sub(r"\s+", " ", unescape(bare).replace("\xa0", " "))


def hidden(page: HttpResponse) -> dict[str, str]:
    """Return what the form carries along unseen."""
    found = re.findall(r'<input type="hidden" name="(token|shown_\w+)" value="([^"]*)"', page.content.decode())
    return dict(found)


def filled(client: Client, plan: str = "professional", **typed: str | None) -> dict[str, str]:
    """Return the checkout form as Nina fills it in, after the page has brought the summary up to date."""
    address = f"/checkout/{plan}/"
    form = {**NINA, **typed}
    form = {name: value for name, value in form.items() if value is not None}
    first = hidden(client.get(address))
    fresh = client.post(address, {**form, **first, "update": "1"})
    return {**form, **hidden(fresh)}


def error_beside(page: HttpResponse, field: str) -> str:
    """Return what is said beside a field, without the word that only screen readers hear."""
    found = re.search(rf'<div class="error" id="id_{field}_error">(.*?)</div>', page.content.decode(), re.DOTALL)
    said = re.sub(r"<[^>]+>", " ", found[1]) if found else ""
    return re.sub(r"\s+", " ", unescape(said).replace("\xa0", " ")).replace("Problem:", "").strip()


def traces() -> dict[str, int]:
    """Count what a purchase leaves behind."""
    return {
        model.__name__: model.objects.count()
        for model in (Order, Customer, User, PaymentMethod, Attempt, Letter, Entry)
    }
