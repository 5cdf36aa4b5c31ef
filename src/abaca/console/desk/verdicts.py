"""Who wrote a mail, as far as anybody can know, in words."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from abaca.inbox.models import Incoming
from abaca.inbox.states import IncomingKind
from abaca.inbox.verdict_words import sentences
from abaca.kernel.emails import fold


@dataclass(frozen=True)
class Verdict:
    """A sign with its word, and the sentences behind it."""

    colour: str
    word: str
    sentences: list[str]


def verdict_of(mail: Incoming, *, owner: str) -> Verdict:
    """Return what is known about the sender of a mail in the ticket of this address."""
    told = list(sentences(mail.verdict))
    if owner and fold(mail.from_address) != fold(owner):
        told.append(_("It came from another address than the ticket's; answers go to the ticket's address."))
    if mail.kind in FROM_SOMEBODY and not mail.authenticated:
        told.append(_("It may be somebody else's: tell nothing that only the customer may know."))
    if mail.kind != IncomingKind.LETTER:
        return Verdict("", str(KINDS.get(mail.kind, mail.kind)), told)
    if mail.authenticated:
        return Verdict("good", _("Sender proven"), told)
    return Verdict("attention", _("Sender not proven"), told)


FROM_SOMEBODY = (IncomingKind.LETTER, IncomingKind.MACHINE, IncomingKind.FLOOD)
KINDS: dict[str, object] = {
    IncomingKind.MACHINE: gettext_lazy("Written by a machine"),
    IncomingKind.AUTO_REPLY: gettext_lazy("An automatic answer"),
    IncomingKind.FLOOD: gettext_lazy("One of very many under this address"),
    IncomingKind.BOUNCE: gettext_lazy("A letter did not arrive"),
    IncomingKind.COMPLAINT: gettext_lazy("A letter was called unwanted"),
    IncomingKind.LOOP: gettext_lazy("Our own mail, come back"),
    IncomingKind.UNSUBSCRIBE: gettext_lazy("No more newsletter"),
}
