"""The forms for cancelling and withdrawing without a log-in: they ask what the law lets us ask, and nothing else."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.states import Declared
from abaca.store.customers.actions import checked_email

from .means import words

ORDINARY, EXTRAORDINARY = "ordinary", "extraordinary"
KINDS = [
    (ORDINARY, _("Ordinary: I give notice, and need no reason")),
    (EXTRAORDINARY, _("Extraordinary: at once, for an important reason")),
]
NEXT, ON_DATE = "next", "date"
ENDS = [(NEXT, _("On the next possible date")), (ON_DATE, _("On a date that I choose"))]
LONGEST_REASON = 2000


class DeclarationForm(forms.Form):
    """Who declares, about which contract, and where the confirmation goes."""

    use_required_attribute = False
    what = Declared.CANCEL

    name = words(
        _("First name and surname"),
        most=120,
        missing=_("Please fill in your name."),
        autocomplete="name",
    )
    contract = words(
        _("Which contract"),
        most=250,
        missing=_("Please name the contract, by any one of the three."),
        hint=_("One of these: the order number, such as MS-100042; a product key; the e-mail address of your account."),
        autocomplete="off",
        spellcheck="false",
    )
    email = words(
        _("E-mail for the confirmation"),
        most=254,
        missing=_("Please fill in an e-mail address."),
        hint=_("We confirm at once what you declared, and when it reached us."),
        widget=forms.EmailInput,
        autocomplete="email",
    )

    def clean_email(self) -> str:
        try:
            return checked_email(self.cleaned_data["email"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def declared(self, token: str, language: str) -> Declaring:
        """Return the declaration in the store's words."""
        typed = self.cleaned_data
        return Declaring(
            token=token,
            what=self.what,
            name=typed["name"],
            contract=typed["contract"],
            email=typed["email"],
            language=language,
        )


class WithdrawForm(DeclarationForm):
    """A withdrawal names the order; the law asks for a name, the contract and a way to confirm."""

    what = Declared.WITHDRAW

    contract = words(
        _("Order number"),
        most=250,
        missing=_("Please fill in the order number."),
        hint=_("It stands in every letter about the order, such as MS-100042. A product key will do as well."),
        autocomplete="off",
        spellcheck="false",
    )


class CancelForm(DeclarationForm):
    """A cancellation says in addition of which kind it is, and when the contract is to end."""

    field_order = ("kind", "reason", "name", "contract", "ends", "wanted_on", "email")

    kind = forms.ChoiceField(
        label=_("Kind of cancellation"),
        choices=KINDS,
        initial=ORDINARY,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Please choose the kind of cancellation.")),
    )
    reason = words(
        _("The important reason"),
        most=LONGEST_REASON,
        hint=_("Why you cannot be expected to go on to the end of the term."),
        widget=forms.Textarea,
        rows="4",
    )
    ends = forms.ChoiceField(
        label=_("When the contract is to end"),
        choices=ENDS,
        initial=NEXT,
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Please choose when the contract is to end.")),
    )
    wanted_on = forms.DateField(
        label=_("The date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
        error_messages={"invalid": _("Please write a date, such as 2027-03-31.")},
    )

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if typed.get("kind") == EXTRAORDINARY and not typed.get("reason"):
            self.add_error("reason", _("Please name the reason, or choose the ordinary cancellation."))
        if typed.get("ends") == ON_DATE and not typed.get("wanted_on") and "wanted_on" not in self.errors:
            self.add_error("wanted_on", _("Please fill in the date, or choose the next possible one."))
        return typed

    @property
    def is_extraordinary(self) -> bool:
        return bool(self.cleaned_data["kind"] == EXTRAORDINARY)

    @property
    def wanted(self) -> date | None:
        """Return the date that was chosen; None for the next possible one."""
        typed = self.cleaned_data
        return typed["wanted_on"] if typed["ends"] == ON_DATE else None

    def declared(self, token: str, language: str) -> Declaring:
        said = super().declared(token, language)
        return Declaring(
            token=token,
            what=said.what,
            name=said.name,
            contract=said.contract,
            email=said.email,
            language=language,
            extraordinary=self.is_extraordinary,
            reason_given=self.cleaned_data["reason"] if self.is_extraordinary else "",
            wanted_on=self.wanted,
        )


def account_field() -> forms.CharField:
    return words(
        _("Account for the money (IBAN)"),
        most=50,
        missing=_("Please tell us the account to which we transfer the money."),
        hint=_("We keep it only until the money is transferred."),
        autocomplete="off",
        spellcheck="false",
        autocapitalize="characters",
    )


class AccountForm(forms.Form):
    """Where the money may go; only who has paid by transfer has to type anything."""

    use_required_attribute = False

    iban = account_field()

    def __init__(self, *args: Any, by_transfer: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_transfer:
            del self.fields["iban"]


class AnswerForm(AccountForm):
    """What the registered address confirms: which subscriptions or which order.

    The account for the money is asked for where some of it goes back by transfer, and needed where that was chosen.
    """

    field_order = ("chosen", "iban")

    chosen = forms.MultipleChoiceField(
        label=_("What it is about"),
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice", "invalid_list"), _("Please choose what it is about.")
        ),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], by_transfer: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, by_transfer=bool(by_transfer), **kwargs)
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]
        self.by_transfer = frozenset(by_transfer)
        if "iban" in self.fields:
            self.fields["iban"].required = all(ref in self.by_transfer for ref, _words in choices)

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        needed = self.by_transfer.intersection(typed.get("chosen", ()))
        if needed and not typed.get("iban") and "iban" not in self.errors:
            self.add_error("iban", self.fields["iban"].error_messages["required"])
        return typed
