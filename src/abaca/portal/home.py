"""The start page of the account: what needs me, and how my subscriptions stand."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abaca.store.workflows.queries import whole_customer

from .entrance import CustomerRequest, for_customers
from .needs import needs_of


@require_safe
@for_customers
def home(request: CustomerRequest) -> HttpResponse:
    whole = whole_customer(request.customer, at=request.at)
    context = {
        "whole": whole,
        "needs": needs_of(whole.orders, whole.subscriptions, at=request.at),
        "waiting": [order for order in whole.orders if order.term is None and order.order.state == "placed"],
    }
    return render(request, "portal/home/home.html", context)
