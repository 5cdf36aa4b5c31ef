"""The forms around money that goes back: how much, of what, and where to; and our side of a dispute."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.money import exponent
from abaca.store.workflows.refunds import Extent, To, Wish

EXTENTS = {
    Extent.WHOLE: _("everything that is left; the subscription ends today"),
    Extent.UNUSED: _("what was paid for the days that are left; the subscription ends today"),
    Extent.SEATS: _("The share of some seats, with their product keys; the subscription goes on"),
    Extent.GOODWILL: _("A sum of goodwill; everything else stays as it is"),
}
WAYS = {To.METHOD: _("The way it was paid"), To.CREDIT: _("To the credit balance of the customer")}


class RefundForm(forms.Form):
    """What is to go back; only the fields that this order needs are there."""

    use_required_attribute = False

    extent = forms.ChoiceField(label=_("How much goes back"), widget=forms.RadioSelect, choices=list(EXTENTS.items()))
    seats = forms.TypedMultipleChoiceField(
        label=_("Which seats"),
        help_text=_("Only where the share of some seats goes back."),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    amount = forms.DecimalField(required=False)  # holds the place of the one that knows the currency
    to = forms.ChoiceField(label=_("Where to"), widget=forms.RadioSelect, choices=list(WAYS.items()), initial=To.METHOD)
    iban = forms.CharField(
        label=_("Account of the customer (IBAN)"),
        help_text=_("The order was paid by transfer, so somebody transfers the money back by hand."),
        max_length=50,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    cause = forms.CharField(
        label=_("Reason"),
        help_text=_("For the journal, in a few words. The customer does not see it."),
        max_length=40,
        required=False,
    )

    def __init__(
        self, *args: Any, currency: str, seats: Sequence[int], by_transfer: bool, sums: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.digits = exponent(currency)
        self.fields["amount"] = forms.DecimalField(
            label=_("Sum of goodwill in {currency}, tax included").format(currency=currency),
            help_text=_("Only where a sum of goodwill goes back."),
            required=False,
            max_digits=12,
            decimal_places=self.digits,
            localize=True,
        )
        self.fields["seats"].choices = [(seat, _("Seat {seat}").format(seat=seat)) for seat in seats]  # type: ignore[attr-defined]
        if len(seats) < 2:
            del self.fields["seats"]
        self.fields["extent"].choices = [  # type: ignore[attr-defined]
            (extent, f"{sums[extent]}: {words}" if extent in sums else words)
            for extent, words in EXTENTS.items()
            if extent != Extent.SEATS or len(seats) > 1
        ]
        if not by_transfer:
            del self.fields["iban"]

    def wish(self) -> Wish:
        """Return what was wished; a sum in minor units."""
        told = self.cleaned_data
        amount = (told.get("amount") or Decimal(0)).scaleb(self.digits)
        return Wish(
            Extent(told["extent"]),
            amount=int(amount),
            seats=tuple(told.get("seats") or ()),
            to=To(told["to"]),
            iban=told.get("iban") or "",
            cause=told["cause"],
        )


class EvidenceForm(forms.Form):
    """What speaks for us; it goes to the provider as it stands."""

    use_required_attribute = False

    evidence = forms.CharField(
        label=_("What speaks for us"),
        help_text=_("When and how the product key was delivered, that it was redeemed, what the customer wrote."),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": _("Please write down what speaks for us.")},
    )
