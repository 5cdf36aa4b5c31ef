"""The form by which an order is given back; only who has paid by transfer has to type anything."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class GiveBackForm(forms.Form):
    use_required_attribute = False

    iban = forms.CharField(
        label=_("Account for the money (IBAN)"),
        help_text=_("We keep it only until the money is transferred."),
        max_length=50,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "characters"}),
        error_messages={"required": _("Please tell us the account to which we transfer the money.")},
    )

    def __init__(self, *args: Any, by_transfer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_transfer:
            del self.fields["iban"]

    def account(self) -> str:
        """Return the account that was typed, if any was asked for."""
        return str(self.cleaned_data.get("iban", ""))
