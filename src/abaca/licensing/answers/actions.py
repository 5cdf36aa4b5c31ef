"""Keeping an answer, and forgetting it.

Neither is a thing that happened in licensing, so the journal does not tell of it.
"""

from datetime import datetime

from django.db import transaction

from abaca.kernel.sealing import seal
from abaca.licensing.secrets.queries import secret

from .models import KeptAnswer
from .queries import KEPT_FOR, Write


@transaction.atomic
def keep(write: Write, status: int, payload: bytes, *, at: datetime) -> None:
    """Keep an answer for a day, in the place of an older one to which nobody listens any more."""
    lookup = write.lookups[0]
    facts = {
        "body_digest": write.bodies[0],
        "status": status,
        "sealed": seal(secret("answers"), payload, bound_to=lookup),
        "kept_at": at,
    }
    KeptAnswer.objects.update_or_create(lookup=lookup, defaults=facts)


@transaction.atomic
def forget(ids: list[int], *, at: datetime) -> None:
    """Remove answers that were kept long enough."""
    KeptAnswer.objects.filter(pk__in=ids, kept_at__lte=at - KEPT_FOR).delete()
