"""Waking workers and moving the simulated present."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from abaca.kernel.clock import system_now
from abaca.kernel.refusals import Refusal

from .models import Present
from .queries import present

SECOND = timedelta(seconds=1)
DRAIN = "abaca.drain"  # the one task that procrastinate carries, by name; tasks.py defines it


class TimeNeverRunsBack(Refusal):
    code = "time_never_runs_back"
    sentence = _("The shop's clock stands at {now}; it never runs back.")
    status = 409


class NoRehearsal(Refusal):
    code = "no_rehearsal"
    sentence = _("Only a rehearsal shop can move its clock.")
    status = 403


def wake(name: str) -> None:
    """Ask a worker to look at this kind of work as soon as the transaction is committed.

    Only a wake-up: if it is lost, the sweep finds the rows within a minute. After the commit and not inside it, since
    a worker that already woke for an earlier row could otherwise look before ours can be seen.
    """
    if settings.WORKERS:
        transaction.on_commit(lambda: _defer(name))


def _defer(name: str) -> None:
    try:
        app.configure_task(DRAIN, queueing_lock=name).defer(name=name)
    except AlreadyEnqueued:
        return


def set_present(at: datetime, *, frozen: bool | None = None) -> datetime:
    """Move the simulated present forward; `frozen` stops or starts it, None leaves that as it is."""
    if not settings.REHEARSAL:
        raise NoRehearsal
    with transaction.atomic():
        row = Present.objects.select_for_update().filter(id=1).first()
        if row is None:
            Present.objects.create(id=1, at=at, runs_since=None if frozen else system_now())
            return at
        now = row.at if row.runs_since is None else row.at + (system_now() - row.runs_since)
        if at < now:
            raise TimeNeverRunsBack(now=now)
        stands = row.runs_since is None if frozen is None else frozen
        row.at, row.runs_since = at, None if stands else system_now()
        row.save(update_fields=["at", "runs_since"])
    return at


@contextmanager
def present_held() -> Iterator[None]:
    """Let the simulated present stand still for a while; afterwards it runs on if it ran."""
    ran = _hold_present()
    try:
        yield
    finally:
        if ran:
            set_present(present(), frozen=False)


@transaction.atomic
def _hold_present() -> bool:
    """Stop the simulated present where it is; tell whether it ran."""
    if not settings.REHEARSAL:
        raise NoRehearsal
    row = Present.objects.select_for_update().filter(id=1).first()
    if row is not None and row.runs_since is None:
        return False
    # a running clock would be ahead of its own reading
    Present.objects.update_or_create(id=1, defaults={"at": present() + SECOND, "runs_since": None})
    return True
