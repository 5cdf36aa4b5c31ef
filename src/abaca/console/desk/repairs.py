"""A customer's e-mail is put right: after a bounce, a call, or a mail from the right address."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from abaca.access.roles import may
from abaca.console import on_tickets
from abaca.console import queries as console
from abaca.console.door import at_of, by_of, concerns, refusal_of
from abaca.console.forms.desk import EmailForm
from abaca.console.words import LETTER_STATES, letter_title
from abaca.design.templatetags.abaca import short_day
from abaca.kernel.refusals import Refusal
from abaca.licensing.workflows.queries import standing_of_keys
from abaca.messaging.models import Letter
from abaca.messaging.states import LetterState
from abaca.store.customers.actions import EmailTaken, NoLongerCustomer
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import customer_with_email
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import replaceable_keys
from abaca.store.workflows.desk import address_works, comes_back, correct_email, letters_to_old_address
from abaca.store.workflows.my_data import ask_to_change_email
from abaca.store.workflows.pausing import free_on

from .doors import may_act
from .suggestions import KEY_LETTERS

UNFIT = 422
READDRESS = "customers.readdress"


@may_act
@require_http_methods(["GET", "HEAD", "POST"])
def email(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the right e-mail, then send a link there, or let it count at once and send the chosen letters again."""
    customer, at = console.customer_with(ref), at_of(request)
    concerns(request, customer.ref)
    if not customer.is_present:
        raise NoLongerCustomer
    letters = letters_to_old_address(customer, at=at)
    form = _form(request, customer, letters)
    if not form.is_bound or not form.is_valid():
        return _page(request, customer, form)
    facts = {**form.cleaned_data}  # a refusal takes its field out of the form's own
    try:
        if "ask" in request.POST:
            ask_to_change_email(customer, facts["email"], at=at, by=by_of(request))
            said, deed = _("A link is on its way to {email}; nothing changes before it is used."), "deed.email_asked"
        else:
            _check_may_correct(request, customer)
            correct_email(customer, **facts, at=at, by=by_of(request))
            said, deed = _("The e-mail is {email} now."), "deed.email_corrected"
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        other = customer_with_email(facts["email"]) if isinstance(refusal, EmailTaken) else None
        return _page(request, customer, form, other=other, status=refusal.status)
    messages.success(request, said.format(email=facts["email"]))
    return on_tickets.done(request, deed, redirect("console:customer", customer.ref), whose=customer.ref)


def _check_may_correct(request: HttpRequest, customer: Customer) -> None:
    """Refuse who may not let another e-mail count at once: whoever has the address can log in as this customer."""
    role = _role_of(request)
    if not _may_correct(role, customer):
        raise refusal_of(role, READDRESS)


def _may_correct(role: str, customer: Customer) -> bool:
    return may(role, READDRESS) or comes_back(customer)


def _role_of(request: HttpRequest) -> str:
    return str(getattr(request.user, "role", ""))


def _form(request: HttpRequest, customer: Customer, letters: list[Letter]) -> EmailForm:
    ticket, waiting = on_tickets.ticket_for(request, customer), _unredeemed(customer)
    came_back = any(letter.bounced_at for letter in letters)
    return EmailForm(
        request.POST if request.method == "POST" else None,
        letters=[(letter.ref, _label(letter)) for letter in letters],
        keys=[(key.ref, f"{key.line.description}, {key.line.order.number}, {key.hint}") for key in waiting],
        initial={
            "email": request.GET.get("new", ""),
            "reason": _("As {number} says.").format(number=ticket.number) if ticket else "",
            "letters": [letter.ref for letter in letters if _is_missed(letter)],
            "keys": [] if came_back else [key.ref for key in waiting],  # what came back was read by nobody
        },
    )


def _unredeemed(customer: Customer) -> list[ProductKey]:
    """Return the product keys of a customer that anybody could still redeem; two statements, one in each wing."""
    rows = replaceable_keys(customer.pk)
    standings = standing_of_keys([key.ref for key in rows])
    return [key for key in rows if (told := standings.get(key.ref)) is None or told.is_waiting]


@may_act
@require_POST
def works_again(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the mark away from the customer's address: letters that may be switched off go there again, too."""
    customer = console.customer_with(ref)
    concerns(request, customer.ref)
    address_works(customer, at=at_of(request), by=by_of(request))
    messages.success(request, _("{email} counts as working again.").format(email=customer.email))
    return redirect("console:customer", customer.ref)


def _label(letter: Letter) -> str:
    state = _("did not arrive") if letter.bounced_at else str(LETTER_STATES[LetterState(letter.state)])
    return f"{letter_title(letter)}, {short_day(letter.created_at)}, {state}"


def _is_missed(letter: Letter) -> bool:
    """Tell whether somebody misses this letter most likely: it never arrived, or the product key stands in it."""
    return bool(letter.bounced_at) or letter.state == LetterState.FAILED or letter.kind in KEY_LETTERS


def _page(
    request: HttpRequest,
    customer: Customer,
    form: EmailForm,
    *,
    other: Customer | None = None,
    status: int = 0,
) -> HttpResponse:
    page = reverse("console:customer", args=[customer.ref])
    context: dict[str, Any] = {
        "customer": customer,
        "form": form,
        "bounced": comes_back(customer),
        "may_correct": _may_correct(_role_of(request), customer),
        "free_on": free_on(at_of(request)),
        "other": other,
        "page": page,
        "ways": [(_("Console"), reverse("console:home")), (customer.name, page)],
    }
    return render(request, "console/desk/email.html", context, status=status or (UNFIT if form.errors else 200))
