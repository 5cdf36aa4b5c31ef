"""Handing letters to a mail provider by its own interface, through django-anymail; and hearing what became of them.

SMTP does all that is needed; a provider's own interface is for machines from which SMTP is shut, and it tells more.
Provider and recipient are never tracked: opens and clicks are nobody's business.
"""

import re
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_string
from email.message import EmailMessage
from email.policy import default
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from anymail.exceptions import (
    AnymailAPIError,
    AnymailConfigurationError,
    AnymailError,
    AnymailRecipientsRefused,
    AnymailWebhookValidationFailure,
)
from anymail.signals import EventType
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest

from abaca.messaging.envelopes import Envelope

from .smtp import Answer, Verdict


@dataclass(frozen=True)
class Ways:
    """What a provider calls things, and what it takes along with a letter."""

    view: str  # what reads its calls
    key: str = "api_key"  # the name of our key among the settings of its backend
    signed_with: str = ""  # the name of the key with which it signs its calls; the others come with a password
    takes_headers: bool = True
    takes_metadata: bool = True  # facts of ours that it gives back; where it takes none, a tag does
    can_be_told_not_to_track: bool = True  # letter by letter; with the others it is a setting of the account
    keeps_message_id: Mapping[str, str] = field(default_factory=dict)  # with which header, where it wants one


# SendGrid takes letters by SMTP; django-anymail does not look after its interface any more
PROVIDERS = {
    "brevo": Ways("BrevoTrackingWebhookView", can_be_told_not_to_track=False),
    "mailersend": Ways(
        "MailerSendTrackingWebhookView",
        key="api_token",
        signed_with="signing_secret",
        takes_headers=False,  # all but In-Reply-To are for its largest customers
        takes_metadata=False,
    ),
    "mailgun": Ways("MailgunTrackingWebhookView", signed_with="webhook_signing_key"),
    "mailjet": Ways("MailjetTrackingWebhookView"),
    "postmark": Ways("PostmarkTrackingWebhookView", key="server_token", keeps_message_id={"X-PM-KeepID": "true"}),
    "resend": Ways("ResendTrackingWebhookView", can_be_told_not_to_track=False),
    "sparkpost": Ways("SparkPostTrackingWebhookView"),
}
KEPT = (
    "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Abaca-Kind", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Date",
)  # fmt: skip
TAKEN = frozenset({"sent", "queued"})
# what a provider says where it refuses a letter over its recipient; whatever else it refuses is a setting of ours
RECIPIENT = re.compile(
    r"""["'`](?:to|to\.\d+(?:\.email)?|to\[\d*\](?:\.email)?|recipients?)["'`]|\bto parameter\b|\bnot valid in to\b""",
    re.IGNORECASE,
)
LONGEST_ANSWER = 5000
LETTER = "letter_"  # how the refs of letters begin
PATIENCE = 5  # seconds, when somebody only asks whether anybody is there
HARD = frozenset({"10", "30"})  # SparkPost's classes of bounces after which nothing more will arrive


@dataclass(frozen=True)
class Provider:
    """Which provider takes our letters, and how it knows us."""

    name: str
    key: str
    sender_domain: str = ""
    url: str = ""
    secret: str = ""  # user:password with which it comes to tell us
    signing_key: str = ""  # with which it signs what it tells, where it does
    stream: str = ""  # Postmark's message stream

    def __str__(self) -> str:
        return self.name


class NoSuchProvider(ValueError):
    """Say that the settings name a provider that nobody knows."""


@dataclass(frozen=True)
class Told:
    """What a provider says about one letter."""

    letter_ref: str
    recipient: str
    complaint: bool
    permanent: bool
    words: str


class NotTheProvider(ValueError):
    """Say that somebody else pretends to be the provider, or that it talks nonsense."""


