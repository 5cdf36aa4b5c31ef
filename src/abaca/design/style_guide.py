"""What the style guide shows: long German words, long names and one mistake, as real shops have them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from django import forms

from abaca.kernel.money import Money

KEY = "A0123-45678-9ABCD-EFGHJ-KM583"


class SampleForm(forms.Form):
    email = forms.EmailField(
        label="E-Mail-Adresse", help_text="Hierhin senden wir den Produktschlüssel und die Rechnung."
    )
    company = forms.CharField(label="Firma", required=False)
    name = forms.CharField(label="Vorname und Nachname")
    country = forms.ChoiceField(label="Land", choices=[("CH", "Schweiz"), ("DE", "Deutschland"), ("AT", "Österreich")])
    seats = forms.IntegerField(label="Anzahl Arbeitsplätze", help_text="Jeder erhält einen eigenen Produktschlüssel.")
    note = forms.CharField(
        label="Mitteilung an die Buchhaltung", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    key = forms.CharField(
        label="Produktschlüssel",
        help_text="25 Zeichen, wie sie im Brief stehen. Sie dürfen auch den ganzen Brief einfügen.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    method = forms.ChoiceField(
        label="Zahlungsart",
        choices=[("card", "Karte"), ("wallet", "PayPal"), ("bank", "Banküberweisung")],
        widget=forms.RadioSelect,
        initial="card",
    )
    consent = forms.BooleanField(
        label="Ich bin einverstanden, dass das Abonnement sich jährlich erneuert, bis ich es kündige.",
        help_text="Rund einen Monat vorher schreiben wir Ihnen, wann und für wie viel.",
    )


def filled_form() -> SampleForm:
    """Return the sample form as somebody left it who forgot the ending of his address."""
    return SampleForm(
        {
            "email": "anna-katharina.wiedmer@treuhandbuero",
            "company": "Wiedmer-Schürch Treuhand- und Unternehmensberatungsgesellschaft mbH",
            "name": "Anna-Katharina von Wiedmer-Schürch",
            "country": "CH",
            "seats": 3,
            "key": KEY,
            "method": "bank",
            "consent": "on",
        }
    )


def history() -> list[dict[str, Any]]:
    """Return a short life of a subscription, newest first."""
    return [
        {
            "at": datetime(2026, 11, 22, 9, 41, tzinfo=UTC),
            "text": "Zahlung eingegangen, neuer Produktschlüssel versendet",
            "detail": "Visa mit Endziffern 4242",
            "kind": "good",
        },
        {
            "at": datetime(2026, 11, 21, 23, 0, tzinfo=UTC),
            "text": "Die Karte wurde abgelehnt; nächster Versuch am 24. November 2026",
            "kind": "attention",
        },
        {"at": datetime(2026, 10, 23, 6, 0, tzinfo=UTC), "text": "Erneuerungshinweis versendet", "href": "#letter"},
        {
            "at": datetime(2025, 11, 22, 14, 30, tzinfo=UTC),
            "text": "Bestellung MU-2025-004817",
            "detail": "3 Arbeitsplätze",
        },
    ]


def derivation() -> SimpleNamespace:
    """Return how the tax of the sample came about, in the shape that the store gives to it."""
    tax = Money(3621, "CHF")
    why = "Der Rechnungsempfänger ist in der Schweiz, daher gilt der Schweizer Satz."
    figures = (Money(44700, "CHF"), "×", Decimal("8.1"), "%")
    steps = [
        SimpleNamespace(words=why, facts={}, figures=None, amount=None),
        SimpleNamespace(words="Davon die Steuer, einmal gerundet", facts={}, figures=figures, amount=tax),
    ]
    return SimpleNamespace(title="Mehrwertsteuer 8,1 %", facts={}, steps=steps, amount=tax)


def samples() -> dict[str, Any]:
    """Return everything that the template of the style guide shows."""
    return {
        "form": filled_form(),
        "key": KEY,
        "entries": history(),
        "price": Money(14900, "EUR"),
        "professional": Money(7900, "EUR"),
        "free": Money(0, "EUR"),
        "net": Money(44700, "CHF"),
        "tax": Money(3621, "CHF"),
        "total": Money(48321, "CHF"),
        "ends": date(2027, 11, 22),
        "derivation": derivation(),
        "facts": [
            ("Bestellnummer", "MU-2026-018244"),
            ("Rechnungsempfänger", "Wiedmer-Schürch Treuhand- und Unternehmensberatungsgesellschaft mbH"),
            ("Zahlungsart", "Visa mit Endziffern 4242, gültig bis 09/2028"),
        ],
    }
