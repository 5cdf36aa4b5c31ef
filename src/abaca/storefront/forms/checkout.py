"""The whole checkout on one page: what, who, where to bill, how to pay."""

from dataclasses import replace
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.catalogue.queries import NoPriceInCurrency
from abaca.store.customers.actions import AddressFacts, checked_email
from abaca.store.newsletters.actions import Answer, Shown
from abaca.store.newsletters.grounds import basis_in
from abaca.store.newsletters.states import Basis, Saying
from abaca.store.newsletters.wordings import CHECKOUT_CONSENT, CHECKOUT_NOTICE, CHECKOUT_OBJECTION
from abaca.store.tax.vat_ids import normalised
from abaca.store.workflows.checkout import MOST_SEATS, ConsentMissing, SeatsOutOfRange

from .addresses import MISSING, address_from, country_field, part
from .means import MeansForm, words

ABOUT_THE_SUM = ("seats", "currency")
ABOUT_THE_TAX = ("country", "postcode", "company", "vat_id")


class CheckoutForm(MeansForm):
    seats = forms.IntegerField(
        label=_("Seats"),
        min_value=1,
        max_value=MOST_SEATS,
        initial=1,
        help_text=_("One for each person who works with the program; each gets a product key of its own."),
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "data-sum": ""}),
    )
    currency = forms.ChoiceField(label=_("Currency"), widget=forms.Select(attrs={"data-sum": ""}))

    coupon = words(
        _("Code"),
        most=60,
        hint=_("If you have one that makes the order cheaper."),
        autocomplete="off",
        spellcheck="false",
    )

    email = words(
        _("E-mail"),
        most=254,
        missing=_("Please fill in your e-mail address."),
        hint=_("We send the product key and the invoice here; with this address you also log in."),
        widget=forms.EmailInput,
        autocomplete="email",
    )
    name = part("name", _("First name and surname"), "", "name", required=True)
    company = part("company", _("Company"), "", "organization", required=False)
    vat_id = words(
        _("VAT number"),
        most=40,
        hint=_("For businesses, such as DE136695976 or CHE-107.787.577; we look it up at once."),
        autocomplete="off",
        spellcheck="false",
    )

    street = part("street", _("Street and number"), "billing", "street-address", required=True)
    postcode = part("postcode", _("Postcode"), "billing", "postal-code", required=False)
    city = part("city", _("City"), "billing", "address-level2", required=True)
    country = country_field("billing", required=True)
    country_confirmed = forms.BooleanField(label=_("I live in the country that I chose above."), required=False)

    same_delivery = forms.BooleanField(label=_("The delivery address is the same"), required=False, initial=True)
    delivery_name = part("name", _("First name and surname"), "shipping", "name", required=False)
    delivery_company = part("company", _("Company"), "shipping", "organization", required=False)
    delivery_street = part("street", _("Street and number"), "shipping", "street-address", required=False)
    delivery_postcode = part("postcode", _("Postcode"), "shipping", "postal-code", required=False)
    delivery_city = part("city", _("City"), "shipping", "address-level2", required=False)
    delivery_country = country_field("shipping", required=False)

    consent = forms.BooleanField(
        label=_("I agree to this renewal. I can cancel it at any time, in my account or by a link in every letter."),
        error_messages={"required": ConsentMissing.sentence},
    )
    newsletter = forms.BooleanField(label=CHECKOUT_CONSENT.words, required=False)
    no_newsletter = forms.BooleanField(label=CHECKOUT_OBJECTION.words, required=False)
    told_of_newsletter = forms.BooleanField(required=False, widget=forms.HiddenInput)  # instead of being asked

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seats, currency = (self.fields[name] for name in ABOUT_THE_SUM)
        wrong = str(SeatsOutOfRange(most=MOST_SEATS))
        seats.error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong)
        currency.choices = [(code, code) for code in offered]  # type: ignore[attr-defined]
        asked = str(self.data.get("currency", ""))[:3]
        no_price = str(NoPriceInCurrency(currency=asked))
        currency.error_messages = dict.fromkeys(("required", "invalid_choice"), no_price)
        for name in (*ABOUT_THE_TAX, "coupon"):
            self.fields[name].widget.attrs["data-sum"] = ""

    def clean_email(self) -> str:
        try:
            return checked_email(self.cleaned_data["email"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        typed = super().clean()
        if not typed.get("same_delivery"):
            for name, missing in MISSING.items():
                self._demand(f"delivery_{name}", missing)
        self._read_vat_id(typed)
        return typed

    def _read_vat_id(self, typed: dict[str, Any]) -> None:
        """Bring the VAT number into its form; wrong digits are told beside it."""
        try:
            typed["vat_id"] = normalised(typed.get("vat_id", ""), typed.get("country", ""))
        except Refusal as refusal:
            self.add_error("vat_id", str(refusal))

    def forgive_all_but_the_sum(self) -> None:
        """Keep only what is wrong with the facts of the sum, for somebody who has not finished typing."""
        for name in [name for name in self.errors if name not in (*ABOUT_THE_SUM, "coupon", "vat_id")]:
            del self.errors[name]

    @property
    def sum_facts(self) -> tuple[int, str, dict[str, str]]:
        """Return seats, currency and what the tax depends on as far as they make sense, for the summary."""
        if not self.is_bound:
            return 1, str(self["currency"].value()), {name: str(self.initial.get(name, "")) for name in ABOUT_THE_TAX}
        typed = getattr(self, "cleaned_data", {})
        currency = typed.get("currency") or self.fields["currency"].choices[0][0]  # type: ignore[attr-defined]
        return typed.get("seats") or 1, str(currency), {name: typed.get(name) or "" for name in ABOUT_THE_TAX}

    @property
    def code(self) -> str:
        """Return the code as it was typed; empty where there is none."""
        return str(getattr(self, "cleaned_data", {}).get("coupon") or "").strip()

    @property
    def tells_of_newsletters(self) -> bool:
        """Whether buyers of the chosen country are told of newsletters and may object, instead of being asked."""
        country = self.sum_facts[2]["country"]
        return basis_in(country, customers_too=settings.NEWSLETTER_TO_CUSTOMERS) == Basis.CUSTOMER

    @property
    def newsletter_notice(self) -> str:
        return str(CHECKOUT_NOTICE)

    def answer_to_newsletters(self, language: str) -> Answer | None:
        """Return what the buyer said to newsletters, with the words that were shown to him; None: nothing."""
        typed = self.cleaned_data
        if typed["told_of_newsletter"]:
            objects = typed["no_newsletter"]
            saying = Saying.OBJECTED if objects else Saying.TOLD
            words = f"{CHECKOUT_NOTICE} {CHECKOUT_OBJECTION}"
            return Answer(saying, Shown(words, CHECKOUT_NOTICE.version, language))
        if typed["newsletter"]:
            return Answer(Saying.CONSENTED, Shown(str(CHECKOUT_CONSENT), CHECKOUT_CONSENT.version, language))
        return None

    @property
    def billing(self) -> AddressFacts:
        return replace(address_from(self.cleaned_data), vat_id=self.cleaned_data["vat_id"])

    @property
    def delivery(self) -> AddressFacts:
        same = self.cleaned_data["same_delivery"]
        return address_from(self.cleaned_data) if same else address_from(self.cleaned_data, "delivery_")
