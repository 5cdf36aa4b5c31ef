"""Opening a way in, and changing its address."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from abaca.kernel.emails import fold
from abaca.kernel.refs import new_ref
from abaca.kernel.refusals import Refusal

from .models import User


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
