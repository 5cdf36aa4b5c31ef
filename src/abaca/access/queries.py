"""What can be asked about staff, and about what they looked at."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Max, QuerySet

from abaca.dispatch.earliest import Earliest, First

from .models import AuditEntry, User


def staff() -> list[User]:
    """Return who is or was of the staff, those who are first."""
    return list(User.objects.exclude(role="").order_by("-is_staff", "email"))


def staff_by_ref(refs: Iterable[str]) -> dict[str, str]:
    """Return the addresses of users by their refs; one statement."""
    return dict(User.objects.filter(ref__in={*refs}).values_list("ref", "email"))


def log_in_addresses(refs: Iterable[str]) -> dict[str, str]:
    """Return the addresses with which some users log in, by their refs; one statement."""
    return dict(User.objects.filter(ref__in={*refs}).values_list("ref", "email"))


def looks(*, by: str = "", page: str = "", whose: str = "", how: str = "") -> QuerySet[AuditEntry]:
    """Return entries of the audit log, the newest first; what is empty does not narrow it."""
    rows = AuditEntry.objects.all()
    if by:
        rows = rows.filter(by=by)
    if page:
        rows = rows.filter(page=page)
    if whose:
        rows = rows.filter(whose__contains=[whose])
    if how:
        rows = rows.filter(how=how)
    return rows.order_by("-id")


def who_looked(whose: Iterable[str], *, most: int = 20) -> list[dict[str, object]]:
    """Return who of the staff saw or changed something of a customer: by, times, latest; the latest first."""
    rows = AuditEntry.objects.filter(whose__overlap=list(whose)).exclude(how=AuditEntry.How.REFUSED)
    counted = rows.values("by").annotate(times=Count("id"), latest=Max("at")).order_by("-latest")[:most]
    return [dict(row) for row in counted]


def over_time(at: datetime, most: int) -> list[int]:
    """Return entries of the audit log that the setting no longer keeps, the oldest first."""
    old = AuditEntry.objects.filter(at__lte=at - timedelta(days=settings.AUDIT_DAYS))
    return list(old.order_by("at", "id").values_list("id", flat=True)[:most])


# When the oldest entry of the audit log is over time.
next_over_time = Earliest(
    First(AuditEntry.objects.all, "at", lambda first: first + timedelta(days=settings.AUDIT_DAYS)),
)


def staff_with_second_step() -> set[int]:
    """Return those users of the staff whose second step is set up; one statement."""
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    rows = Authenticator.objects.filter(type__in=kinds, user__is_staff=True)
    return set(rows.values_list("user_id", flat=True))
