"""The forms around the registrations for tax."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import country
from abaca.kernel.countries import COUNTRIES, EU
from abaca.store.tax.place_of_supply import ALL, CONSUMERS, OSS, REGISTRATION

SCHEMES = {
    OSS: _("One-stop shop (OSS) of the European Union, for buyers in all member states"),
    REGISTRATION: _("Registration in this one country"),
}
WHOM = {
    CONSUMERS: _("Private persons; businesses owe the tax themselves"),
    ALL: _("Private persons and businesses"),
}


def countries() -> list[tuple[str, str]]:
    """Return all countries by their names in the reader's language, the European Union first."""
    named = sorted(((code, country(code)) for code in COUNTRIES), key=lambda pair: pair[1])
    union = [pair for pair in named if pair[0] in EU]
    return [("", str(_("Please choose"))), *union, *(pair for pair in named if pair[0] not in EU)]


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class RegistrationForm(forms.Form):
    use_required_attribute = False

    scheme = forms.ChoiceField(
        label=_("What you are registered for"), widget=forms.RadioSelect, choices=list(SCHEMES.items()), initial=OSS
    )
    country = forms.ChoiceField(
        label=_("Country"),
        help_text=_("For the one-stop shop, the member state in which you registered for it."),
        choices=countries,
    )
    whom = forms.ChoiceField(
        label=_("Whom it covers"), widget=forms.RadioSelect, choices=list(WHOM.items()), initial=CONSUMERS
    )
    number = forms.CharField(label=_("Number of the registration"), max_length=30, required=False)
    begins = forms.DateField(label=_("First day"), widget=DayInput())

    @property
    def wish(self) -> dict[str, Any]:
        return dict(self.cleaned_data)


class EndForm(forms.Form):
    use_required_attribute = False

    ends = forms.DateField(
        label=_("First day without it"),
        help_text=_("From this day on nothing is sold any more that needs this registration; renewals go on."),
        widget=DayInput(),
    )
