"""The fields of the holder's pages."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.licensing.devices.offline import LONGEST_PASTE, OfflineRequestInvalid, read


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


class OfflineForm(forms.Form):
    """The request of a computer without a network, pasted or as a file."""

    request = forms.CharField(
        label=_("Activation request"),
        help_text=_("The text that the program shows. It begins with ACT1. Blanks and line breaks do no harm."),
        max_length=LONGEST_PASTE,
        error_messages={"max_length": OfflineRequestInvalid.sentence, "required": OfflineRequestInvalid.sentence},
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label=_("Or the file that the program has saved"),
        required=False,
        allow_empty_file=True,
    )

    def full_clean(self) -> None:
        """Want a text only where no file came."""
        self.fields["request"].required = not self.files.get("file")
        super().full_clean()

    def clean(self) -> dict[str, Any]:
        """Read what was handed in; a file counts before a text."""
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        upload = given.get("file")
        field = "file" if upload else "request"
        try:
            given["asked"] = read(_text_of(upload) if upload else given.get("request", ""))
        except Refusal as refusal:
            self.add_error(field, str(refusal))
        return given


def _text_of(upload: "UploadedFile[Any]") -> str:
    """Return what stands in a file; what is no text is no request either."""
    read_bytes: bytes = upload.read(LONGEST_PASTE + 1)
    return read_bytes.decode(errors="replace")


class ReplaceForm(forms.Form):
    """Which device makes room."""

    replace_device = forms.UUIDField(required=False)
