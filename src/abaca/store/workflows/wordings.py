"""A vendor words a letter: sentence by sentence, in each language, and never so that it hides what the law wants."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.template import TemplateDoesNotExist
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abaca.kernel.refusals import Refusal
from abaca.messaging import actions
from abaca.messaging.sentences import Sentence, sentences_of
from abaca.messaging.wording import CLOSING, EVERYWHERE, Flaw, flaws, tidy
from abaca.store.journal.actions import record
from abaca.store.notices.law import LAWS, NOTICES, Stays, Wanted, law_of

LONGEST_IN_JOURNAL = 300

WHY: dict[Wanted, object] = {
    Wanted.SUM: gettext_lazy("who pays has a right to read the sum"),
    Wanted.DAY: gettext_lazy("the day decides until when the reader can act"),
    Wanted.METHOD: gettext_lazy("the reader must see with what it is paid"),
    Wanted.CANCEL: gettext_lazy("the law wants the way out in every letter about a renewal"),
    Wanted.ORDER: gettext_lazy("the reader must see which order or paper is meant"),
    Wanted.WITHDRAWAL: gettext_lazy("the law wants that a withdrawal is confirmed with its content and its time"),
    Wanted.EVIDENCE: gettext_lazy("the letter is the reader's proof of what was declared and when"),
    Wanted.SAFETY: gettext_lazy("somebody whose address was misused must learn what to do"),
    Wanted.CHOICE: gettext_lazy("the reader must know which letters cannot be switched off"),
    Wanted.CODE: gettext_lazy("the reader must know how long it is good"),
}


class SentenceUnknown(Refusal):
    code = "sentence_unknown"
    sentence = gettext_lazy("This letter has no such sentence.")
    status = 404


class LanguageUnknown(Refusal):
    code = "language_unknown"
    sentence = gettext_lazy("Letters are not written in this language.")
    status = 404


class WordingRefused(Refusal):
    """Facts: `reasons`, whole sentences in the language of the editor."""

    code = "wording_refused"
    sentence = gettext_lazy("{reasons}")
    field = "text"


@dataclass(frozen=True)
class Place:
    """A sentence of a letter in one language; `everywhere` means each letter in which it stands."""

    template: str
    language: str
    sentence: str
    everywhere: bool = False

    @property
    def row(self) -> tuple[str, str]:
        """Return where its wording is kept."""
        return (EVERYWHERE if self.everywhere else self.template, self.language)


def sentence_at(place: Place) -> Sentence:
    """Return the shipped sentence; the paragraph at the end is one that ships empty."""
    if place.language not in dict(settings.LANGUAGES):
        raise LanguageUnknown
    if place.sentence == CLOSING:
        return Sentence(CLOSING, places={} if place.everywhere else {"name": "name"}, role="paragraph")
    try:
        found = {each.msgid: each for each in sentences_of(place.template)}
    except TemplateDoesNotExist as gone:
        raise SentenceUnknown from gone
    if place.sentence not in found:
        raise SentenceUnknown
    return found[place.sentence]


def kept_in(place: Place) -> dict[str, Wanted]:
    """Return what the wording of a sentence must keep: placeholders, or "" for the sentence itself, and as what."""
    told: dict[str, Wanted] = {}
    for template, sentence in _standing(place):
        told |= law_of(template).wanted_of(sentence.msgid, sentence.places)
    return told


def stays_in(place: Place) -> tuple[Stays, Wanted] | None:
    """Return how much of a sentence stays as shipped, and for what; None where the vendor may say it differently."""
    found = [
        law_of(template).stays(sentence.msgid, role=sentence.role, places=sentence.places)
        for template, sentence in _standing(place)
        if sentence.msgid != CLOSING
    ]
    return next((how for how in sorted(filter(None, found), key=lambda how: how[0] != Stays.WHOLE)), None)


def may_close(template: str) -> bool:
    """Tell whether a paragraph of the vendor's own may stand at the end of a letter."""
    return template not in NOTICES


def complaints(place: Place, texts: Mapping[int, str]) -> list[str]:
    """Return why texts cannot stand there, in whole sentences; `texts` by form."""
    sentence, kept, stays = sentence_at(place), kept_in(place), stays_in(place)
    standing = [each for _template, each in _standing(place)]
    may_be_empty = all(each.may_be_empty for each in standing) and "" not in kept
    known = set(sentence.places).intersection(*(each.places for each in standing))
    told: list[str] = []
    if place.sentence == CLOSING and not place.everywhere and not may_close(place.template) and any(texts.values()):
        return [_("The law wants this letter, so it carries no advertising and no paragraph of your own.")]
    for form, text in texts.items():
        if stays and text and (lost := _changed(stays, shipped_at(sentence, place.language, form), text)):
            told.append(lost)
            continue
        in_this_form = {name: wanted for name, wanted in kept.items() if name and _stands_in(sentence, form, name)}
        found = flaws(text, known=known, kept=list(in_this_form), may_be_empty=may_be_empty)
        told += [_in_words(flaw, kept, known) for flaw in found]
    return list(dict.fromkeys(told))


