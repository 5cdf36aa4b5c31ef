"""The bank desk: whoever sits here books the transfers that a shop waits for, right or wrong."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from abaca.dispatch.jobs import drain
from abaca.kernel.money import Money
from abaca.kernel.refusals import Refusal
from abaca.kernel.schedule import local_day
from abaca.store.orders.queries import OrderUnknown, order_by_number
from abaca.store.payments.gateways import ProviderError
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company

from .forms import TransferForm
from .statement import ShownEntry, awaited, awaited_of, latest
from .visits import Visit

STATEMENT = "store.bank"


class NothingAwaited(Refusal):
    code = "nothing_awaited"
    sentence = gettext_lazy("No transfer is awaited for order {number}: it was paid, or it lapsed.")
    status = 409


@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: Visit) -> HttpResponse:
    """Show what is awaited and what came; book any payment that somebody makes up."""
    form = TransferForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            _book(request, said["reference"], said["sum"], said["payer"])
        except ProviderError as error:
            form.add_error(None, error.sentence)
        else:
            return redirect("rehearsal:bank")
    context = {"form": form, "awaited": awaited(), "entries": latest()}
    return render(request, "rehearsal/bank/desk.html", context, status=422 if form.errors else 200)


@require_POST
def book_order(request: Visit, number: str) -> HttpResponse:
    """Book the money that an order waits for, with its right reference."""
    order = order_by_number(number)
    if order is None:
        raise OrderUnknown
    transfer = awaited_of(order)
    if transfer is None:
        raise NothingAwaited(number=order.number)
    _book(request, transfer.reference, transfer.missing, transfer.payer)
    return redirect("rehearsal:bank")


def _book(request: Visit, reference: str, money: Money, payer: str) -> None:
    """Let the bank book a payment, then let the shop read its statement at once."""
    value_date = local_day(request.at, settings.VENDOR_TIME_ZONE)
    entry = rehearsal_company().bank.book(reference, money.amount, money.currency, value_date, payer, request.at)
    drain(STATEMENT, at=request.at)
    _say(request, next((shown for shown in latest() if shown.number == entry), None))


def _say(request: Visit, shown: ShownEntry | None) -> None:
    if shown is None:
        messages.info(request, _("The payment is booked."))
        return
    say = messages.warning if shown.kind == "attention" else messages.success
    say(request, shown.words)
