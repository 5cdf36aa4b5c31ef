"""Handing letters to a mail provider by its own interface, through django-anymail; and hearing what became of them.

SMTP does all that is needed; a provider's own interface is for machines from which SMTP is shut, and it tells more.
Provider and recipient are never tracked: opens and clicks are nobody's business.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from importlib import import_module
from typing import Any

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused, AnymailWebhookValidationFailure
from anymail.signals import EventType
from django.core.mail import EmailMultiAlternatives
from django.http import HttpRequest

from abaca.messaging.envelopes import Envelope

from .smtp import Answer, Verdict

# the name of the provider's key among the settings of its backend, and its view for what it tells of letters
PROVIDERS = {
    "brevo": ("api_key", "BrevoTrackingWebhookView"),
    "mailersend": ("api_token", "MailerSendTrackingWebhookView"),
    "mailgun": ("api_key", "MailgunTrackingWebhookView"),
    "mailjet": ("api_key", "MailjetTrackingWebhookView"),
    "postmark": ("server_token", "PostmarkTrackingWebhookView"),
    "resend": ("api_key", "ResendTrackingWebhookView"),
    "sendgrid": ("api_key", "SendGridTrackingWebhookView"),
    "sparkpost": ("api_key", "SparkPostTrackingWebhookView"),
}
KEPT = (
    "Message-ID", "In-Reply-To", "References", "Auto-Submitted", "X-Abaca-Kind", "List-Unsubscribe",
    "List-Unsubscribe-Post", "Date",
)  # fmt: skip
OURS = frozenset({401, 402, 403, 408, 409, 429})  # nothing that the recipient did: try again


@dataclass(frozen=True)
class Provider:
    """Which provider takes our letters, and how it knows us."""

    name: str
    key: str
    sender_domain: str = ""
    url: str = ""
    secret: str = ""  # user:password with which it comes to tell us


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
        self.backend = _backend(provider)

    def hand_in(self, envelope: Envelope) -> Verdict:
        """Hand in one letter; whatever happens to it, the next one has its own chance."""
        message = _message(envelope)
        try:
            self.backend.open()
            self.backend.send_messages([message])
        except AnymailRecipientsRefused as error:
            return Verdict(Answer.NEVER, str(error)[:500])
        except AnymailAPIError as error:
            status = getattr(error, "status_code", None) or 0
            never = 400 <= status < 500 and status not in OURS
            return Verdict(Answer.NEVER if never else Answer.LATER, f"{status} {type(error).__name__}")
        except AnymailError as error:  # the provider cannot express something in the letter: our own fault
            return Verdict(Answer.LATER, str(error)[:500])
        return Verdict(Answer.TAKEN)

    def close(self) -> None:
        self.backend.close()


@contextmanager
def provider_post(provider: Provider) -> Iterator[ProviderPost]:
    """Lend a session for a batch of letters."""
    lent = ProviderPost(provider)
    try:
        yield lent
    finally:
        lent.close()


def heard(provider: Provider, request: HttpRequest) -> list[Told]:
    """Return what a call of the provider says of bounces and complaints; refuse whoever is not the provider."""
    if not provider.secret:
        raise NotTheProvider("no secret is agreed with the provider")
    view: Any = getattr(import_module(f"anymail.webhooks.{provider.name}"), PROVIDERS[provider.name][1])
    try:
        asked = view(webhook_secret=provider.secret)
        asked.run_validators(request)
        events = asked.parse_events(request)
    except (AnymailWebhookValidationFailure, AnymailError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotTheProvider(type(error).__name__) from error
    return [told for event in events if (told := _told(event)) is not None]


def _told(event: Any) -> Told | None:
    if event.event_type not in {EventType.BOUNCED, EventType.REJECTED, EventType.COMPLAINED}:
        return None
    if event.event_type == EventType.REJECTED and event.reject_reason not in {"bounced", "invalid"}:
        return None  # the provider, or a policy of ours, and nothing that the recipient's address did
    words = event.mta_response or event.description or event.reject_reason or event.event_type
    return Told(
        letter_ref=str((event.metadata or {}).get("letter", "")),
        recipient=event.recipient or "",
        complaint=event.event_type == EventType.COMPLAINED,
        permanent=not _passes(event.esp_event),
        words=str(words),
    )


def _passes(told: Any) -> bool:
    """Tell whether a provider calls a bounce a soft one: some of them tell these as bounces too."""
    if not isinstance(told, Mapping):
        return False
    words = " ".join(
        str(told[name]) for name in ("event", "type", "Type", "RecordType", "bounce_class") if name in told
    )
    return "soft" in words.lower() or "transient" in words.lower() or told.get("hard_bounce") is False


def _backend(provider: Provider) -> Any:
    make: Callable[..., Any] = import_module(f"anymail.backends.{provider.name}").EmailBackend
    facts = {PROVIDERS[provider.name][0]: provider.key}
    if provider.url:
        facts["api_url"] = provider.url
    if provider.name == "mailgun" and provider.sender_domain:
        facts["sender_domain"] = provider.sender_domain
    if provider.name == "mailjet":  # its key is a pair
        facts["api_key"], _colon, facts["secret_key"] = provider.key.partition(":")
    return make(fail_silently=False, **facts)


def _message(envelope: Envelope) -> EmailMultiAlternatives:
    """Take the letter apart again, since providers want it in pieces."""
    read = message_from_bytes(envelope.content, policy=default)
    message = EmailMultiAlternatives(
        subject=str(read["Subject"]),
        body=_body(read, "plain"),
        from_email=str(read["From"]),
        to=[str(read["To"])],
        reply_to=[str(read["Reply-To"])] if read["Reply-To"] else None,
        headers={name: str(read[name]) for name in KEPT if read[name]},
    )
    message.attach_alternative(_body(read, "html"), "text/html")
    for part in read.iter_attachments():
        if part.get_content_disposition() == "attachment":
            message.attach(part.get_filename() or "file", part.get_content(), part.get_content_type())
    told: Any = message
    told.tags = [str(read["X-Abaca-Kind"])]
    told.metadata = {"letter": str(read["Message-ID"]).strip("<>").partition("@")[0]}
    told.track_opens = told.track_clicks = False
    return message


def _body(read: EmailMessage, kind: str) -> str:
    part = read.get_body(preferencelist=(kind,))
    return str(part.get_content()) if part is not None else ""
