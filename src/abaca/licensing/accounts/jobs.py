"""What an account no longer needs is removed: old challenges, tokens that fell asleep."""

from datetime import datetime

from abaca.dispatch.due_work import DueWork
from abaca.dispatch.earliest import Earliest, First

from . import codes
from .actions import forget_challenges, forget_tokens
from .models import Challenge, Token
from .queries import TOKEN_SLEEPS_AFTER


def old_challenges(at: datetime, most: int) -> list[int]:
    rows = Challenge.objects.filter(sent_at__lte=at - codes.LONGEST_MEMORY).order_by("sent_at")
    return list(rows.values_list("pk", flat=True)[:most])


# When the oldest challenge is to be forgotten.
next_old_challenge = Earliest(
    First(Challenge.objects.all, "sent_at", lambda sent: sent + codes.LONGEST_MEMORY),
)


def remove_challenges(ids: list[int], *, at: datetime) -> None:
    forget_challenges(ids, at=at)


def sleeping_tokens(at: datetime, most: int) -> list[int]:
    rows = Token.objects.filter(used_at__lte=at - TOKEN_SLEEPS_AFTER).order_by("used_at")
    return list(rows.values_list("pk", flat=True)[:most])


# When the token that was used last of all has slept long enough.
next_sleeping_token = Earliest(
    First(Token.objects.all, "used_at", lambda used: used + TOKEN_SLEEPS_AFTER),
)


def remove_tokens(ids: list[int], *, at: datetime) -> None:
    forget_tokens(ids, at=at)


DUE_WORK = (
    DueWork("licensing.old_challenges", old_challenges, next_old_challenge, remove_challenges, batch=1000),
    DueWork("licensing.sleeping_tokens", sleeping_tokens, next_sleeping_token, remove_tokens, batch=1000),
)