class ProviderPost:
    """A session with the provider."""

    def __init__(self, provider: Provider) -> None:
        self.ways = ways_of(provider)
        self.backend = _backend(provider)
        self.trouble = ""  # why nothing can be sent any more

    def hand_in(self, envelope: Envelope) -> Verdict:
        """Hand in one letter; the next one has its own chance, unless nobody answers at all."""
        if self.trouble:
            return Verdict(Answer.LATER, self.trouble)
        message = message_of(envelope, self.ways)
        try:
            self.backend.open()
            self.backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            return Verdict(Answer.NEVER, str(error)[:500], nobody_there=True)
        except AnymailAPIError as error:
            status = getattr(error, "status_code", None) or 0
            if not status:  # to wait half a minute for each letter of the batch helps nobody
                self.trouble = type(error).__name__
            answer = str(getattr(error.response, "text", "") or "")[:LONGEST_ANSWER]
            never = status in {400, 422} and names_recipient(answer, envelope.recipient)
            words = f"{status} {type(error).__name__} {' '.join(answer.split())}".strip()[:500]
            return Verdict(Answer.NEVER if never else Answer.LATER, words)
        except AnymailError as error:  # the provider cannot express something in the letter: our own fault
            return Verdict(Answer.LATER, str(error)[:500])
        told: Any = message
        said = set(told.anymail_status.status or ())
        if not said or said - TAKEN:  # an answer in words that the library does not know counts as sent for it
            return Verdict(Answer.LATER, f"the provider did not say that it took the letter: {', '.join(said)}")
        return Verdict(Answer.TAKEN)

    def close(self) -> None:
        self.backend.close()


def names_recipient(told: str, recipient: str) -> bool:
    """Tell whether a provider that refuses a letter speaks of its recipient: then trying again is of no use."""
    return recipient.casefold() in told.casefold() or RECIPIENT.search(told) is not None


@contextmanager
def provider_post(provider: Provider) -> Iterator[ProviderPost]:
    """Lend a session for a batch of letters."""
    lent = ProviderPost(provider)
    try:
        yield lent
    finally:
        lent.close()


def knock_at(provider: Provider) -> str:
    """Return what keeps letters from the provider as far as one sees before the first of them, or nothing."""
    try:
        if not provider.key:
            return "there is no key"
        place = urlsplit(_backend(provider).api_url)
        with socket.create_connection((place.hostname or "", place.port or 443), timeout=PATIENCE):
            return ""
    except (AnymailConfigurationError, OSError) as error:
        return f"{type(error).__name__}: {error}"


def is_heard(provider: Provider) -> bool:
    """Tell whether the provider has a way to prove that it is the one who calls."""
    return bool(provider.signing_key if ways_of(provider).signed_with else provider.secret)


def ways_of(provider: Provider) -> Ways:
    """Return how a provider is spoken to."""
    if provider.name not in PROVIDERS:
        raise NoSuchProvider(f"{provider.name!r} is no mail provider; known are {', '.join(PROVIDERS)}, and smtp.")
    return PROVIDERS[provider.name]


CALLS_OF_OTHERS = (
    AnymailWebhookValidationFailure,
    AnymailConfigurationError,  # a call about mail that comes in
    AnymailError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
)


def heard(provider: Provider, request: HttpRequest) -> list[Told]:
    """Return what a call of the provider says of bounces and complaints; refuse whoever is not the provider.

    Providers that sign their calls are known by that, the others by a password that stands in the address they call.
    """
    ways = ways_of(provider)
    if not is_heard(provider):
        raise NotTheProvider("nothing is agreed by which the provider is known")
    view: Any = getattr(import_module(f"anymail.webhooks.{provider.name}"), ways.view)
    known_by = {"webhook_secret": provider.secret} if provider.secret else {}
    if ways.signed_with:
        known_by[ways.signed_with] = provider.signing_key
    try:
        asked = view(**known_by)
        asked.run_validators(request)
        events = asked.parse_events(request)
    except CALLS_OF_OTHERS as error:
        raise NotTheProvider(type(error).__name__) from error
    return [told for event in events if (told := _told(event)) is not None]


