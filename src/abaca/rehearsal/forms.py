"""What can be typed on the stage: sums of money, and who they are from or for."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abaca.kernel.emails import is_email
from abaca.kernel.money import Money, exponent
from abaca.store.payments.gateways.rehearsal.currencies import DIGITS

LONGEST = 140  # characters of a reference or a payer on a statement
SUM = re.compile(r"(\d{1,9})(?:[.,](\d{1,3}))?", re.ASCII)
BLANKS_IN_A_SUM = str.maketrans("", "", " \u00a0\u202f'’")


class NoSum(ValueError):
    """Tell, in the words of the message, what is wrong with a typed sum."""


def sum_of(text: str, currency: str) -> Money:
    """Read a sum as it is typed in Lugano, London or Lyon; nothing is rounded."""
    found = SUM.fullmatch(text.translate(BLANKS_IN_A_SUM))
    if found is None:
        raise NoSum(_("Please write the sum in figures, such as 79.00."))
    whole, decimals, digits = found[1], found[2] or "", exponent(currency)
    if len(decimals) > digits:
        raise NoSum(_("{currency} has {digits} decimals at most.").format(currency=currency, digits=digits))
    amount = int(whole + decimals.ljust(digits, "0"))
    if not amount:
        raise NoSum(_("Please write a sum above zero."))
    return Money(amount, currency)


class SumForm(forms.Form):
    amount = forms.CharField(
        label=gettext_lazy("Sum"),
        max_length=20,
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
    )
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), choices=[(code, code) for code in DIGITS])

    def clean(self) -> dict[str, Any]:
        """Add the sum as money."""
        said: dict[str, Any] = super().clean() or {}
        if "amount" in said and "currency" in said:
            try:
                said["sum"] = sum_of(said["amount"], said["currency"])
            except NoSum as problem:
                self.add_error("amount", str(problem))
        return said


class TransferForm(SumForm):
    """Any payment that somebody may send: too little, too much, with a misspelt reference."""

    reference = forms.CharField(
        label=gettext_lazy("Reference"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput({"autocomplete": "off", "spellcheck": "false"}),
    )
    payer = forms.CharField(label=gettext_lazy("Payer"), max_length=LONGEST)
    field_order = ("reference", "payer", "amount", "currency")


class TopUpForm(SumForm):
    login = forms.CharField(
        label=gettext_lazy("E-mail address of the wallet"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    field_order = ("login", "amount", "currency")

    def clean_login(self) -> str:
        login = str(self.cleaned_data["login"])
        if not is_email(login):
            raise forms.ValidationError(_("Please write the address in full, such as name@example.com."))
        return login
