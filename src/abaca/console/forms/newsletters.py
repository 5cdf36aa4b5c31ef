"""The forms of a newsletter: its words in each language, whom it is for, and to whom a trial goes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from abaca.design.templatetags.abaca import own_name
from abaca.store.newsletters.actions import TextMissing, Words
from abaca.store.newsletters.choosing import Choice
from abaca.store.newsletters.models import Edition

LISTS = ("plans", "countries", "languages")


def _many(label: Any, hint: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, help_text=hint, required=False, widget=forms.CheckboxSelectMultiple)


class EditionForm(forms.Form):
    use_required_attribute = False

    main_language = forms.ChoiceField(
        label=_("Main language"),
        help_text=_("Customers in whose language there are no words get these."),
        choices=list(settings.LANGUAGES),
    )
    whom = forms.ChoiceField(
        label=_("Subscriptions"),
        widget=forms.RadioSelect,
        choices=[
            ("active", _("Only customers with a subscription that runs")),
            ("all", _("All customers, also those who were")),
        ],
    )
    plans = _many(_("Only some plans"), _("Tick none for all."))
    countries = _many(_("Only some countries"), _("Tick none for all."))
    languages = _many(_("Only customers of some languages"), _("Tick none for all."))

    def __init__(
        self,
        *args: Any,
        edition: Edition | None,
        plans: Sequence[tuple[str, str]],
        countries: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {**_kept(edition), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.fields["plans"].choices = list(plans)  # type: ignore[attr-defined]
        self.fields["countries"].choices = list(countries)  # type: ignore[attr-defined]
        self.fields["languages"].choices = list(settings.LANGUAGES)  # type: ignore[attr-defined]
        main, missing = self["main_language"].value(), {"required": TextMissing.sentence}
        for language, _name in settings.LANGUAGES:
            must: dict[str, Any] = {"required": language == main, "error_messages": missing}
            area = forms.Textarea(attrs={"rows": 10})
            self.fields[f"subject_{language}"] = forms.CharField(label=_("Subject"), max_length=200, **must)
            self.fields[f"body_{language}"] = forms.CharField(label=_("Text"), max_length=20_000, widget=area, **must)

    @property
    def narrowed(self) -> list[tuple[BoundField, bool]]:
        """Return each list by which the readers are narrowed down, and whether anything is ticked in it."""
        return [(self[name], bool(self[name].value())) for name in LISTS]

    @property
    def by_language(self) -> list[tuple[str, BoundField, BoundField, bool]]:
        """Return each language with its two fields, and whether they should be seen at once."""
        main = self["main_language"].value()
        return [
            (
                own_name(language),
                self[f"subject_{language}"],
                self[f"body_{language}"],
                language == main or any(self[f"{part}_{language}"].value() for part in ("subject", "body")),
            )
            for language, _name in settings.LANGUAGES
        ]

    def texts(self) -> Mapping[str, Words]:
        """Return what was written, in every language in which something was."""
        typed = self.cleaned_data
        found = {
            language: Words(typed[f"subject_{language}"], typed[f"body_{language}"])
            for language, _name in settings.LANGUAGES
        }
        return {language: words for language, words in found.items() if words.subject or words.body}

    def choice(self) -> Choice:
        typed = self.cleaned_data
        return Choice(typed["whom"] == "active", **{name: tuple(typed[name]) for name in LISTS})


class TrialForm(forms.Form):
    use_required_attribute = False

    to_address = forms.EmailField(label=_("To"), max_length=254)
    language = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, languages: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(each, own_name(each)) for each in languages]  # type: ignore[attr-defined]


class NoForm(forms.Form):
    use_required_attribute = False

    evidence = forms.CharField(
        label=_("How he said it"),
        help_text=_("For the history: by telephone, on paper, and to whom."),
        max_length=500,
        error_messages={"required": _("Please write how he said it; the history is what proves it.")},
    )


def _kept(edition: Edition | None) -> dict[str, Any]:
    if edition is None:
        return {"main_language": settings.LANGUAGE_CODE, "whom": "active"}
    choice = Choice.of_json(edition.choice)
    kept: dict[str, Any] = {name: list(getattr(choice, name)) for name in LISTS}
    for text in edition.texts.all():
        kept |= {f"subject_{text.language}": text.subject, f"body_{text.language}": text.body}
    return {**kept, "main_language": edition.main_language, "whom": "active" if choice.only_active else "all"}
