"""What time it is, for everybody who stands at a door."""

from datetime import datetime

from django.conf import settings

from abaca.kernel.clock import system_now

from .models import Present


def present() -> datetime:
    """Return the shop's present: the system's clock, or in rehearsal the simulated one."""
    if not settings.REHEARSAL:
        return system_now()
    row = Present.objects.filter(id=1).first()
    if row is None:
        return system_now()
    if row.runs_since is None:
        return row.at
    return row.at + (system_now() - row.runs_since)
