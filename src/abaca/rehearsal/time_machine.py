"""The time machine: its page, and the bar's button on every page."""

from datetime import date, datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from abaca.design.templatetags.abaca import day
from abaca.dispatch.actions import TimeNeverRunsBack
from abaca.dispatch.jobs import next_event
from abaca.dispatch.models import Present
from abaca.kernel.refusals import Refusal

from .coming import events
from .happenings import report
from .journeys import journey
from .steps import on_the_day, step_on
from .visits import Visit
from .ways_back import path_here


class StepUnknown(Refusal):
    code = "step_unknown"
    sentence = gettext_lazy("Please say how far: to the next event, by a day, by a month or by a year.")
    status = 422


class DayUnreadable(Refusal):
    code = "day_unreadable"
    sentence = gettext_lazy("Please give the day as year, month and day, such as 2027-11-22.")
    status = 422


@require_http_methods(["GET", "HEAD", "POST"])
def time_machine(request: Visit) -> HttpResponse:
    """Show what is coming, or move the clock on and go back to where the visitor was."""
    if request.method != "POST":
        return _page(request)
    try:
        return _move_on(request)
    except Refusal as refusal:
        if "to" not in request.POST:
            raise  # a button of the bar, on whatever page: the refusal gets a page of its own
        return _page(request, refusal)


def _page(request: Visit, refusal: Refusal | None = None) -> HttpResponse:
    row = Present.objects.filter(id=1).first()
    context = {
        "at": request.at,
        "stands": row is not None and row.runs_since is None,
        "events": events(),
        "refusal": refusal,
        "wished": request.POST.get("to", ""),
    }
    status = refusal.status if refusal else 200
    return render(request, "rehearsal/time_machine/time_machine.html", context, status=status)


def _move_on(request: Visit) -> HttpResponse:
    goal = _goal(request)
    if goal is None:
        messages.info(request, _("Nothing is due, so there is no next event to go to."))
    else:
        messages.success(request, report(journey(goal, at=request.at)))
    return redirect(_way_back(request))


def _goal(request: Visit) -> datetime | None:
    """Return the instant to which the visitor wants to go; None where no event is planned."""
    step = request.POST.get("step", "")
    if "to" in request.POST:
        return _on_the_day(request.POST["to"], at=request.at)
    if step == "next":
        event = next_event()
        return max(event[0], request.at) if event else None
    goal = step_on(step, settings.VENDOR_TIME_ZONE, at=request.at)
    if goal is None:
        raise StepUnknown
    return goal


def _on_the_day(wished: str, *, at: datetime) -> datetime:
    try:
        wished_day = date.fromisoformat(wished)
    except ValueError:
        raise DayUnreadable from None
    goal = on_the_day(wished_day, settings.VENDOR_TIME_ZONE, at=at)
    if goal is None:
        raise TimeNeverRunsBack(now=day(at))
    return goal


def _way_back(request: Visit) -> str:
    """Return the path from which the visitor came; an address elsewhere is not followed."""
    return path_here(request.POST.get("next", "")) or reverse("rehearsal:time")
