"""How the account's pages name a payment method, a rate and a later day, and who stands in the top menu."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from babel.numbers import format_decimal
from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from abaca.design.templatetags.abaca import NO_BREAK_SPACE, active_locale, country
from abaca.kernel.money import Money
from abaca.store.customers.models import Customer
from abaca.store.notices import reasons
from abaca.store.orders.models import Order
from abaca.store.payments.models import Attempt, PaymentMethod
from abaca.store.subscriptions.states import TermState
from abaca.store.workflows.queries import WholeSubscription

register = template.Library()


@register.filter
def named(method: PaymentMethod | None) -> str:
    """Name a payment method: Visa ending 4242; nothing saved is a bank transfer."""
    if method is None:
        return _("bank transfer")
    if method.kind == "card":
        return _("{brand} ending {digits}").format(brand=method.brand, digits=method.last4)
    return f"{method.brand} {method.label}".strip()


@register.filter
def named_fully(method: PaymentMethod) -> str:
    """Name a saved method so that it can be told from its twin: Visa ending 4242, valid until 04/2031."""
    if not method.exp_month:
        return named(method)
    expiry = f"{method.exp_month:02}/{method.exp_year}"
    return _("{method}, valid until {expiry}").format(method=named(method), expiry=expiry)


@register.filter
def method_of(whole: WholeSubscription) -> str:
    """Name the method that a subscription is charged to."""
    return named(whole.method if whole.subscription.method_kind != "transfer" else None)


@register.filter
def because(why: Mapping[str, Any]) -> str:
    """Say to the customer why he gets a notice; empty where nothing is known."""
    return reasons.because(why, reasons.TO_CUSTOMER, country=country)


@register.filter
def current_order(whole: WholeSubscription) -> Order:
    """Return the order of the term that counts now: the last one that was not given up."""
    return [term for term in whole.terms if term.state != TermState.DROPPED][-1].line.order


@register.filter
def sum_of(attempt: Attempt) -> Money:
    """Return what an attempt asked for."""
    return Money(attempt.amount, attempt.currency)


@register.filter
def percent(hundredths: int) -> str:
    """Write a rate by the reader's locale: 810 is 8.1 %."""
    return f"{format_decimal(Decimal(hundredths) / 100, locale=active_locale())}{NO_BREAK_SPACE}%"


@register.filter
def days_later(day: date, days: int) -> date:
    """Return the day so many days after."""
    return day + timedelta(days=days)


@register.inclusion_tag("portal/parts/user_menu.html", takes_context=True)
def top_menu(context: template.Context) -> dict[str, Any]:
    """Put the user's name into the top menu, with his data and the way out behind it."""
    user = context["request"].user
    if not user.is_authenticated:
        return {}
    customer = getattr(context["request"], "customer", None) or Customer.objects.filter(user_ref=user.ref).first()
    links = [(_("My data"), reverse("portal:my_data")), (_("Orders"), reverse("portal:orders"))] if customer else []
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "name": customer.name if customer else user.email,
        "links": links,
        "logout_url": reverse("account_logout"),
    }


@register.simple_tag
def bank_account() -> dict[str, str]:
    """Return where transfers go."""
    return {"iban": settings.VENDOR_IBAN, "owner": settings.VENDOR_LEGAL_NAME}
