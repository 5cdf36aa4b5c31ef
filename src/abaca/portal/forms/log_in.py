"""allauth's forms in our words: labels that say what is meant, no text inside the fields."""

from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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


class SecondStep(InOurWords, mfa.AuthenticateForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": PHONE_CODE}


class SecondStepAgain(InOurWords, mfa.ReauthenticateForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": PHONE_CODE}


class TurnOn(InOurWords, totp.ActivateTOTPForm):
    WORDS: ClassVar[dict[str, Promise]] = {"code": _("Code that the app now shows")}
