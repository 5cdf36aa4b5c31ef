"""How somebody pays: card, wallet or bank transfer."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.workflows.jobs import BankTransfer, Card, Means, Wallet

CARD, WALLET, TRANSFER = "card", "wallet", "transfer"
MEANS = [(CARD, _("Card")), (WALLET, _("PayPal wallet")), (TRANSFER, _("Bank transfer"))]
EXPIRY = re.compile(r"\s*(\d{1,2})\s*[/.\s-]\s*(?:20)?(\d{2})\s*|\s*(\d{2})(\d{2})\s*", re.ASCII)
NOT_AN_EXPIRY = _("Please write month and year as they stand on the card, such as 09/29.")
TOO_LONG = _("Please use at most %(limit_value)d characters; these are %(show_value)d.")


class NeverRepeated(forms.TextInput):
    """A field that comes back empty, since nobody is to read a card from a page."""

    def get_context(self, name: str, _value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return super().get_context(name, None, attrs)


def words(
    label: Any, *, most: int, missing: Any = "", hint: Any = "", widget: Any = None, **attrs: Any
) -> forms.CharField:
    """Return a field for words; `missing` is said where it stays empty, without it the field is optional."""
    messages = {"max_length": TOO_LONG} | ({"required": missing} if missing else {})
    field = forms.CharField(
        label=label,
        required=bool(missing),
        max_length=most,
        help_text=hint,
        error_messages=messages,
        widget=(widget or forms.TextInput)(attrs={name.replace("_", "-"): value for name, value in attrs.items()}),
    )
    field.widget.attrs.pop("maxlength", None)  # a paste must not lose its end in silence
    return field


class MeansForm(forms.Form):
    """The payment part, alone on the page of an open order and within the checkout."""

    means = forms.ChoiceField(
        label=_("How to pay"),
        choices=MEANS,
        initial=CARD,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Please choose how to pay.")),
    )
    number = words(
        _("Card number"),
        most=40,
        widget=NeverRepeated,
        autocomplete="cc-number",
        inputmode="numeric",
        spellcheck="false",
        data_slip=_("This card number is mistyped. Please compare it with the card."),
    )
    expiry = words(
        _("Valid until"),
        most=12,
        hint=_("Month and year, such as 09/29"),
        autocomplete="cc-exp",
        data_slip=NOT_AN_EXPIRY,
    )
    cvc = words(
        _("Security code"),
        most=8,
        hint=_("Three digits on the back"),
        widget=NeverRepeated,
        autocomplete="cc-csc",
        inputmode="numeric",
    )
    login = words(
        _("E-mail address of your wallet"), most=254, widget=forms.EmailInput, autocomplete="email", inputmode="email"
    )

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        if typed.get("means") == CARD:
            self._demand("number", _("Please fill in the card number."))
            self._demand("cvc", _("Please fill in the security code."))
            if "expiry" in typed and not EXPIRY.fullmatch(typed["expiry"]):
                self.add_error("expiry", NOT_AN_EXPIRY)
        elif typed.get("means") == WALLET:
            self._demand("login", _("Please fill in the e-mail address of your wallet."))
        return typed

    def _demand(self, name: str, missing: Any) -> None:
        if name in self.cleaned_data and not self.cleaned_data[name]:
            self.add_error(name, missing)

    def refuse(self, refusal: Refusal) -> None:
        """Show a refusal beside the field that it is about."""
        self.add_error(refusal.field if refusal.field in self.fields else None, str(refusal))

    @property
    def by_transfer(self) -> bool:
        return bool(self["means"].value() == TRANSFER)

    @property
    def chosen(self) -> Means:
        """Return the means that was chosen, in the form in which the store takes it."""
        typed = self.cleaned_data
        if typed["means"] == WALLET:
            return Wallet(typed["login"])
        if typed["means"] == TRANSFER:
            return BankTransfer()
        month, year = _expiry(typed["expiry"])
        return Card(typed["number"], month, year, typed["cvc"])


def _expiry(text: str) -> tuple[int, int]:
    found = EXPIRY.fullmatch(text)
    if found is None:
        raise ValueError("the form was not checked")
    month, year = [group for group in found.groups() if group]
    return int(month), 2000 + int(year)