@transaction.atomic
def reword(place: Place, texts: Mapping[int, str], *, at: datetime, by: str) -> int:
    """Say a sentence in the vendor's own words from now on; return how many forms of it changed.

    A text that is the shipped one goes back to it. Refused: code, unknown placeholders, and whatever would hide what
    the law wants.
    """
    sentence, tidied = sentence_at(place), {form: tidy(text) for form, text in texts.items()}
    reasons = complaints(place, tidied)
    if reasons:
        raise WordingRefused(reasons=" ".join(reasons))
    shipped = {form: shipped_at(sentence, place.language, form) for form in tidied}
    if tidied == shipped:
        return say_as_shipped(place, at=at, by=by)
    told = {form: (text, shipped[form]) for form, text in tidied.items()}
    changed = actions.reword(place.row, place.sentence, texts=told, at=at, by=by)
    if changed:
        _record("letter.reworded", place, tidied[0], at=at, by=by)
    return changed


@transaction.atomic
def say_as_shipped(place: Place, *, at: datetime, by: str) -> int:
    """Go back to the shipped sentence; return how many forms of it the vendor had worded.

    A sentence that is shipped no longer may be taken back as well.
    """
    changed = actions.say_as_shipped(place.row, place.sentence, at=at, by=by)
    if changed:
        _record("letter.as_shipped", place, "", at=at, by=by)
    return changed


def shipped_at(sentence: Sentence, language: str, form: int) -> str:
    """Return what is shipped there; the paragraph at the end ships empty."""
    return "" if sentence.msgid == CLOSING else sentence.shipped(language, form)


def _standing(place: Place) -> Iterator[tuple[str, Sentence]]:
    """Yield the letters that a wording would change, with the sentence as it stands in each."""
    if not place.everywhere or place.sentence == CLOSING:
        yield place.template, sentence_at(place)
        return
    for template in {place.template: None, **dict.fromkeys(LAWS)}:
        for sentence in sentences_of(template):
            if sentence.msgid == place.sentence:
                yield template, sentence


def _stands_in(sentence: Sentence, form: int, name: str) -> bool:
    """Tell whether the shipped form has the placeholder: a singular need not repeat its number."""
    return f"%({name})s" in (sentence.plural if form else sentence.msgid)


def _changed(stays: tuple[Stays, Wanted], shipped: str, text: str) -> str:
    """Say what is wrong with a text where the shipped one has to stay; nothing if it does."""
    how, wanted = stays
    if how == Stays.WHOLE and text != shipped:
        return _("This line stays as it is shipped: {why}.").format(why=WHY[wanted])
    if how == Stays.BEGINNING and text != shipped and not text.startswith(f"{shipped} "):
        return _("The shipped sentence stays word for word, and yours may follow it: {why}.").format(why=WHY[wanted])
    return ""


def _in_words(flaw: Flaw, kept: Mapping[str, Wanted], known: set[str]) -> str:
    if flaw.code == "missing":
        return _("{placeholder} is missing: {why}.").format(
            placeholder=f"{{{{ {flaw.facts['name']} }}}}", why=WHY[kept[flaw.facts["name"]]]
        )
    if flaw.code == "unknown":
        names = ", ".join(f"{{{{ {name} }}}}" for name in sorted(known)) or _("none")
        unknown = f"{{{{ {flaw.facts['name']} }}}}"
        return _("{placeholder} is not known here. These are: {names}.").format(placeholder=unknown, names=names)
    if flaw.code == "empty":
        why = next((WHY[wanted] for wanted in kept.values()), None)
        if why:
            return _("This sentence cannot be left out: {why}.").format(why=why)
        return _("This line cannot be left out: the letter would have a hole there.")
    if flaw.code == "long":
        return _("The text is too long: at most {most} characters.").format(most=flaw.facts["most"])
    return _("Only placeholders such as {example} may stand in double braces, and no code.").format(
        example="{{ name }}"
    )


def _record(what: str, place: Place, text: str, *, at: datetime, by: str) -> None:
    record(
        what,
        place.row[0],
        at=at,
        by=by,
        kind=place.template.rpartition("/")[2],
        language=place.language,
        sentence=place.sentence[:LONGEST_IN_JOURNAL],
        text=text[:LONGEST_IN_JOURNAL],
    )
