"""Members of the staff who have logged in with both steps."""

from allauth.account.internal.userkit import user_id_to_str
from django.test import Client

from abaca.access.actions import appoint, give_second_step
from abaca.access.models import User
from abaca.access.rehearsed_step import SECRET
from abaca.access.roles import Role
from tests.conftest import NOON

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def staff(role: Role = Role.ADMINISTRATOR, email: str = "") -> User:
    """Return a member of the staff with this role, whose telephone is set up."""
    user = appoint(email or f"{role}@musa.example", role=role, at=NOON)
    give_second_step(user.email, SECRET)
    return user


def logged_in(user: User, client: Client | None = None) -> Client:
    """Return a client in which the user has taken both steps of the log-in."""
    give_second_step(user.email, SECRET)
    client = client or Client()
    client.force_login(user, backend=BACKEND)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "at": 0}]
    session["account_authentication_methods_user"] = user_id_to_str(user)
    session.save()
    return client


def at_the_desk(role: Role = Role.ADMINISTRATOR, email: str = "") -> Client:
    """Return a client of a member of the staff with this role."""
    return logged_in(staff(role, email))
