"""What people are told before a newsletter comes: each wording with its version, which changes with its words.

What was shown is kept word for word beside what was said; the version tells those apart who saw the same.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Wording:
    """A sentence as it was shown, or will be."""

    version: str
    words: Any  # a sentence that is translated when it is shown

    def __str__(self) -> str:
        return str(self.words)


CHECKOUT_CONSENT = Wording(
    "checkout consent 1", _("Send me news about the program from time to time. I can stop this by one click.")
)
CHECKOUT_NOTICE = Wording(
    "checkout notice 1",
    _(
        "We use your e-mail to send you news about our own similar programs from time to time. You can object at any "
        "time, here or by a link in every issue, at no other cost than your connection."
    ),
)
CHECKOUT_OBJECTION = Wording("checkout objection 1", _("Send me no news about the program."))
PREFERENCES_CONSENT = Wording(
    "preferences consent 1",
    _("Yes, send me news about the program from time to time, to {address}. I can stop this by one click."),
)
