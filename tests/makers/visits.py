"""Somebody at a keyboard, by HTTP: forms are filled in as the page offers them."""

import re
from html import unescape

from django.test import Client

from abaca.operations.cast import Person
from tests.letters import Letters

CARD = {"means": "card", "number": "4242 4242 4242 4242", "expiry": "12/31", "cvc": "123"}


def hidden(html: str, name: str) -> str:
    """Return the value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', html)
    assert found, f"The page has no field {name}."
    return unescape(found[1])


def filled(client: Client, person: Person, plan: str = "professional", **changes: str) -> dict[str, str]:
    """Open the checkout and return the form as this person sends it."""
    words = {
        "seats": "1",
        "currency": "EUR",
        "email": person.email,
        "name": person.name,
        "company": person.company,
        "street": person.street,
        "postcode": person.postcode,
        "city": person.city,
        "country": person.country,
        "same_delivery": "on",
        "consent": "on",
        **CARD,
        **changes,
    }
    token = hidden(client.get(f"/checkout/{plan}/").content.decode(), "token")
    shown = client.post(f"/checkout/{plan}/", {**words, "token": token, "update": "1"}).content.decode()
    return {
        **words,
        "token": token,
        "shown_total": hidden(shown, "shown_total"),
        "shown_day": hidden(shown, "shown_day"),
    }


def code_for(letters: Letters, email: str) -> str:
    """Return the code that stands on a line of its own in the latest letter to an address."""
    found = re.search(r"^\s*(\d{3} ?\d{3}|[A-Z0-9]{3,4}-?[A-Z0-9]{2,4})\s*$", letters.to(email).last.text, re.MULTILINE)
    assert found, "The letter has no code."
    return found[1].replace(" ", "")


def link_in(letters: Letters, email: str, part: str) -> str:
    """Return the path of a link in the latest letter to an address."""
    found = re.search(rf"http://[^/\s]+(/{part}/\S*)", letters.to(email).last.text)
    assert found, f"The letter has no link to /{part}/."
    return found[1]
