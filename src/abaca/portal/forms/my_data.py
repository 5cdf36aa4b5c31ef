"""Forms of the page with all personal data."""

from typing import ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import country, own_name
from abaca.kernel.countries import COUNTRIES
from abaca.store.customers.actions import LIMITS, AddressFacts
from abaca.store.customers.models import Address


def countries() -> list[tuple[str, str]]:
    """Return all countries by their names in the reader's language."""
    return sorted(((code, country(code)) for code in COUNTRIES), key=lambda pair: pair[1])


def languages() -> list[tuple[str, str]]:
    return [(code, own_name(code)) for code, _name in settings.LANGUAGES]


class AddressForm(forms.Form):
    name = forms.CharField(label=_("First and last name"), max_length=LIMITS["name"])
    company = forms.CharField(label=_("Company"), max_length=LIMITS["company"], required=False)
    street = forms.CharField(label=_("Street and number"), max_length=LIMITS["street"])
    postcode = forms.CharField(label=_("Postcode"), max_length=LIMITS["postcode"], required=False)
    city = forms.CharField(label=_("Town"), max_length=LIMITS["city"])
    country = forms.ChoiceField(label=_("Country"), choices=countries)

    AUTOCOMPLETE: ClassVar[dict[str, str]] = {
        "name": "name",
        "company": "organization",
        "street": "street-address",
        "postcode": "postal-code",
        "city": "address-level2",
        "country": "country",
    }

    def __init__(self, *args: object, known: Address | AddressFacts | None) -> None:
        initial = {part: getattr(known, part) for part in self.AUTOCOMPLETE} if known else {}
        super().__init__(*args, initial=initial)  # type: ignore[arg-type, misc]
        for name, word in self.AUTOCOMPLETE.items():
            self.fields[name].widget.attrs["autocomplete"] = word

    def facts(self) -> AddressFacts:
        return AddressFacts(**{part: self.cleaned_data[part] for part in self.AUTOCOMPLETE})


class BillingForm(AddressForm):
    vat_id = forms.CharField(
        label=_("VAT number"),
        max_length=40,
        required=False,
        help_text=_("For businesses, such as DE136695976 or CHE-107.787.577; we look it up in its register."),
        widget=forms.TextInput(attrs={"spellcheck": "false"}),
    )

    AUTOCOMPLETE: ClassVar[dict[str, str]] = {**AddressForm.AUTOCOMPLETE, "vat_id": "off"}


class EmailForm(forms.Form):
    email = forms.CharField(
        label=_("New e-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class LanguageForm(forms.Form):
    language = forms.ChoiceField(label=_("Language of our letters"), choices=languages, widget=forms.RadioSelect)
