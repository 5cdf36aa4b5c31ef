"""Every kind of letter, in every language: how it looks, with a sample or with what somebody really has."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from csp.decorators import csp
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from abaca.kernel.refusals import Refusal
from abaca.messaging.actions import secrets_of
from abaca.messaging.letters import MASK, Rendered, without_tokens
from abaca.messaging.letters import render as rendered
from abaca.messaging.models import Letter
from abaca.messaging.queries import own_words, wordings
from abaca.messaging.wording import EVERYWHERE, Words
from abaca.store.customers.models import Customer
from abaca.store.notices.actions import order_facts, subscription_facts
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_by_number, orders_of
from abaca.store.workflows.queries import whole_order

from .door import allowed, at_of, concerns
from .letters import LETTER_POLICY, need_the_desk
from .samples import SAMPLES, Sample
from .words import letter_kind

GROUPS: Sequence[tuple[object, Sequence[str]]] = (
    (
        gettext_lazy("Buying"),
        (
            "welcome",
            "order_confirmed",
            "product_keys_delivered",
            "key_for_colleague",
            "transfer_awaited",
            "transfer_short",
            "transfer_too_late",
        ),
    ),
    (
        gettext_lazy("Renewal and end"),
        (
            "renewal_boxed",
            "renewal_second",
            "card_expiry",
            "transfer_invoice",
            "transfer_reminder",
            "transfer_not_received",
            "charge_failed",
            "action_needed",
            "suspended",
            "expired",
            "ending",
            "ended",
        ),
    ),
    (
        gettext_lazy("What the customer wished"),
        (
            "renewal_cancelled",
            "renewal_resumed",
            "cancellation_received",
            "withdrawal_declared",
            "withdrawal_lapsed",
            "withdrawal_received",
            "wish_confirm",
            "upgrade_offer",
            "upgrade_transfer",
            "method_changed",
            "newsletter_changed",
            "newsletter_preferences",
        ),
    ),
    (
        gettext_lazy("Money and papers"),
        ("refunded", "refund_failed", "charged_back", "vat_confirmed", "invoice_corrected"),
    ),
    (
        gettext_lazy("Account, log-in and licence"),
        (
            "login_code",
            "sign_in_code",
            "password_reset",
            "log_in_changed",
            "data_copy",
            "data_erased",
            "email_change_confirm",
            "email_changed",
            "device_released",
            "licence_transferred",
            "licence_moved_away",
        ),
    ),
    (gettext_lazy("Questions and answers"), ("mail_received", "received", "answer")),
    (gettext_lazy("Newsletters"), ("newsletter",)),
    (gettext_lazy("To the staff"), ("staff_invited", "dispute", "key_stock_low", "product_key_parked")),
)
DARK = re.compile(r"@media \(prefers-color-scheme:\s*dark\)")


class NoSuchLetter(Refusal):
    code = "letter_kind_unknown"
    sentence = gettext_lazy("There is no such kind of letter, or not in this language.")
    status = 404


@dataclass(frozen=True)
class Shown:
    """Which letter is shown, and with whose facts."""

    template: str
    language: str
    samples: list[Sample]
    chosen: int  # which of the samples
    whose: str = ""  # an order's number or an e-mail, as it was typed
    found: bool = True  # whether somebody has such a number or e-mail

    @property
    def sample(self) -> Sample:
        return self.samples[self.chosen]


@allowed("letters.view")
@require_safe
def all_letters(request: HttpRequest) -> HttpResponse:
    """Show every kind of letter with its languages."""
    own = {(row.template, row.language) for row in wordings()}
    everywhere = {language for template, language in own if template == EVERYWHERE}
    context = {
        "here": "letters",
        "ways": [(_("Console"), reverse("console:home"))],
        "groups": [(name, [_row(template, own) for template in templates]) for name, templates in _groups()],
        "everywhere": everywhere,
    }
    return render(request, "console/letters/all.html", context)


@allowed("letters.view")
@require_safe
def kind(request: HttpRequest, room: str, name: str, language: str) -> HttpResponse:
    """Show one kind of letter in one language, in light and in dark and as text."""
    shown = shown_letter(request, room, name, language)
    told = written(shown, own_words([(shown.template, language)])[shown.template, language])
    frame = reverse("console:letter_kind_html", args=[room, name, language])
    query = request.GET.copy()
    context = {
        "here": "letters",
        "ways": [(_("Console"), reverse("console:home")), (_("Letters"), reverse("console:all_letters"))],
        "title": letter_kind(name),
        "shown": shown,
        "room": room,
        "name": name,
        "subject": told.subject,
        "text": told.text,
        "languages": [code for code, _name in settings.LANGUAGES],
        "light": f"{frame}?{_with(query, scheme='light')}",
        "dark": f"{frame}?{_with(query, scheme='dark')}",
        "query": query.urlencode(),
        "own": [row for row in wordings(shown.template, language) if row.template == shown.template],
    }
    return render(request, "console/letters/kind.html", context)


@allowed("letters.view")
@require_safe
@xframe_options_sameorigin
@csp(LETTER_POLICY)  # type: ignore[arg-type]  # it knows views without names only
def html(request: HttpRequest, room: str, name: str, language: str) -> HttpResponse:
    """Return the letter itself, shut into a frame that may do nothing."""
    shown = shown_letter(request, room, name, language)
    own = own_words([(shown.template, language)])[shown.template, language]
    return HttpResponse(in_scheme(written(shown, own).html, request.GET.get("scheme", "")))


def shown_letter(request: HttpRequest, room: str, name: str, language: str) -> Shown:
    """Return which letter an address means; refuse what is none."""
    template = f"{room}/{name}"
    samples = SAMPLES.get(template)
    if samples is None or language not in dict(settings.LANGUAGES):
        raise NoSuchLetter
    typed = request.GET.get("variant", "")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and int(typed) < len(samples) else 0
    whose = request.GET.get("whose", "").strip()
    if not whose:
        return Shown(template, language, samples, chosen)
    need_the_desk(request, name)
    order = _order_of(whose)
    if order is None:
        return Shown(template, language, samples, chosen, whose, found=False)
    return Shown(template, language, [_real(sample, order, request) for sample in samples], chosen, whose)


def written(shown: Shown, own: Words) -> Rendered:
    """Return the letter as its reader would have it; product keys and codes of real people stay covered."""
    return rendered(shown.template, shown.language, shown.sample.facts, shown.sample.secrets, own)


def in_scheme(page: str, scheme: str) -> str:
    """Return the page as a reader sees it who prefers light or dark; without a scheme the browser decides."""
    if scheme not in {"light", "dark"}:
        return page
    fixed = DARK.sub("@media all" if scheme == "dark" else "@media not all", page)
    return fixed.replace('content="light dark"', f'content="{scheme}"')


def _real(sample: Sample, order: Order, request: HttpRequest) -> Sample:
    """Return the sample with what somebody really has: the letter as it was sent to him, or his order's facts."""
    concerns(request, order.customer.ref)
    sent = Letter.objects.filter(whose=order.customer.ref, template=sample.template).order_by("-id").first()
    secrets = dict.fromkeys(secrets_of(sent) if sent else sample.secrets, MASK)
    if sent is not None:
        facts = {**sample.facts, **sent.context}
    else:
        known = {"name": order.customer.name, "email": order.customer.email, **_facts_of(order, request)}
        facts = {name: known.get(name, fact) for name, fact in sample.facts.items()}
    return Sample(sample.template, sample.variant, without_tokens(facts), secrets)


