"""The three fields of the holder's pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

LONGEST_PASTE = 2000


class KeyForm(forms.Form):
    """One field that takes any paste."""

    product_key = forms.CharField(
        label=_("Product key"),
        help_text=_("25 characters. You can paste the whole line or paragraph of your letter."),
        max_length=LONGEST_PASTE,
        error_messages={"required": _("Please enter the product key from your delivery letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class AddressForm(forms.Form):
    """The address of the one who uses the program."""

    email = forms.EmailField(
        label=_("E-mail address of the person who uses the program"),
        help_text=_("We send a six-digit code to this address."),
        error_messages={
            "required": _("Please enter an e-mail address."),
            "invalid": _("Please write the address in full, such as name@example.com."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class CodeForm(forms.Form):
    """The code from the letter."""

    code = forms.CharField(
        label=_("Six-digit code"),
        max_length=20,
        error_messages={"required": _("Please enter the code from our letter.")},
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
