"""Who logs in to a page, what the staff looked at and did there, and how often somebody tried."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.crypto import salted_hmac

from .roles import Role


class Register(BaseUserManager["User"]):
    """Makes users; an address is told apart without regard to case."""

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    """A customer's or a staff member's way in; it owns nothing, the wings know it by its ref."""

    ref = models.CharField(max_length=40, unique=True)
    email = models.EmailField(max_length=254, unique=True)
    language = models.CharField(max_length=10, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    role = models.CharField(max_length=20, blank=True, default="")  # kept when somebody leaves the staff
    staff_since = models.DateTimeField(null=True)
    staff_until = models.DateTimeField(null=True)
    sessions_ended = models.PositiveIntegerField(default=0)  # how often all his sessions were ended at once

    objects: ClassVar[Register] = Register()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_is_known", condition=Q(role__in=["", *Role])),
            models.CheckConstraint(name="staff_have_a_role", condition=Q(is_staff=False) | ~Q(role="")),
        ]

    def __str__(self) -> str:
        return self.ref

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Let a session count only for the password and the count of endings with which it began."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        told = f"{self.password}/{self.sessions_ended}" if self.sessions_ended else self.password
        return salted_hmac(salt, told, secret=secret, algorithm="sha256").hexdigest()


class AuditEntry(models.Model):
    """One request of a member of the staff: who, when, from where, which page, about whose data.

    Rows are only added, which a trigger sees to; they hold refs and codes, and nothing about a person.
    """

    class How(models.TextChoices):
        LOOKED = "looked"
        DID = "did"
        REFUSED = "refused"  # the page said no: no such permission, or no such thing

    at = models.DateTimeField()
    by = models.CharField(max_length=40)  # the ref of the user
    role = models.CharField(max_length=20)
    how = models.CharField(max_length=10, choices=How)
    page = models.CharField(max_length=80)  # the name of the view: "console:customer"
    about = models.CharField(max_length=80, blank=True)  # the ref or number that stands in the address
    whose = ArrayField(models.CharField(max_length=40), default=list)  # the refs of the customers
    status = models.PositiveSmallIntegerField()
    network = models.CharField(max_length=50, blank=True)  # the part of the internet it came from

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["by", "id"], name="audit_by_person"),
            models.Index(fields=["page", "id"], name="audit_by_page"),
            GinIndex(fields=["whose"], name="audit_by_customer"),
        ]
        constraints = [
            models.CheckConstraint(name="audit_how_is_known", condition=Q(how__in=["looked", "did", "refused"]))
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.how} {self.page} {self.about}"


class SharedNote(models.Model):
    """What all processes must know of each other for a while: used codes, and how often was tried.

    Django's database cache reads and writes it; it is a model so that the table comes with the others.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "access_sharednote"

    def __str__(self) -> str:
        return self.cache_key


class Tries(models.Model):
    """How often somebody did a thing in the present window; whom and what is only a digest, so nothing is told."""

    key = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="tries_over")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
