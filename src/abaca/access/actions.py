"""Opening a way in, changing its address and closing it; staff, what they look at; counting who tries too often."""

from collections.abc import Collection
from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal

from .limits import Limit, TooManyTries
from .models import AuditEntry, User
from .roles import Role

CLOSED = "closed.invalid"  # a domain that nobody will ever have (RFC 2606)

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


class MemberOfStaff(Refusal):
    code = "member_of_staff"
    sentence = _("{email} logs in as a member of the staff. An administrator has to let this person go first.")
    status = 409


class StaffUnknown(Refusal):
    code = "staff_unknown"
    sentence = _("There is no member of the staff with this reference.")
    status = 404


class LastAdministrator(Refusal):
    code = "last_administrator"
    sentence = _("This is the last administrator. Please make somebody else an administrator first.")
    status = 409
    field = "role"


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
def change_email(user_ref: str, *, email: str, was_strangers: bool = False) -> None:
    """Let the user log in with another address only, and end all his sessions; refused for a member of the staff.

    Where the old address may have been a stranger's, the password and the second step may be his as well, and go: the
    owner logs in by a code. Who is staff may be a customer too, and whoever may change a customer's address must not
    get into the console by it.
    """
    user = User.objects.select_for_update().get(ref=user_ref)  # locked, so that nobody is appointed meanwhile
    refuse_staff(user_ref)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressInUse
    user.email = email
    user.sessions_ended += 1
    if was_strangers:
        user.set_unusable_password()
        Authenticator.objects.filter(user=user).delete()
    user.save(update_fields=["email", "sessions_ended", "password"])
    EmailAddress.objects.filter(user=user).delete()
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)


def refuse_staff(user_ref: str) -> None:
    """Refuse who logs in as a member of the staff."""
    staff = User.objects.filter(ref=user_ref, is_staff=True).first()
    if staff:
        raise MemberOfStaff(email=staff.email)


@transaction.atomic
def remember_language(user_ref: str, *, language: str) -> None:
    """Keep the language that the user chose."""
    User.objects.filter(ref=user_ref).update(language=language)


@transaction.atomic
def appoint(email: str, *, role: Role = Role.ADMINISTRATOR, at: datetime) -> User:
    """Make somebody a member of the staff, with a role; return the user."""
    user = open_way_in(email, language="en", at=at)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_staff:
        return change_role(user.ref, role=role)
    user.is_staff, user.role, user.staff_since, user.staff_until = True, role, at, None
    user.save(update_fields=["is_staff", "role", "staff_since", "staff_until"])
    return user


@transaction.atomic
def change_role(user_ref: str, *, role: Role) -> User:
    """Give a member of the staff another role, from his next page on; refuse to lose the last administrator."""
    user = _staff(user_ref)
    if role != Role.ADMINISTRATOR:
        _keep_an_administrator(user)
    user.role = role
    user.save(update_fields=["role"])
    return user


@transaction.atomic
def dismiss(user_ref: str, *, at: datetime) -> User:
    """Let somebody into the console no more and end all his sessions; a customer's pages stay open to him.

    His role is kept, so that the list says what he was. The last administrator is refused.
    """
    user = _staff(user_ref)
    _keep_an_administrator(user)
    user.is_staff, user.staff_until = False, at
    user.sessions_ended += 1
    user.save(update_fields=["is_staff", "staff_until", "sessions_ended"])
    return user


@transaction.atomic
def forget_second_step(user_ref: str) -> User:
    """Take away the second step of somebody whose telephone is lost, and end his sessions: he sets up a new one."""
    user = _staff(user_ref)
    Authenticator.objects.filter(user=user).delete()
    user.sessions_ended += 1
    user.save(update_fields=["sessions_ended"])
    return user


@transaction.atomic
def give_second_step(email: str, secret: str) -> None:
    """Let a user's telephone show codes made from this secret; the demo's staff are given theirs in this way."""
    user = User.objects.select_for_update().get(email__iexact=email)
    if not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
        TOTP.activate(user, secret)


@transaction.atomic
def close_way_in(user_ref: str, *, may_return: bool = False) -> None:
    """Let nobody log in by this user any more, end his sessions, and set his address free for somebody else.

    Whoever may return keeps his password and his second step: they open nothing as long as he is shut out.
    """
    user = User.objects.select_for_update().filter(ref=user_ref).first()
    if user is None:
        return
    EmailAddress.objects.filter(user=user).delete()
    user.email, user.is_active, user.is_staff = f"{user.ref}@{CLOSED}", False, False
    user.sessions_ended += 1
    if not may_return:
        Authenticator.objects.filter(user=user).delete()
        user.set_unusable_password()
    user.save()


@transaction.atomic
def reopen_way_in(user_ref: str, *, email: str) -> None:
    """Let somebody log in as before with the address that was set free; refused if somebody else has it by now."""
    user = User.objects.select_for_update().get(ref=user_ref)
    if User.objects.filter(email__iexact=email).exclude(pk=user.pk).exists():
        raise AddressInUse
    user.email, user.is_active = email, True
    user.save(update_fields=["email", "is_active"])
    EmailAddress.objects.create(user=user, email=email.lower(), primary=True, verified=True)


@transaction.atomic
def set_password(email: str, password: str) -> None:
    """Let a user log in with a password, beside the code by e-mail."""
    user = User.objects.select_for_update().get(email__iexact=email)
    user.set_password(password)
    user.save(update_fields=["password"])


def note(entry: AuditEntry) -> None:
    """Add one entry to the audit log; one statement."""
    entry.save(force_insert=True)


@transaction.atomic
def forget_notes(ids: Collection[int], *, at: datetime) -> int:
    """Take away those of the entries that the setting no longer keeps; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL abaca.retention = 'on'")  # else the table only grows
    old = AuditEntry.objects.filter(id__in=ids, at__lte=at - timedelta(days=settings.AUDIT_DAYS))
    return old.delete()[0]


def _staff(user_ref: str) -> User:
    """Lock a member of the staff, after all administrators, so that two of them cannot dismiss each other at once."""
    administrators = User.objects.select_for_update().filter(is_staff=True, role=Role.ADMINISTRATOR)
    list(administrators.order_by("pk").values_list("pk"))
    user = User.objects.select_for_update().filter(ref=user_ref, is_staff=True).first()
    if user is None:
        raise StaffUnknown
    return user


def _keep_an_administrator(user: User) -> None:
    others = User.objects.filter(is_staff=True, is_active=True, role=Role.ADMINISTRATOR).exclude(pk=user.pk)
    if user.role == Role.ADMINISTRATOR and not others.exists():
        raise LastAdministrator


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
