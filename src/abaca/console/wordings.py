"""The vendor's own words in a letter: sentence by sentence, with what was shipped beside them."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from csp.decorators import csp
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from abaca.design.templatetags.abaca import own_name
from abaca.messaging.letters import Rendered
from abaca.messaging.letters import render as rendered
from abaca.messaging.models import Wording
from abaca.messaging.queries import history_of, own_words, wordings
from abaca.messaging.sentences import Sentence, sentences_of
from abaca.messaging.wording import CLOSING, EVERYWHERE, HOUSE, compared, tidy
from abaca.store.notices.law import LAWS, Stays
from abaca.store.workflows.wordings import (
    WHY,
    Place,
    SentenceUnknown,
    complaints,
    kept_in,
    may_close,
    reword,
    say_as_shipped,
    sentence_at,
    shipped_at,
    stays_in,
)

from .all_letters import Shown, in_scheme, shown_letter, written
from .door import allowed, at_of, by_of
from .letters import LETTER_POLICY
from .queries import names_of_staff
from .words import letter_kind

ROLES = {
    "subject": gettext_lazy("Subject"),
    "heading": gettext_lazy("Heading"),
    "paragraph": gettext_lazy("Paragraph"),
    "fact": gettext_lazy("Large fact"),
    "key": gettext_lazy("Product key"),
    "step": gettext_lazy("Step"),
    "button": gettext_lazy("Button"),
    "link": gettext_lazy("Link"),
    "row": gettext_lazy("Line in a table"),
    "reason": gettext_lazy("Why the letter came"),
}
MARK = "\u2063\u2063\u2063"  # invisible, and in no sentence: shows in which samples a sentence stands
MOST_DRAFT = 2100


@dataclass(frozen=True)
class Form:
    """One form of a sentence, as shipped and in the vendor's words."""

    number: int
    shipped: str
    row: Wording | None

    @property
    def own(self) -> str | None:
        return self.row.text if self.row else None

    @property
    def changed_since(self) -> bool:
        """Tell whether another version has shipped another sentence since the vendor wrote his."""
        return self.row is not None and self.row.shipped != self.shipped

    @property
    def difference(self) -> list[tuple[str, str]]:
        return list(compared(self.shipped, self.row.text)) if self.row else []

    @property
    def shipped_difference(self) -> list[tuple[str, str]]:
        return list(compared(self.row.shipped, self.shipped)) if self.row else []


@dataclass(frozen=True)
class Line:
    """A sentence of a letter on the page."""

    sentence: Sentence
    digest: str
    role: str
    forms: list[Form]
    stays: bool  # as it is shipped, since the law wants it so

    @property
    def is_own(self) -> bool:
        return any(form.row for form in self.forms)

    @property
    def changed_since(self) -> bool:
        return any(form.changed_since for form in self.forms)


@allowed("letters.change")
@require_safe
def words(request: HttpRequest, room: str, name: str, language: str) -> HttpResponse:
    """Show the sentences of a letter in one language: as shipped, and as the vendor says them."""
    shown = shown_letter(request, room, name, language)
    rows = wordings(shown.template, language)
    lines = list(_lines(shown.template, language, rows))
    context = _about(shown) | {
        "lines": lines,
        "strays": _strays(lines, rows),
        "own_count": sum(line.is_own for line in lines),
    }
    return render(request, "console/letters/words.html", context)


@allowed("letters.change")
@require_http_methods(["GET", "HEAD", "POST"])
def sentence(request: HttpRequest, room: str, name: str, language: str, digest: str) -> HttpResponse:
    """Word one sentence: write, look at the difference and at the letter, then keep it."""
    shown = shown_letter(request, room, name, language)
    line = _line(shown, digest)
    place = Place(shown.template, language, line.sentence.msgid, everywhere="everywhere" in request.POST)
    if request.method != "POST":
        return _page(request, shown, line, place)
    texts = {form.number: tidy(request.POST.get(f"text_{form.number}", "")[:MOST_DRAFT]) for form in line.forms}
    reasons = complaints(place, texts)
    if reasons or request.POST.get("step") != "save":
        return _page(request, shown, line, place, texts=texts, reasons=reasons, status=400 if reasons else 200)
    changed = reword(place, texts, at=at_of(request), by=by_of(request))
    said = _("“{title}” says it in your words from now on.") if changed else _("“{title}” says this already.")
    messages.success(request, said.format(title=letter_kind(name)))
    return redirect("console:letter_words", room, name, language)


@allowed("letters.change")
@require_POST
def as_shipped(request: HttpRequest, room: str, name: str, language: str, digest: str) -> HttpResponse:
    """Go back to the shipped sentence, here or everywhere; also for a sentence that is shipped no longer."""
    shown = shown_letter(request, room, name, language)
    rows = wordings(shown.template, language)
    msgid = next((each for each in _known(shown.template, rows) if digest_of(each) == digest), None)
    if msgid is None:
        raise SentenceUnknown
    place = Place(shown.template, language, msgid, everywhere="everywhere" in request.POST)
    say_as_shipped(place, at=at_of(request), by=by_of(request))
    messages.success(request, _("“{title}” reads as shipped again.").format(title=letter_kind(name)))
    return redirect("console:letter_words", room, name, language)


@allowed("letters.change")
@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # it knows views without names only
def draft(request: HttpRequest, room: str, name: str, language: str, digest: str) -> HttpResponse:
    """Return the letter as it would read with a sentence that is being written; nothing is kept."""
    shown = shown_letter(request, room, name, language)
    line = _line(shown, digest)
    texts = {form.number: tidy(request.GET.get(f"text_{form.number}", "")[:MOST_DRAFT]) for form in line.forms}
    return HttpResponse(in_scheme(_drafted(shown, line, texts).html, request.GET.get("scheme", "")))


