"""How allauth, which does the log-in, speaks through our house: its mails leave as letters, in our words."""

from base64 import b64decode, b64encode
from datetime import datetime
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from abaca.access.models import User
from abaca.kernel.refs import new_token
from abaca.kernel.sealing import open_sealed, seal, subkey
from abaca.messaging.actions import Draft, enqueue

LOGIN_CODE = "account/email/login_code"
PASSWORD_RESET = "account/email/password_reset_key"  # noqa: S105 - the name of a template
# what allauth tells an owner about his log-in, so that nobody can change it behind his back
CHANGES = {
    "account/email/password_changed": "password_changed",
    "account/email/password_set": "password_set",
    "account/email/password_reset": "password_changed",
    "mfa/email/totp_activated": "second_step_on",
    "mfa/email/totp_deactivated": "second_step_off",
    "mfa/email/recovery_codes_generated": "recovery_codes",
}


class NoLetterForIt(LookupError):
    """allauth wants to send a mail that this house does not know."""


class AccountDoor(DefaultAccountAdapter):
    """Nobody registers here, since the purchase makes the account; letters leave through messaging."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This e-mail address and this password do not belong together. You can also log in with a code."
        ),
        "incorrect_code": _("This is not the code. Please compare it with the letter or the app."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password until now."),
        "too_many_login_attempts": _("That was tried too often. Please wait a few minutes."),
        "rate_limited": _("That was tried too often. Please wait a few minutes."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail down as a letter; codes and links are sealed."""
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            return  # allauth answers a stranger as it answers a customer, and nobody gets a letter
        if template_prefix == LOGIN_CODE:
            facts = {"minutes": settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT // 60}
            self._send("login_code", user, facts, {"code": context["code"]})
        elif template_prefix == PASSWORD_RESET:
            self._send("password_reset", user, {}, {"link": context["password_reset_url"]})
        elif template_prefix in CHANGES:
            self._send("log_in_changed", user, {"what": CHANGES[template_prefix]}, {})
        else:
            raise NoLetterForIt(template_prefix)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the address of the public house: the Host header of a request is anybody's guess."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.PUBLIC_URL + path.replace("UID-KEY", key)

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 - allauth's signature
        return reverse("portal:my_data")

    def _send(self, name: str, user: User, facts: dict[str, Any], secrets: dict[str, str]) -> None:
        at: datetime = self.request.at
        letter = Draft(
            to_address=user.email,
            language=user.language,
            template=f"access/{name}",
            kind=f"access.{name}",
            context={**facts, "email": user.email, "asked_at": {"instant": at.isoformat()}},
            secrets=secrets,
            whose=user.ref,
            key=f"{name}/{user.ref}/{new_token()}",
            reply_to=settings.VENDOR_SUPPORT_EMAIL,
        )
        enqueue([letter], at=at)


class SecondStepDoor(DefaultMFAAdapter):
    """The secrets of the second step lie sealed in the database; what goes wrong is said in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This is not the code, or it was used already. Please wait for the next one of the app."),
    }

    def encrypt(self, text: str) -> str:
        return b64encode(seal(_second_step_key(), text.encode(), bound_to=b"second step")).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return open_sealed(_second_step_key(), b64decode(encrypted_text), bound_to=b"second step").decode()


def _second_step_key() -> bytes:
    return subkey(settings.SECRET_KEY.encode(), "second-step")
