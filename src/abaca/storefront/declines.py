"""Why a payment did not work, in words, and what would help."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Promise] = {
    "insufficient_funds": _("The bank says that there is not enough money in this account or on this card today."),
    "lost_card": _("The bank does not accept this card any more. Please use another one."),
    "expired_card": _("This card has expired. Please use another one, or its successor."),
    "closed_account": _("The account behind this card is closed. Please choose another way to pay."),
    "authentication_failed": _(
        "The payment was not confirmed with your bank. You can try again or pay in another way."
    ),
}
OTHERWISE = _("Your bank or wallet did not allow the payment, without saying why. Please choose another way to pay.")


def decline_in_words(code: str) -> str:
    """Return one sentence about a decline."""
    return str(WORDS.get(code, OTHERWISE))
