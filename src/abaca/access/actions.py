"""Opening a way in, and changing its address; counting who tries too often."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal

from .limits import Limit, TooManyTries
from .models import User

COUNT = """
INSERT INTO access_tries AS tries (key, count, ends_at) VALUES (%(key)s, 1, %(ends_at)s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN tries.ends_at <= %(at)s THEN 1 ELSE tries.count + 1 END,
    ends_at = CASE WHEN tries.ends_at <= %(at)s THEN excluded.ends_at ELSE tries.ends_at END
RETURNING count, ends_at
"""
SWEEP = """
DELETE FROM access_tries WHERE id IN
    (SELECT id FROM access_tries WHERE ends_at <= %s ORDER BY ends_at LIMIT 20 FOR UPDATE SKIP LOCKED)
"""


class AddressInUse(Refusal):
    code = "address_in_use"
    sentence = _("Somebody else already logs in with this address. Please choose another one.")
    status = 409
    field = "email"


@transaction.atomic
def open_way_in(email: str, *, language: str, at: datetime) -> User:
    """Return the user with this address, made without a password if there is none: he logs in by a code."""
    known = User.objects.filter(email__iexact=email).first()
    if known and fold(known.email) != fold(email):
        raise AddressInUse  # alike to the database, and yet another address
    if known:
        return known
    user = User(ref=new_ref("usr", at), email=email, language=language)
    user.set_unusable_password()
    user.save()
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)
    return user


@transaction.atomic
def change_email(user_ref: str, *, email: str) -> None:
    """Let the user log in with another address, and no longer with the old one."""
    user = User.objects.select_for_update().get(ref=user_ref)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressInUse
    user.email = email
    user.save(update_fields=["email"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)


@transaction.atomic
def remember_language(user_ref: str, *, language: str) -> None:
    """Keep the language that the user chose."""
    User.objects.filter(ref=user_ref).update(language=language)


@transaction.atomic
def appoint(email: str, *, at: datetime) -> User:
    """Make somebody a member of the staff."""
    user = open_way_in(email, language="en", at=at)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    return user


@transaction.atomic
def set_password(email: str, password: str) -> None:
    """Let a user log in with a password, beside the code by e-mail."""
    user = User.objects.select_for_update().get(email__iexact=email)
    user.set_password(password)
    user.save(update_fields=["password"])


def is_within(limit: Limit, whose: str, *, at: datetime) -> bool:
    """Count one more try of somebody; tell whether it is still within the limit."""
    return _counted(limit, whose, at)[0] <= limit.most


def count_try(limit: Limit, whose: str, *, at: datetime) -> None:
    """Count one more try of somebody; refuse it when there were too many."""
    count, ends_at = _counted(limit, whose, at)
    if count > limit.most:
        raise TooManyTries(minutes=max(1, -int((at - ends_at).total_seconds() // 60)))


def _counted(limit: Limit, whose: str, at: datetime) -> tuple[int, datetime]:
    """Return how often it was, and until when it counts; what is over is swept away beside it."""
    key = salted_hmac("abaca.access.tries", f"{limit.name}\0{whose}", algorithm="sha256").digest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": key, "at": at, "ends_at": at + limit.window})
        count, ends_at = cursor.fetchone()
        if count == 1:
            cursor.execute(SWEEP, [at])
    return count, ends_at
