"""The help pages: what a customer has to know, from the shop's own settings and in his language."""

import re
import unicodedata
from dataclasses import dataclass
from html import unescape
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from abaca.access.limits import ASKING
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.kernel.networks import network_of
from abaca.kernel.refs import new_ref
from abaca.store.correspondence.asking import mail_of

from .forms.helping import BetterForm
from .help_facts import help_facts
from .limits import limited
from .visitors import instant_of, language_of_visitor

CHAPTERS = (
    ("accounts", gettext_lazy("Your two accounts")),
    ("orders", gettext_lazy("Your orders")),
    ("data", gettext_lazy("Your account and your data")),
    ("activation", gettext_lazy("Entering the product key")),
    ("devices", gettext_lazy("Devices, and working offline")),
    ("seats", gettext_lazy("Buying for several people")),
    ("paying", gettext_lazy("Ways to pay")),
    ("invoices", gettext_lazy("Invoices and taxes")),
    ("renewing", gettext_lazy("Renewing your subscription")),
    ("cancelling", gettext_lazy("Cancelling your subscription")),
    ("withdrawing", gettext_lazy("Giving a purchase back")),
    ("notices", gettext_lazy("Notices and newsletters")),
    ("plans", gettext_lazy("Changing the plan")),
    ("writing", gettext_lazy("Writing to us")),
)
AROUND = 90  # characters of an excerpt on each side of what was found
LONGEST_SEARCH = 100


@dataclass(frozen=True)
class Chapter:
    """A chapter as it is shown, and as it is searched."""

    code: str
    title: str
    html: str

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", unescape(strip_tags(self.html))).strip()

    def excerpt(self, words: list[str]) -> str:
        """Return a few words around the first that was looked for; empty where one of them does not stand here."""
        text = self.text
        whole, body = plain(f"{self.title} {text}"), plain(text)
        if not words or any(word not in whole for word in words):
            return ""
        first = min((place for word in words if (place := body.find(word)) >= 0), default=0)
        begin = text.find(" ", first - AROUND) + 1 if first > AROUND else 0
        end = text.rfind(" ", first, first + AROUND) if first + AROUND < len(text) else len(text)
        return f"{'… ' if begin else ''}{text[begin:end].strip()}{' …' if end < len(text) else ''}"


def plain(text: str) -> str:
    """Return words as they are compared: without accents and capitals, letter by letter as long as before."""
    return "".join(_plain_letter(letter) for letter in text)


def _plain_letter(letter: str) -> str:
    return unicodedata.normalize("NFKD", letter)[0].lower()[:1]


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show all chapters, or where the words stand that were looked for."""
    return _page(request, BetterForm(initial={"email": getattr(request.user, "email", "")}))


def _page(request: HttpRequest, form: BetterForm, *, status: int = 200) -> HttpResponse:
    chapters = _chapters(request)
    sought = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
    words = plain(sought).split()
    context = {
        "chapters": chapters,
        "q": sought,
        "hits": [(chapter, said) for chapter in chapters if (said := chapter.excerpt(words))] if words else [],
        "form": form,
        "shares": _shares(),
    }
    return render(request, "storefront/help/help.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def better(request: HttpRequest) -> HttpResponse:
    """Bring a question to the desk; whoever only looks at this address is led to the box."""
    return _ask(request) if request.method == "POST" else _to_the_box()


@limited(ASKING)
def _ask(request: HttpRequest) -> HttpResponse:
    """Let a question take the way of every mail: kept raw, read, answered from the queue."""
    form = BetterForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    at = instant_of(request)
    raw = mail_of(
        form.cleaned_data["question"],
        email=form.cleaned_data["email"],
        to=settings.VENDOR_SUPPORT_EMAIL,
        subject=_("Help"),
        ref=new_ref("mail", at),
        language=language_of_visitor(),
        at=at,
    )
    receive(
        raw,
        source=Source.DESK,
        envelope_to=settings.VENDOR_SUPPORT_EMAIL,
        peer=network_of(request.META.get("REMOTE_ADDR", "")),
        at=at,
    )
    messages.success(request, _("Thank you. A person reads it."))
    return redirect("storefront:help")  # to its top, where the thanks stand, and not to the box far below


def _to_the_box() -> HttpResponse:
    return redirect(reverse("storefront:help") + "#better")


def _chapters(request: HttpRequest) -> list[Chapter]:
    context: dict[str, Any] = {"f": help_facts()}
    return [
        Chapter(code, str(title), render_to_string(f"storefront/help/chapters/{code}.html", context, request))
        for code, title in CHAPTERS
    ]


def _shares() -> list[tuple[str, str]]:
    """Return where the page can be shown to others: plain links, nothing is loaded from anybody."""
    address = f"{settings.PUBLIC_URL}{reverse('storefront:help')}"
    url, title = quote(address, safe=""), quote(_("Help of {vendor}").format(vendor=settings.VENDOR_NAME))
    return [
        (_("By e-mail"), f"mailto:?subject={title}&body={url}"),
        ("LinkedIn", f"https://www.linkedin.com/sharing/share-offsite/?url={url}"),
        ("X", f"https://x.com/intent/post?url={url}&text={title}"),
        ("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={url}"),
    ]
