"""Somebody becomes a member of the staff and is told so by mail."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from abaca.access.actions import appoint
from abaca.access.models import User
from abaca.access.roles import Role
from abaca.kernel.refs import new_token
from abaca.messaging.actions import Draft, enqueue


@transaction.atomic
def invite(email: str, *, role: Role, at: datetime) -> User:
    """Let somebody in with a role, and send the letter that says where to log in and what comes then."""
    user = appoint(email, role=role, at=at)
    letter = Draft(
        to_address=user.email,
        language=user.language,
        template="access/staff_invited",
        kind="access.staff_invited",
        context={"email": user.email, "role": str(role), "link": settings.PUBLIC_URL + reverse("console:home")},
        whose=user.ref,
        key=f"staff_invited/{user.ref}/{new_token()}",
        reply_to=settings.VENDOR_SUPPORT_EMAIL,
    )
    enqueue([letter], at=at)
    return user