def _order_of(whose: str) -> Order | None:
    """Return the order of a number, or the newest one of an e-mail."""
    order = order_by_number(whose)
    customer = None if order else Customer.objects.filter(email__iexact=whose).first()
    return order or (next(iter(orders_of(customer.pk)), None) if customer else None)


def _facts_of(order: Order, request: HttpRequest) -> dict[str, Any]:
    at = at_of(request)
    whole = whole_order(order, at=at)
    told = {**order_facts(whole.line, at=at), "title": whole.line.description}
    sold = whole.whole_subscription
    return told | (subscription_facts(sold.subscription, sold.method, at=at) if sold else {})


def _groups() -> list[tuple[object, list[str]]]:
    """Return the kinds by group; one that stands in no group comes last."""
    by_name = {template.rpartition("/")[2]: template for template in SAMPLES}
    groups = [(title, [by_name.pop(name) for name in names if name in by_name]) for title, names in GROUPS]
    return [*groups, (_("Others"), sorted(by_name.values()))] if by_name else groups


def _row(template: str, own: set[tuple[str, str]]) -> dict[str, Any]:
    room, _slash, name = template.partition("/")
    languages = [
        (code, reverse("console:letter_kind", args=[room, name, code]), (template, code) in own)
        for code, _name in settings.LANGUAGES
    ]
    return {"title": letter_kind(name), "languages": languages, "template": template}


def _with(query: Any, **more: str) -> str:
    changed = query.copy()
    for name, value in more.items():
        changed[name] = value
    return str(changed.urlencode())
