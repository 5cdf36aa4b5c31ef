"""What sort of mail it is: a person's letter, or one of the many ways in which machines write."""

import re
from dataclasses import dataclass

from abaca.kernel.emails import fold

from .header_fields import Head
from .mailboxes import mailboxes_of
from .ourselves import BOUNCES, UNSUBSCRIBE, House
from .reading import Mail
from .reports import Bounce, Complaint, bounces_in, complaint_in, is_status_report
from .states import IncomingKind

MOST_AN_HOUR = 20  # mails of one sender; more than that no person writes
NULL = "<>"  # the envelope's sender of those who want no answer
OWN_HEADER = "x-abaca-kind"
PROGRAMS = re.compile(r"(?:no-?reply|donotreply|do-not-reply)(?:\+.*)?", re.IGNORECASE)
DAEMONS = re.compile(r"mailer-daemon|postmaster", re.IGNORECASE)
# neither “list” nor List-Id: the address of a desk is often a list of its staff, and people write to it
PRECEDENCES = {"bulk", "junk"}
ANSWERS = {"auto_reply", "auto-reply"}
TELLTALES = (
    "x-autoreply",
    "x-autorespond",
    "x-autoresponder",
    "x-mail-autoreply",
    "x-vacation",
)
DENIALS = frozenset({"", "no", "none", "false", "0", "n", "off"})
# Exchange names here the mailbox whose rule sent a mail: its owner's who answers, ours where a rule redirects to us
RULES_LOOP = "x-ms-exchange-inbox-rules-loop"
AWAY = re.compile(
    r"\s*(?:"
    r"auto(?:matic|mated|mat)?[- ]?(?:reply|response|answer)|out[- ]of[- ](?:the[- ])?office|"
    r"away from (?:my|the) (?:office|mail)|vacation (?:reply|notice)|auto:|"
    r"automatische antwort|abwesenheits(?:notiz|nachricht|meldung|assistent)|abwesend\b|nicht im (?:büro|haus)|"
    r"réponse automatique|message d['’]absence|absence du bureau|absent du bureau|notification d['’]absence|"
    r"risposta automatica|fuori (?:sede|ufficio)|assenza dall['’]ufficio|messaggio di assenza|"
    r"respuesta automática|fuera de (?:la )?oficina|ausencia de la oficina|mensaje de ausencia|"
    r"resposta automática|fora do escritório|ausência (?:temporária|do escritório)|mensagem de ausência|"
    r"automatisch(?:e)? antwoord|automatische reactie|afwezig(?:heid)?\b|niet op kantoor|buiten kantoor"
    r")",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Sorted:
    """The kind of a mail, and what a report among them says."""

    kind: IncomingKind
    bounces: tuple[Bounce, ...] = ()
    complaint: Complaint | None = None
    token: str = ""  # of an unsubscription what stands behind the plus, of a bounce the whole address it came to


def sort(mail: Mail, *, house: House, envelope_from: str, envelope_to: str, in_last_hour: int) -> Sorted:
    """Tell what sort of mail it is; `in_last_hour` is how many its sender wrote within an hour before it."""
    purpose, token = house.token(envelope_to)
    wants_no_answer = envelope_from.strip() == NULL
    bounces, complaint = tuple(bounces_in(mail)), complaint_in(mail)
    if purpose == UNSUBSCRIBE and not bounces and not complaint:  # the address says it, also where nobody is to answer
        return Sorted(IncomingKind.UNSUBSCRIBE, token=token)
    if not bounces and purpose == BOUNCES and not _speaks_of_absence(mail) and _is_daemon(mail, envelope_from):
        bounces = (
            Bounce("", False, mail.subject, ""),
        )  # a server writes to the address for bounces, and we cannot tell why
    token = envelope_to.strip() if purpose == BOUNCES else ""
    if bounces:
        return Sorted(IncomingKind.BOUNCE, bounces, token=token)
    if complaint:
        return Sorted(IncomingKind.COMPLAINT, complaint=complaint, token=token)
    if is_our_own(mail, house):
        return Sorted(IncomingKind.LOOP)
    is_answer = wants_no_answer or is_automatic_answer(mail)
    if is_answer or is_status_report(mail) or _is_by_daemon(mail):
        return Sorted(IncomingKind.AUTO_REPLY)
    kind = IncomingKind.MACHINE if _is_by_program(mail) else IncomingKind.LETTER
    return Sorted(IncomingKind.FLOOD if in_last_hour > MOST_AN_HOUR else kind)


def is_our_own(mail: Mail, house: House) -> bool:
    """Tell whether this is a letter of ours that found its way back."""
    if mail.head.all(OWN_HEADER) or house.wrote(mail.message_id):
        return True
    sender = mailboxes_of(mail.head.raw("from")).only
    return sender is not None and house.token(sender.address)[0] != ""


def is_automatic_answer(mail: Mail) -> bool:
    """Tell whether a program answered a mail with this (RFC 3834 and what was usual before and beside it)."""
    head = mail.head
    if _submitted(head).startswith("auto-replied") or head.words("precedence").lower() in ANSWERS:
        return True
    if any(head.words(name).partition(";")[0].strip().lower() not in DENIALS for name in TELLTALES):
        return True
    ruled = {fold(field.words.strip("<> ")) for field in head.all(RULES_LOOP)}
    return fold(mail.sender.address) in ruled or AWAY.match(mail.subject) is not None


def _submitted(head: Head) -> str:
    return head.words("auto-submitted").lower().partition(";")[0].strip()


def _is_by_program(mail: Mail) -> bool:
    if _submitted(mail.head) not in {"", "no"} or mail.head.words("precedence").lower() in PRECEDENCES:
        return True
    return PROGRAMS.fullmatch(mail.sender.address.partition("@")[0]) is not None


def _is_by_daemon(mail: Mail) -> bool:
    return DAEMONS.fullmatch(mail.sender.address.partition("@")[0].partition("+")[0]) is not None


def _speaks_of_absence(mail: Mail) -> bool:
    return AWAY.match(mail.subject) is not None or mail.head.words("auto-submitted").lower().startswith("auto-replied")


def _is_daemon(mail: Mail, envelope_from: str) -> bool:
    return envelope_from.strip() == NULL or DAEMONS.match(mail.sender.address) is not None
