"""Who may enter the customer's pages, and what a request of his carries."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.contrib.auth.decorators import login_required
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from abaca.access.models import User
from abaca.kernel.refusals import Refusal
from abaca.store.customers.models import Customer
from abaca.store.customers.queries import NoCustomer, customer_of

P = ParamSpec("P")
UNPROCESSABLE = 422


class CustomerRequest(HttpRequest):
    """A request of a customer who has logged in, with its one instant."""

    at: datetime
    customer: Customer


def for_customers(
    view: Callable[Concatenate[CustomerRequest, P], HttpResponse],
) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
    """Let a customer in; ask a stranger to log in, and tell a user who never bought where he is."""

    @wraps(view)
    def opened(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            customer = customer_of(cast(User, request.user).ref)
        except NoCustomer:
            return render(request, "portal/no_customer.html")
        ours = cast(CustomerRequest, request)
        ours.customer = customer
        return view(ours, *args, **kwargs)

    return never_cache(login_required(opened))


def refused(form: BaseForm, refusal: Refusal) -> int:
    """Write a refusal beside its field, or above the form; return the status of the answer."""
    field = refusal.field if refusal.field in form.fields else None
    form.add_error(field, str(refusal))
    return refusal.status
