"""The forms around product keys: where they come from, a list of them, one by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.store.product_keys.actions import SourceWish
from abaca.store.product_keys.models import Source
from abaca.store.product_keys.protocol import LATIN1, UTF8
from abaca.store.product_keys.states import SourceKind

MOST_UPLOADED = 4 * 1024 * 1024

KINDS = {
    SourceKind.MINTED: _("Made by Abaca, 25 symbols with a check"),
    SourceKind.LIST: _("From a list that you bring"),
    SourceKind.URL: _("From your generator at an address"),
    SourceKind.EXECUTABLE: _("From your generator, a program on this machine"),
}
ENCODINGS = {
    UTF8: _("UTF8: generators for Unicode"),
    LATIN1: _("ISO-8859-1: older generators"),
}


class SourceForm(forms.Form):
    use_required_attribute = False

    kind = forms.ChoiceField(
        label=_("Where the product keys come from"), widget=forms.RadioSelect, choices=list(KINDS.items())
    )
    low_stock = forms.IntegerField(
        label=_("Write to us when so many are left"),
        help_text=_("One letter each time the list falls to this number."),
        min_value=0,
        max_value=1_000_000,
    )
    encoding = forms.ChoiceField(
        label=_("Encoding of the generator"),
        help_text=_("A generator that gets the wrong one answers with exit code 14."),
        choices=list(ENCODINGS.items()),
    )
    generator_product = forms.CharField(
        label=_("Product number at the generator"),
        help_text=_("It goes out as PRODUCT_ID. Left empty, it is the code of the plan."),
        max_length=40,
        required=False,
    )
    one_per_seat = forms.BooleanField(
        label=_("Ask once for each seat"),
        help_text=_(
            "Otherwise it is asked once, with the number of seats as QUANTITY, and makes one product key for all."
        ),
        required=False,
    )
    address = forms.CharField(
        label=_("Address of the generator"),
        help_text=_("https://…, without the part behind the question mark."),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off", "spellcheck": "false"}),
    )
    query = forms.CharField(
        label=_("Behind the question mark"),
        help_text=_(
            "User and password, for instance is_user=…&is_pwd=…. It is kept sealed and never shown again; "
            "leave it empty to keep it."
        ),
        max_length=1000,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "spellcheck": "false"}),
    )
    program = forms.ChoiceField(
        label=_("Program"),
        help_text=_("What can be run in the folder of generators, which ABACA_GENERATORS_FOLDER names."),
        required=False,
    )

    def __init__(self, *args: Any, programs: list[str], chosen: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["program"]
        assert isinstance(field, forms.ChoiceField)
        names = sorted({*programs, *([chosen] if chosen else [])})
        field.choices = [("", _("none")), *((name, name) for name in names)]

    @classmethod
    def of(cls, source: Source, programs: list[str]) -> "SourceForm":
        """Return the form as the source stands."""
        names = ("kind", "low_stock", "encoding", "generator_product", "one_per_seat", "address", "program")
        initial = {name: getattr(source, name) for name in names}
        return cls(initial=initial, programs=programs, chosen=source.program)

    @property
    def wish(self) -> SourceWish:
        return SourceWish(**self.cleaned_data)


class ListForm(forms.Form):
    use_required_attribute = False

    keys = forms.CharField(
        label=_("Product keys"),
        help_text=_("One on each line. Or choose a text file below."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(label=_("Text file, in UTF-8"), required=False, allow_empty_file=True)

    def clean_file(self) -> str:
        upload = self.cleaned_data["file"]
        if not upload:
            return ""
        if upload.size > MOST_UPLOADED:
            raise forms.ValidationError(_("This file is larger than 4 megabytes. Please bring the list in parts."))
        try:
            return str(upload.read().decode("utf-8-sig"))
        except UnicodeDecodeError as broken:
            raise forms.ValidationError(_("This file is no text in UTF-8. Please save it as such.")) from broken

    @property
    def content(self) -> str:
        """Return the list, from the field or from the file."""
        typed, uploaded = self.cleaned_data["keys"], self.cleaned_data["file"]
        return f"{typed}\n{uploaded}" if typed.strip() else str(uploaded)


class ByHandForm(forms.Form):
    use_required_attribute = False

    text = forms.CharField(
        label=_("Product key"),
        help_text=_("Exactly as the buyer should get it; several lines are allowed."),
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
    )