def digest_of(msgid: str) -> str:
    """Return how an address names a sentence."""
    return sha256(msgid.encode()).hexdigest()[:12]


def _page(
    request: HttpRequest,
    shown: Shown,
    line: Line,
    place: Place,
    *,
    texts: dict[int, str] | None = None,
    reasons: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    kept, stays = kept_in(place), stays_in(place)
    told = texts or {form.number: form.shipped if form.own is None else form.own for form in line.forms}
    history = history_of(place.sentence, shown.template, shown.language)
    names = names_of_staff({row.by for row in history} | {row.ended_by for row in history})
    told_by = [(row, names.get(row.by, row.by), names.get(row.ended_by, row.ended_by)) for row in history]
    boxes = [
        {
            "form": form,
            "text": told[form.number],
            "difference": list(compared(form.shipped, texts[form.number])) if texts else form.difference,
        }
        for form in line.forms
    ]
    context = _about(shown) | {
        "line": line,
        "boxes": boxes,
        "places": [(f"{{{{ {each} }}}}", WHY[kept[each]] if each in kept else "") for each in line.sentence.places],
        "house": [f"{{{{ {each} }}}}" for each in HOUSE],
        "stays": stays and {"whole": stays[0] == Stays.WHOLE, "why": WHY[stays[1]]},
        "reasons": reasons or [],
        "looked": texts is not None and not reasons,
        "everywhere": place.everywhere,
        "letters": _letters_with(line.sentence.msgid),
        "in_force": [each for each in told_by if not each[0].ended_at],
        "history": [each for each in told_by if each[0].ended_at],
        "here_own": any(form.row and form.row.template == shown.template for form in line.forms),
        "everywhere_own": any(form.row and form.row.template == EVERYWHERE for form in line.forms),
        "frame": _frame(shown, line, told),
        "subject": _drafted(shown, line, told).subject,
        "in_no_sample": next(_samples_with(shown, line.sentence), None) is None,
    }
    return render(request, "console/letters/sentence.html", context, status=status)


def _drafted(shown: Shown, line: Line, texts: dict[int, str]) -> Rendered:
    """Return the letter with a sentence as it is being written, in the first sample that says it."""
    own = dict(own_words([(shown.template, shown.language)])[shown.template, shown.language])
    own |= {(line.sentence.msgid, number): text for number, text in texts.items()}
    return written(next(_samples_with(shown, line.sentence), shown), own)


def _frame(shown: Shown, line: Line, texts: dict[int, str]) -> str:
    room, _slash, name = shown.template.partition("/")
    address = reverse("console:letter_draft", args=[room, name, shown.language, line.digest])
    return f"{address}?{urlencode({f'text_{number}': text for number, text in texts.items()})}"


def _about(shown: Shown) -> dict[str, Any]:
    room, _slash, name = shown.template.partition("/")
    title = letter_kind(name)
    return {
        "here": "letters",
        "room": room,
        "name": name,
        "shown": shown,
        "title": title,
        "language_name": own_name(shown.language),
        "ways": [
            (_("Console"), reverse("console:home")),
            (_("Letters"), reverse("console:all_letters")),
            (title, reverse("console:letter_kind", args=[room, name, shown.language])),
        ],
    }


def _lines(template: str, language: str, rows: list[Wording]) -> Iterator[Line]:
    for msgid in [*(each.msgid for each in sentences_of(template)), *([CLOSING] if may_close(template) else [])]:
        yield _line_of(sentence_at(Place(template, language, msgid)), template, language, rows)


def _line_of(found: Sentence, template: str, language: str, rows: list[Wording]) -> Line:
    own = {
        row.form: row for row in sorted(rows, key=lambda row: row.template != EVERYWHERE) if row.sentence == found.msgid
    }
    forms = [Form(number, shipped_at(found, language, number), own.get(number)) for number in found.forms]
    role = _("Your own paragraph at the end") if found.msgid == CLOSING else str(ROLES[found.role])
    stays = stays_in(Place(template, language, found.msgid))
    return Line(found, digest_of(found.msgid), role, forms, bool(stays and stays[0] == Stays.WHOLE))


def _line(shown: Shown, digest: str) -> Line:
    rows = wordings(shown.template, shown.language)
    for line in _lines(shown.template, shown.language, rows):
        if line.digest == digest:
            return line
    raise SentenceUnknown


def _known(template: str, rows: list[Wording]) -> list[str]:
    return [*(each.msgid for each in sentences_of(template)), CLOSING, *(row.sentence for row in rows)]


def _strays(lines: list[Line], rows: list[Wording]) -> list[tuple[Wording, str]]:
    """Return the vendor's words for sentences of this letter that are shipped no longer."""
    shipped = {line.sentence.msgid for line in lines}
    return [
        (row, digest_of(row.sentence)) for row in rows if row.template != EVERYWHERE and row.sentence not in shipped
    ]


def _letters_with(msgid: str) -> list[str]:
    """Return the letters in which a sentence stands."""
    if msgid == CLOSING:
        return [template for template in LAWS if may_close(template)]
    return [template for template in LAWS if any(each.msgid == msgid for each in sentences_of(template))]


def _samples_with(shown: Shown, found: Sentence) -> Iterator[Shown]:
    """Yield the samples in which a sentence is said: which branch a letter takes is known only when it is written."""
    marked = {(found.msgid, form): MARK for form in found.forms}
    for number, sample in enumerate(shown.samples):
        told = rendered(shown.template, shown.language, sample.facts, sample.secrets, marked)
        if MARK in told.subject + told.text + told.html:
            yield Shown(shown.template, shown.language, shown.samples, number)
