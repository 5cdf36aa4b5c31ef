"""The form of a payment method: one that is saved, a new card or wallet, or a bank transfer."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.portal.templatetags.portal import named_fully
from abaca.store.payments.models import PaymentMethod
from abaca.store.workflows.jobs import BankTransfer, Card, Means, Wallet

EXPIRY = re.compile(r"\s*(0?[1-9]|1[0-2])\s*[/.\- ]\s*(?:20)?(\d\d)\s*")
FILL_IN = _("Please fill in this field.")
NEEDED = {"card": ("number", "expiry", "cvc"), "wallet": ("login",)}


def _text(label: Any, hint: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"spellcheck": "false", **attrs})
    return forms.CharField(
        label=label, help_text=hint, max_length=254, widget=widget, error_messages={"required": FILL_IN}
    )


class MethodForm(forms.Form):
    use_required_attribute = False  # of the fields, only those of the chosen means count

    means = forms.ChoiceField(label=_("Payment method"), widget=forms.RadioSelect)
    number = _text(_("Card number"), inputmode="numeric", autocomplete="cc-number")
    expiry = _text(
        _("Valid until"), _("Month and year, such as 09/29"), inputmode="numeric", autocomplete="cc-exp", size="7"
    )
    cvc = _text(_("Security code"), _("Three digits on the back"), inputmode="numeric", autocomplete="cc-csc", size="4")
    login = _text(_("E-mail address of the wallet"), type="email", autocomplete="email")

    def __init__(self, *args: Any, saved: Sequence[PaymentMethod], now: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.saved_refs = {method.ref for method in saved}
        field = self.fields["means"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(method.ref, named_fully(method)) for method in saved] + [
            ("card", _("Another card")),
            ("wallet", _("Another wallet")),
            ("transfer", _("Bank transfer")),
        ]
        field.initial = now if now in self.saved_refs or now == "transfer" else "card"

        for means, names in NEEDED.items():
            for name in names:
                self.fields[name].required = not self.is_bound or self.data.get("means") == means

    @property
    def saved_ref(self) -> str:
        """Return the saved method that was chosen, if it was one."""
        chosen = str(self.cleaned_data["means"])
        return chosen if chosen in self.saved_refs else ""

    def clean_expiry(self) -> tuple[int, int] | None:
        typed = self.cleaned_data["expiry"]
        if self.cleaned_data.get("means") != "card" or not typed:
            return None
        found = EXPIRY.fullmatch(typed)
        if found is None:
            raise forms.ValidationError(_("Please write month and year as on the card, such as 09/29."))
        return int(found[1]), 2000 + int(found[2])

    def means_of(self) -> Means:
        """Return what was typed, on its way to the provider."""
        typed = self.cleaned_data
        if typed["means"] == "card":
            month, year = typed["expiry"]
            return Card(typed["number"], month, year, typed["cvc"])
        return Wallet(typed["login"]) if typed["means"] == "wallet" else BankTransfer()
