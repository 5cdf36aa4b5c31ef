"""allauth's forms in our words: labels that say what is meant, no text inside the fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.account.internal.flows.login import record_authentication
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.core.cache import cache
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from abaca.access.rehearsed_step import PERIOD, SECRET, codes_at
from abaca.kernel.clock import system_now

EMAIL = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
AGAIN = _("The new password once more")
LETTER_CODE = _("Code from the letter")
PHONE_CODE = _("Code from the app, or a recovery code")
STRENGTH = _("At least ten characters. A few words in a row are good and easy to remember.")


class InOurWords:
    """Put our labels and hints over a form that was not written here."""

    WORDS: ClassVar[dict[str, Promise]] = {}
    HINTS: ClassVar[dict[str, Promise]] = {}
    fields: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            field.label = self.WORDS.get(name, field.label)
            field.help_text = self.HINTS.get(name, "")
            if name == "code":
                field.widget.attrs |= {"inputmode": "text", "spellcheck": "false", "autocapitalize": "characters"}


class LogIn(InOurWords, account.LoginForm):
    WORDS: ClassVar[dict[str, Promise]] = {"login": EMAIL, "password": PASSWORD}


class AskForCode(InOurWords, account.RequestLoginCodeForm):
    WORDS: ClassVar[dict[str, Promise]] = {"email": EMAIL}


class ConfirmCode(InOurWords, account.ConfirmLoginCodeForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": LETTER_CODE}


class ChangePassword(InOurWords, account.ChangePasswordForm):
    WORDS: ClassVar[dict[str, Promise]] = {
        "oldpassword": _("Password until now"),
        "password1": NEW_PASSWORD,
        "password2": AGAIN,
    }
    HINTS: ClassVar[dict[str, Promise]] = {"password1": STRENGTH}


class SetPassword(InOurWords, account.SetPasswordForm):
    WORDS: ClassVar[dict[str, Promise]] = {"password1": NEW_PASSWORD, "password2": AGAIN}
    HINTS: ClassVar[dict[str, Promise]] = {"password1": STRENGTH}


class AskForReset(InOurWords, account.ResetPasswordForm):
    WORDS: ClassVar[dict[str, Promise]] = {"email": EMAIL}


class Reset(InOurWords, account.ResetPasswordKeyForm):
    WORDS: ClassVar[dict[str, Promise]] = {"password1": NEW_PASSWORD, "password2": AGAIN}
    HINTS: ClassVar[dict[str, Promise]] = {"password1": STRENGTH}


class Reauthenticate(InOurWords, account.ReauthenticateForm):
    WORDS: ClassVar[dict[str, Promise]] = {"password": PASSWORD}


class CountsOnce:
    """Take each code of an app once, also in another process, for as long as it would be taken at all.

    allauth remembers a used code for one period; with a minute's tolerance it is good for three.
    """

    user: Any
    authenticator: Any
    fields: dict[str, Any]

    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP and not cache.add(
            _used(self.user, code), "used", timeout=3 * PERIOD
        ):
            raise get_adapter().validation_error("incorrect_code")
        return code


class Rehearsed:
    """In a rehearsal, fill in what the telephone of the demo's staff would show: nobody here has it."""

    user: Any
    data: Any
    fields: dict[str, Any]
    is_rehearsed = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if settings.REHEARSAL and _has_published_secret(self.user):
            self.is_rehearsed = True
            self.fields["code"].initial = self._shown()

    def add_error(self, field: str | None, error: Any) -> None:
        """Fill in the next code in place of one that was not taken."""
        super().add_error(field, error)  # type: ignore[misc]
        if self.is_rehearsed:
            self.data = {**self.data, "code": self._shown()}

    def _shown(self) -> str:
        codes = codes_at(int(system_now().timestamp()))  # telephones live by the real time
        return next((code for code in codes if not cache.get(_used(self.user, code))), codes[0])


def _used(user: Any, code: str) -> str:
    return f"second-step/{user.pk}/{code.strip().replace(' ', '')}"


def _has_published_secret(user: Any) -> bool:
    rows = Authenticator.objects.filter(user_id=user.pk, type=Authenticator.Type.TOTP)
    return any(decrypt(row.data["secret"]) == SECRET for row in rows)


class SecondStep(Rehearsed, InOurWords, CountsOnce, mfa.AuthenticateForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": PHONE_CODE}


class SecondStepAgain(Rehearsed, InOurWords, CountsOnce, mfa.ReauthenticateForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": PHONE_CODE}


class TurnOn(InOurWords, totp.ActivateTOTPForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": _("Code that the app now shows")}

    def clean_code(self) -> str:
        """Let the session in which the app has shown its first code count as one with both steps."""
        code: str = super().clean_code()
        cache.add(_used(self.user, code), "used", timeout=3 * PERIOD)
        record_authentication(context.request, self.user, "mfa", type=Authenticator.Type.TOTP)
        return code
