"""Wallets: how much is in them, and how to put more in."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import money as written
from abaca.kernel.money import Money
from abaca.store.payments.gateways import ProviderError
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company

from .forms import TopUpForm
from .visits import Visit


@require_http_methods(["GET", "HEAD", "POST"])
def wallets(request: Visit) -> HttpResponse:
    """Show the balances, or top one up."""
    form = TopUpForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            return _top_up(request, form.cleaned_data["login"], form.cleaned_data["sum"])
        except ProviderError as error:
            form.add_error(None, error.sentence)
    rows = [(w.login, Money(w.balance, w.currency)) for w in rehearsal_company().wallets()]
    context = {"form": form, "wallets": rows}
    return render(request, "rehearsal/wallets/wallets.html", context, status=422 if form.errors else 200)


def _top_up(request: Visit, login: str, money: Money) -> HttpResponse:
    rehearsal_company().top_up(login, money.amount, money.currency, request.at)
    messages.success(request, _("{sum} was put into the wallet of {login}.").format(sum=written(money), login=login))
    return redirect("rehearsal:wallets")
