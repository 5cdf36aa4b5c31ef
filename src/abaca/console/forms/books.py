"""The forms of the books: whose money it is, and which numbers the accounts have."""

from collections.abc import Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _


class PlaceForm(forms.Form):
    """Whose money it is: an order's, by its number, or a customer's, by the address."""

    use_required_attribute = False

    transfer = forms.IntegerField(widget=forms.HiddenInput)
    whose = forms.CharField(
        label=_("Order number, or e-mail address of the customer"),
        help_text=_("Money that an order does not need becomes the customer's credit balance."),
        max_length=254,
    )


class NumbersForm(forms.Form):
    """A field for each account and each branch of accounts; an empty one keeps the usual number."""

    use_required_attribute = False

    def __init__(
        self,
        data: QueryDict | None,
        *,
        labels: Mapping[str, str],
        known: Mapping[str, str],
        usual: Mapping[str, str],
    ) -> None:
        super().__init__(data)
        self.accounts = list(labels)
        for n, account in enumerate(self.accounts):
            self.fields[f"number_{n}"] = forms.CharField(
                label=labels[account],
                help_text=_("{account}, usually {number}").format(account=account, number=usual[account]),
                max_length=20,
                required=False,
                initial=known.get(account, ""),
            )

    def numbers(self) -> dict[str, str]:
        """Return the numbers that were given, by account."""
        return {account: self.cleaned_data[f"number_{n}"].strip() for n, account in enumerate(self.accounts)}
