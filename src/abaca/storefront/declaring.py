"""Cancelling and withdrawing without a log-in, in two steps: what is asked, then what is declared.

Whatever the facts lead to, the answer is the same page: what was declared, and when. So nobody learns here whether an
order or an address exists.
"""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from abaca.access import links
from abaca.access.limits import DECLARING
from abaca.design.downloads import attachment
from abaca.design.templatetags.abaca import day, instant, money
from abaca.kernel.refs import new_token
from abaca.kernel.refusals import Refusal
from abaca.store.correspondence.declaring import LEFT_TO_A_PERSON
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.queries import WAITING, declaration_by_ref
from abaca.store.correspondence.states import Declared
from abaca.store.customers.queries import present_self
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import declarations, jobs
from abaca.store.workflows.declarations import unpaid_order, what_it_may_mean
from abaca.store.workflows.declared_letters import RECEIPT_LINK, YES_LINK, receipt_path
from abaca.store.workflows.late_charges import GoesBack, all_going_back
from abaca.store.workflows.withdrawal import withdrawal_days

from .checkout import TOKEN, FormIncomplete
from .forms.declaring import AnswerForm, CancelForm, DeclarationForm, WithdrawForm
from .limits import limited
from .visitors import instant_of, language_of_visitor, private

UNPROCESSABLE = 422


@dataclass(frozen=True)
class Page:
    """One of the two pages; the titles and buttons of both stand in the templates, in the law's own words."""

    form: type[DeclarationForm]
    what: Declared


CANCEL, WITHDRAW = Page(CancelForm, Declared.CANCEL), Page(WithdrawForm, Declared.WITHDRAW)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
@private
def cancel_here(request: HttpRequest) -> HttpResponse:
    """Cancel a contract: ask, show it once more, receive it."""
    return _declare(request, CANCEL)


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
@private
def withdraw_here(request: HttpRequest) -> HttpResponse:
    """Withdraw from a contract: ask, show it once more, receive it."""
    return _declare(request, WITHDRAW)


def _declare(request: HttpRequest, page: Page) -> HttpResponse:
    if request.method != "POST":
        return _ask(request, page, page.form(initial=_known(request)))
    form = page.form(request.POST)
    if not form.is_valid():
        return _ask(request, page, form, status=UNPROCESSABLE)
    if "change" in request.POST:
        return _ask(request, page, form)
    if "now" not in request.POST:
        context = {"page": page, "form": form, "token": new_token()}
        return render(request, "storefront/declaring/look.html", context)
    token = request.POST.get("token", "")
    if not TOKEN.fullmatch(token):
        raise FormIncomplete
    at = instant_of(request)
    declaration = declarations.receive(form.declared(token, language_of_visitor()), at=at)
    return redirect(receipt_path(declaration, at=at))


def _ask(request: HttpRequest, page: Page, form: DeclarationForm, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, "days": withdrawal_days()}
    return render(request, "storefront/declaring/ask.html", context, status=status)


def _known(request: HttpRequest) -> dict[str, str]:
    """Return what a link may bring along, and the address of who is logged in: it saves him typing."""
    email = str(getattr(request.user, "email", ""))
    return {"contract": request.GET.get("contract", "")[:40], "email": email}


@require_safe
@private
def received(request: HttpRequest, token: str) -> HttpResponse:
    """Confirm what was declared and when, so that it can be printed and stored."""
    declaration = _read(request, token, RECEIPT_LINK)
    return render(request, "storefront/declaring/received.html", {"d": declaration, "token": token})


@require_safe
@private
def received_text(request: HttpRequest, token: str) -> HttpResponse:
    """Give the same confirmation as a file."""
    declaration = _read(request, token, RECEIPT_LINK)
    text = "\n".join(f"{label}: {value}" for label, value in told(declaration)) + "\n"
    name = f"{declaration.what}-{declaration.received_at:%Y-%m-%d}.txt"
    return attachment(text.encode(), name=name, media_type="text/plain; charset=utf-8")


