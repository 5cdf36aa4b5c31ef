"""The entrance to the stage."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .visits import Visit


@require_safe
def home(request: Visit) -> HttpResponse:
    return render(request, "rehearsal/home/home.html")
