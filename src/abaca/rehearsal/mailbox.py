"""The mailbox of the demo: people, their letters, and the letter as it arrives."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from abaca.design.downloads import attachment
from abaca.kernel.emails import fold
from abaca.messaging.gateways.mailbox import Mail, NoSuchLetter, Person, letters_for, one
from abaca.messaging.gateways.mailbox import people as everybody

from .visits import Visit

FORMS = ("html", "text", "raw")
# what a letter may do in its frame: look as it likes, and lead out of it when somebody follows a link
LEAVE = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    f"frame-ancestors 'self'; sandbox {LEAVE}"
)
HEAD = re.compile(r"<head[^>]*>", re.IGNORECASE)
NEW_WINDOW = re.compile(r"""target=["']?_blank["']?""", re.IGNORECASE)


@require_safe
def people(request: Visit) -> HttpResponse:
    """Show everybody who got letters, and the latest letter of one of them."""
    found = _found(request)
    wished = request.GET.get("to", "")
    address = wished or (found[0].address if found else "")
    letters = letters_for(_folder(), address) if address else []
    shown = {"place": "letters" if wished else "people", "letter": letters[0] if letters else None}
    return _page(request, found, address, letters, shown)


@require_safe
def letter(request: Visit, letter_id: str) -> HttpResponse:
    """Show one letter among those of its recipient."""
    mail = _letter(letter_id)
    shown = {"place": "letter", "letter": mail}
    return _page(request, _found(request), mail.address, letters_for(_folder(), mail.address), shown)


@require_safe
@xframe_options_sameorigin
def body(request: Visit, letter_id: str) -> HttpResponse:  # noqa: ARG001 - a view
    """Return the letter itself, for its frame; whatever it contains, it can run nothing and fetch nothing."""
    return HttpResponse(framed(_letter(letter_id).html), headers={"Content-Security-Policy": POLICY})


@require_safe
def file(request: Visit, letter_id: str, place: int) -> HttpResponse:  # noqa: ARG001 - a view
    """Give away what came along with a letter."""
    found = _letter(letter_id).attachments[place : place + 1]
    if not found:
        raise Http404
    name, media_type, content = found[0]
    return attachment(content, name=name, media_type=media_type)


def framed(html: str) -> str:
    """Let the links of a letter open in the whole window and not in its frame."""
    html = NEW_WINDOW.sub('target="_top"', html)
    base = '<base target="_top">'
    return HEAD.sub(lambda head: head[0] + base, html, count=1) if HEAD.search(html) else base + html


def _page(
    request: Visit, found: list[Person], address: str, letters: list[Mail], shown: dict[str, Any]
) -> HttpResponse:
    wanted, mail = request.GET.get("view", ""), shown["letter"]
    there = [form for form in FORMS if form == "raw" or (mail and getattr(mail, form))]
    q = request.GET.get("q", "").strip()
    context = {
        **shown,
        "people": found,
        "address": letters[0].address if letters else address,
        "letters": letters,
        "q": q,
        "keep": urlencode({"q": q}) if q else "",
        "forms": there,
        "leave": LEAVE,
        "form": wanted if wanted in there else there[0],
    }
    return render(request, "rehearsal/mailbox/mailbox.html", context)


def _found(request: Visit) -> list[Person]:
    """Return who got letters, narrowed down by what stands in the search box."""
    wanted = fold(request.GET.get("q", ""))
    return [person for person in everybody(_folder()) if wanted in fold(person.address)]


def _letter(letter_id: str) -> Mail:
    try:
        return one(_folder(), letter_id)
    except NoSuchLetter:
        raise Http404 from None


def _folder() -> Path:
    return Path(settings.REHEARSAL_MAILBOX)
