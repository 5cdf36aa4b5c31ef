"""The box in which somebody asks for the link to choose his letters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.customers.actions import checked_email

from .means import words


class LinkForm(forms.Form):
    use_required_attribute = False

    email = words(
        _("Your e-mail"),
        most=254,
        missing=_("Please fill in an e-mail address."),
        widget=forms.EmailInput,
        autocomplete="email",
    )

    def clean_email(self) -> str:
        try:
            return checked_email(self.cleaned_data["email"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
