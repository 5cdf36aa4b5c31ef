"""The form by which a product key goes to a colleague."""

from django import forms
from django.utils.translation import gettext_lazy as _

from .my_data import languages


class ColleagueForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail address of your colleague"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Please enter an e-mail address.")},
    )
    language = forms.ChoiceField(label=_("Language of the letter"), choices=languages, widget=forms.RadioSelect)