def told(d: Declaration) -> list[tuple[str, str]]:
    """Return what was declared as lines of a file."""
    cancels = d.what == Declared.CANCEL
    lines = [
        (_("Declaration"), _("Cancellation of a contract") if cancels else _("Withdrawal from a contract")),
        (_("Received"), instant(d.received_at)),
        (_("Name"), d.name),
        (_("Contract"), d.contract),
        (_("E-mail for the confirmation"), d.email),
    ]
    if cancels:
        lines.insert(2, (_("Kind"), _("Extraordinary, for an important reason") if d.extraordinary else _("Ordinary")))
        lines.append((_("To end on"), day(d.wanted_on) if d.wanted_on else _("The next possible date")))
    if d.reason_given:
        lines.append((_("Reason"), d.reason_given))
    return [*lines, (_("Reference"), d.ref)]


@require_http_methods(["GET", "HEAD", "POST"])
@limited(DECLARING)
@private
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Let the registered address say yes to what was declared; a look at the page changes nothing."""
    declaration = _read(request, token, YES_LINK)
    is_open = declaration.state in WAITING
    context = {"d": declaration, "open": is_open, "left": is_open and declaration.why in LEFT_TO_A_PERSON}
    choices, by_transfer = _choices(declaration)
    context |= {"choices": choices, "unpaid": unpaid_order(declaration)}
    form = AnswerForm(
        request.POST if request.method == "POST" else None,
        choices=choices,
        by_transfer=by_transfer,
        initial={"chosen": _likely(declaration, choices)},
    )
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid() and declaration.customer is not None:
        chosen, iban = form.cleaned_data["chosen"], form.cleaned_data.get("iban", "")
        try:
            customer = present_self(declaration.customer)
            jobs.say_yes(declaration, chosen, iban=iban, at=instant_of(request), by=customer.ref)
        except Refusal as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            status = refusal.status
        else:
            return redirect("storefront:confirm_declared", token)
    return render(request, "storefront/declaring/confirm.html", context | {"form": form}, status=status)


def _choices(declaration: Declaration) -> tuple[list[tuple[str, str]], set[str]]:
    """Return what may be chosen, in words, and those of it of which money goes back by transfer."""
    subscriptions, rights = what_it_may_mean(declaration)
    backs = all_going_back(subscriptions, declaration.received_at)
    ordered = _("Order {number}, {title}: until {day}")
    named = [(s.ref, _renewal(s, backs.get(s.pk))) for s in subscriptions]
    for right in rights:
        title = right.order.lines.all()[0].description
        until = day(right.last) if right.last else ""
        named.append((right.order.ref, ordered.format(number=right.order.number, title=title, day=until)))
    by_transfer = {s.ref for s in subscriptions if s.pk in backs and backs[s.pk].by_transfer}
    return named, by_transfer | {right.order.ref for right in rights if right.by_transfer}


def _renewal(subscription: Subscription, back: GoesBack | None) -> str:
    """Say what becomes of a subscription whose renewal is cancelled as of the day on which that was declared."""
    title = subscription.plan.title
    if back is None:
        return _("{title}, renews on {day}").format(title=title, day=day(subscription.ends_on))
    said = _("{title}, {number}: {sum} goes back, and it ends at once")
    return said.format(title=title, number=", ".join(back.numbers), sum=money(back.total))


def _likely(declaration: Declaration, choices: list[tuple[str, str]]) -> list[str]:
    """Return what is chosen beforehand: what was named, or the only one there is."""
    refs = [ref for ref, _words in choices]
    return [declaration.about] if declaration.about in refs else refs[:1] if len(refs) == 1 else []


def _read(request: HttpRequest, token: str, purpose: str) -> Declaration:
    return declaration_by_ref(links.read(purpose, token, at=instant_of(request)))
