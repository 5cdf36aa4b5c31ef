"""What was answered before."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from abaca.dispatch.earliest import Earliest, First
from abaca.kernel.refusals import Refusal
from abaca.licensing.secrets.queries import digests, opened

from .models import KeptAnswer

KEPT_FOR = timedelta(hours=24)


class IdempotencyConflict(Refusal):
    code = "idempotency_conflict"
    sentence = _("This Idempotency-Key came before, with another call. Take a new one for each call.")
    status = 409


@dataclass(frozen=True)
class Write:
    """A call that must not be done twice, as it is recognised: by the present master secret, then by the former."""

    lookups: list[bytes]
    bodies: list[bytes]


@dataclass(frozen=True)
class Kept:
    """An answer as it was given."""

    status: int
    payload: bytes


def recognised(*, subject: str, path: str, key: str, body: bytes) -> Write:
    """Return how a call is recognised if it is made again."""
    call = json.dumps([path, key, subject])  # in this form no part can run into the next one
    return Write(digests("answers", f"call\n{call}"), digests("answers", f"body\n{body.hex()}"))


def answer_to(write: Write, *, at: datetime) -> Kept | None:
    """Return what was answered to this very call, or refuse if the key was used for another one."""
    row = KeptAnswer.objects.filter(lookup__in=write.lookups, kept_at__gt=at - KEPT_FOR).first()
    if row is None:
        return None
    if bytes(row.body_digest) not in write.bodies:
        raise IdempotencyConflict
    return Kept(row.status, opened("answers", bytes(row.sealed), bound_to=bytes(row.lookup)))


def due(at: datetime, most: int) -> list[int]:
    """Return answers that were kept long enough."""
    rows = KeptAnswer.objects.filter(kept_at__lte=at - KEPT_FOR).order_by("kept_at")
    return list(rows.values_list("pk", flat=True)[:most])


# When the eldest answer has been kept long enough.
next_at = Earliest(First(KeptAnswer.objects.all, "kept_at", lambda eldest: eldest + KEPT_FOR))


def kept_before(since: datetime, *, at: datetime) -> int:
    """Return how many answers are found only by the master secret that was replaced at `since`."""
    return KeptAnswer.objects.filter(kept_at__lt=since, kept_at__gt=at - KEPT_FOR).count()