def _told(event: Any) -> Told | None:
    if event.event_type not in {EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED}:
        return None
    if event.event_type == EventType.REJECTED and event.reject_reason not in {"bounced", "invalid"}:
        return None  # the provider, or a policy of ours, and nothing that the recipient's address did
    words = event.mta_response or event.description or event.reject_reason or event.event_type
    return Told(
        letter_ref=_letter_in(event),
        recipient=event.recipient or "",
        complaint=event.event_type == EventType.COMPLAINED,
        permanent=not _passes(event.esp_event),
        words=str(words),
    )


def _letter_in(event: Any) -> str:
    """Return the ref of the letter: from the facts that we gave along, or from a tag."""
    named = str((event.metadata or {}).get("letter", ""))
    return named or next((str(tag) for tag in event.tags or () if str(tag).startswith(LETTER)), "")


def _passes(told: Any) -> bool:
    """Tell whether a provider calls a bounce a soft one: some of them tell these as bounces too."""
    if not isinstance(told, Mapping):
        return False
    if isinstance(inner := told.get("msys"), Mapping):  # SparkPost's wrapping
        return any(isinstance(each, Mapping) and str(each.get("bounce_class")) not in HARD for each in inner.values())
    if isinstance(data := told.get("data"), Mapping) and isinstance(data.get("bounce"), Mapping):  # Resend's
        return str(data["bounce"].get("type", "")).lower() != "permanent"
    words = " ".join(
        str(told[name]) for name in ("event", "type", "Type", "RecordType", "bounce_class") if name in told
    )
    return "soft" in words.lower() or "transient" in words.lower() or told.get("hard_bounce") is False


def _backend(provider: Provider) -> Any:
    facts = {ways_of(provider).key: provider.key}
    make: Callable[..., Any] = import_module(f"anymail.backends.{provider.name}").EmailBackend
    if provider.url:
        facts["api_url"] = provider.url
    if provider.name == "mailgun" and provider.sender_domain:
        facts["sender_domain"] = provider.sender_domain
    if provider.name == "postmark" and provider.stream:
        facts["message_stream"] = provider.stream
    if provider.name == "mailjet":  # its key is a pair
        facts["api_key"], _colon, facts["secret_key"] = provider.key.partition(":")
    return make(fail_silently=False, **facts)


def message_of(envelope: Envelope, ways: Ways) -> EmailMultiAlternatives:
    """Take the letter apart again, since providers want it in pieces; only what this one takes goes along."""
    read = message_from_string(envelope.content.decode(), policy=default)  # its fields may hold more than ASCII
    message = EmailMultiAlternatives(
        subject=str(read["Subject"]),
        body=_body(read, "plain"),
        from_email=str(read["From"]),
        to=[str(read["To"])],
        reply_to=[str(read["Reply-To"])] if read["Reply-To"] else None,
        headers=_headers(read, ways),
    )
    message.attach_alternative(_body(read, "html"), "text/html")
    for part in read.iter_attachments():
        if part.get_content_disposition() == "attachment":
            message.attach(part.get_filename() or "file", part.get_content(), part.get_content_type())
    told: Any = message
    told.tags = [str(read["X-Abaca-Kind"])]
    ref = str(read["Message-ID"]).strip("<>").partition("@")[0]
    if ways.takes_metadata:
        told.metadata = {"letter": ref}
    else:
        told.tags.append(ref)
    if ways.can_be_told_not_to_track:
        told.track_opens = told.track_clicks = False
    return message


def _headers(read: EmailMessage, ways: Ways) -> dict[str, str]:
    kept = KEPT if ways.takes_headers else ("In-Reply-To",)
    return {name: str(read[name]) for name in kept if read[name]} | dict(ways.keeps_message_id)


def _body(read: EmailMessage, kind: str) -> str:
    part = read.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
