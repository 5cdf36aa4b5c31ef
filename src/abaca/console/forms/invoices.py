"""The words that shall stand on an invoice."""

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import country
from abaca.kernel.countries import COUNTRIES
from abaca.store.customers.actions import LIMITS


def countries() -> list[tuple[str, str]]:
    """Return all countries by their names in the reader's language."""
    return sorted(((code, country(code)) for code in COUNTRIES), key=lambda pair: pair[1])


class CorrectionForm(forms.Form):
    name = forms.CharField(label=_("First and last name"), max_length=LIMITS["name"])
    company = forms.CharField(label=_("Company"), max_length=LIMITS["company"], required=False)
    street = forms.CharField(label=_("Street and number"), max_length=LIMITS["street"])
    postcode = forms.CharField(label=_("Postcode"), max_length=LIMITS["postcode"], required=False)
    city = forms.CharField(label=_("Town"), max_length=LIMITS["city"])
    country = forms.ChoiceField(label=_("Country"), choices=countries)
    vat_id = forms.CharField(label=_("VAT number"), max_length=40, required=False)
