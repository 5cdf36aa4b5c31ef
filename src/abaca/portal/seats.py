"""The seats of an order: who has which product key; sending one to a colleague, and taking one back."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from abaca.kernel.refusals import Refusal
from abaca.licensing.workflows.queries import KeyStanding, standing_of_keys
from abaca.store.orders.models import Order
from abaca.store.orders.queries import order_of
from abaca.store.workflows import seats
from abaca.store.workflows.queries import WholeOrder
from abaca.store.workflows.seats import KeyNotYours, Seat

from .entrance import UNPROCESSABLE, CustomerRequest, for_customers, refused
from .forms.seats import ColleagueForm


@dataclass(frozen=True)
class ShownSeat:
    """A seat with what licensing knows of its product key."""

    seat: Seat
    standing: KeyStanding | None  # None: licensing has not heard of it yet

    @property
    def state(self) -> str:
        """Name what the buyer can expect of the key of this seat."""
        if self.standing is not None and self.standing.kept_by:
            return "kept"
        if self.standing is not None and self.standing.is_redeemed:
            return "redeemed"
        gone = self.seat.key.withdrawn_on is not None or (self.standing is not None and self.standing.state == "void")
        return "withdrawn" if gone else "waiting"


def shown_seats(whole: WholeOrder) -> list[ShownSeat]:
    """Return the seats of an order as its buyer sees them; both wings are asked."""
    rows = seats.seats_of(whole.line.pk) if whole.keys else []
    standings = standing_of_keys([seat.key.ref for seat in rows])
    return [ShownSeat(seat, standings.get(seat.key.ref)) for seat in rows]


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def send(request: CustomerRequest, number: str, ref: str) -> HttpResponse:
    """Ask for the address of a colleague, and send the product key there."""
    order, shown = _seat(request, number, ref)
    form = ColleagueForm(request.POST or None, initial={"language": request.customer.language})
    status = UNPROCESSABLE if form.errors else 200
    if request.method == "POST" and form.is_valid():
        try:
            sending = seats.send(
                request.customer,
                ref,
                email=form.cleaned_data["email"],
                language=form.cleaned_data["language"],
                redeemed=shown.state != "waiting",
                at=request.at,
                by=request.customer.ref,
            )
        except Refusal as refusal:
            status = refused(form, refusal)
        else:
            said = _("The product key is on its way to {email}.")
            messages.success(request, said.format(email=sending.to_address))
            return redirect("portal:order", order.number)
    context = {"form": form, "order": order, "shown": shown}
    return render(request, "portal/orders/send_key.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def take_back(request: CustomerRequest, number: str, ref: str) -> HttpResponse:
    """Say what will happen, then withdraw the product key and give the buyer a fresh one."""
    order, shown = _seat(request, number, ref)
    if request.method != "POST":
        return render(request, "portal/orders/take_back_key.html", {"order": order, "shown": shown})
    try:
        seats.take_back(
            request.customer, ref, redeemed=shown.state != "waiting", at=request.at, by=request.customer.ref
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The product key is taken back. The fresh one for this seat is below."))
    return redirect("portal:order", order.number)


def _seat(request: CustomerRequest, number: str, ref: str) -> tuple[Order, ShownSeat]:
    """Find the seat that has this key; an earlier key of a seat leads to the refusal that says so."""
    order = order_of(request.customer.pk, number)
    key = seats.key_of(request.customer, ref)
    rows = [seat for seat in seats.seats_of(key.line_id) if seat.number == key.seat]
    if key.line.order_id != order.pk or not rows:
        raise KeyNotYours
    if rows[0].key.ref != ref:
        return order, ShownSeat(Seat(key.seat, key, "", [], []), None)
    return order, ShownSeat(rows[0], standing_of_keys([ref]).get(ref))
