"""The forms of the desk."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.store.customers.models import Customer


def languages() -> list[tuple[str, str]]:
    """Return the languages of the shop by their own names."""
    return [(code, str(name)) for code, name in settings.LANGUAGES]


class FirstWordForm(forms.Form):
    """To whom a first word goes, in which language, about what; the text stands in a box of its own."""

    use_required_attribute = False

    address = forms.CharField(label=_("To"), max_length=254, widget=forms.EmailInput)
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=languages)
    subject = forms.CharField(label=_("Subject"), max_length=250)

    def __init__(self, data: Any = None, *, customer: Customer | None = None) -> None:
        known = {"address": customer.email, "name": customer.name, "language": customer.language} if customer else {}
        super().__init__(data, initial=known)

    def chosen_language(self) -> str:
        """Return the language that is chosen so far."""
        chosen = str(self.data.get("language") or self.initial.get("language") or settings.LANGUAGE_CODE)
        return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


class SnippetForm(forms.Form):
    """A passage."""

    use_required_attribute = False

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("By which you find it again; customers never see it.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=languages)
    text = forms.CharField(label=_("Text"), max_length=5000, widget=forms.Textarea(attrs={"rows": 10}))


class EmailForm(forms.Form):
    """The right e-mail of a customer, and why."""

    use_required_attribute = False

    email = forms.CharField(label=_("Right e-mail"), max_length=254, widget=forms.EmailInput)
    reason = forms.CharField(
        label=_("How you know"), max_length=300, help_text=_("A bounce, a call, a mail from the right address.")
    )
    letters = forms.MultipleChoiceField(
        label=_("Letters that go to the right e-mail at once"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    keys = forms.MultipleChoiceField(
        label=_("Product keys that get a new one"),
        help_text=_("Nobody has redeemed them. Whoever reads the wrong mailbox could."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: Any = None,
        *,
        letters: list[tuple[str, str]],
        keys: list[tuple[str, str]],
        initial: dict[str, Any],
    ) -> None:
        super().__init__(data, initial=initial)
        for name, choices in (("letters", letters), ("keys", keys)):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices
