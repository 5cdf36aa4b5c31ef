"""The published test cards: what to type in the checkout, and what each card does."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.gateways.rehearsal.cards import published_numbers

from .visits import Visit

YEARS = 3  # from today: an expiry that anybody may type


@require_safe
def cards(request: Visit) -> HttpResponse:
    """Show all test cards with a valid expiry for today, and which methods the provider keeps or has dropped."""
    kept = rehearsal_company().stored()
    context = {"cards": published_numbers(), "kept": kept, "expiry": f"{request.at.month:02}/{request.at.year + YEARS}"}
    return render(request, "rehearsal/cards/cards.html", context)
