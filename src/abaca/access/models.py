"""Who logs in to a page, and how often somebody tried."""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models


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

    objects: ClassVar[Register] = Register()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return self.ref


class Tries(models.Model):
    """How often somebody did a thing in the present window; whom and what is only a digest, so nothing is told."""

    key = models.BinaryField(max_length=32, unique=True)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="tries_over")]

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"
