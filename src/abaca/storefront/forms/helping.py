"""The box below the help pages, in which somebody says what should be explained better."""

from django import forms
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.asking import is_readable
from abaca.store.customers.actions import checked_email

from .means import words


class BetterForm(forms.Form):
    use_required_attribute = False

    question = words(
        _("What should we explain better?"),
        most=4000,
        missing=_("Please write a few words."),
        hint=_("A question, something unclear, something that is missing here."),
        widget=forms.Textarea,
        rows="4",
    )
    email = words(
        _("Your e-mail"),
        most=254,
        hint=_("Only if you would like an answer. We use it for nothing else."),
        widget=forms.EmailInput,
        autocomplete="email",
    )

    def clean_email(self) -> str:
        typed = str(self.cleaned_data["email"]).strip()
        try:
            address = checked_email(typed) if typed else ""
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        if not is_readable(address):
            raise forms.ValidationError(_("We can answer only addresses without accents before the @."))
        return address
