"""Mails that came in: the bytes first, what they say later."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.fields.json import KT
from django.db.models.functions import Upper

from .states import IncomingKind, IncomingState


class Source(models.TextChoices):
    """By which door a mail came."""

    SMTP = "smtp"
    IMAP = "imap"
    PIPE = "pipe"
    DESK = "desk"  # asked in the box of the help: anybody can type anybody's address there


class Incoming(models.Model):
    """One mail, delivered once to one recipient."""

    ref = models.CharField(max_length=40, unique=True)
    digest = models.CharField(max_length=64, unique=True)  # of the raw mail and its recipient: twice is once
    source = models.CharField(max_length=10, choices=Source)
    received_at = models.DateTimeField()  # in our house, or in the mailbox from which it was fetched
    fetched_at = models.DateTimeField(null=True)  # from a mailbox elsewhere
    raw = models.BinaryField()
    envelope_from = models.TextField(blank=True)
    envelope_to = models.TextField(blank=True)
    peer = models.CharField(max_length=64, blank=True)  # the network address that brought it
    state = models.CharField(max_length=10, default=IncomingState.RECEIVED)
    kind = models.CharField(max_length=12, default=IncomingKind.LETTER)
    read_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)  # why it could not be read, or not as a whole

    message_id = models.TextField(blank=True)
    in_reply_to = models.TextField(blank=True)
    references = models.JSONField(default=list)
    from_address = models.TextField(blank=True)
    from_name = models.TextField(blank=True)
    reply_to = models.TextField(blank=True)
    subject = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True)  # as the sender says
    text = models.TextField(blank=True)  # the whole body as text
    said = models.TextField(blank=True)  # what is new in it: quotations and the signature cut
    html = models.TextField(blank=True)  # made safe
    language = models.CharField(max_length=10, blank=True)

    authenticated = models.BooleanField(default=False)  # the sender's domain vouches for the sender's address
    verdict = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # codes and facts; words are made when shown
    disposition = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # what the store did about it
    settled_at = models.DateTimeField(null=True)
    restated_at = models.DateTimeField(null=True)  # what was done about it has changed since
    forgotten_at = models.DateTimeField(null=True)  # since when only its times and what was done are known
    needed_until = models.DateTimeField(null=True)  # something still needs its words: looked at again then

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(state=IncomingState.RECEIVED), name="inbox_to_read"),
            models.Index(
                fields=["id"], condition=Q(state__in=[IncomingState.READ, IncomingState.BROKEN]), name="inbox_to_settle"
            ),
            models.Index(fields=["settled_at", "id"], condition=Q(settled_at__isnull=False), name="inbox_settled"),
            models.Index(fields=["ref"], condition=Q(restated_at__isnull=False), name="inbox_restated"),
            models.Index(fields=["ref"], condition=Q(disposition__has_key="needed"), name="inbox_needed"),
            models.Index(KT("disposition__customer"), "id", name="inbox_customer"),
            models.Index(Upper("from_address"), "id", name="inbox_from"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="inbox_message_id"),
            models.Index(fields=["received_at"], name="inbox_received"),
            models.Index(fields=["settled_at"], condition=Q(forgotten_at=None), name="inbox_kept"),
            models.Index(
                fields=["needed_until"],
                condition=Q(forgotten_at=None, needed_until__isnull=False),
                name="inbox_needed_longer",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="incoming_state_is_known", condition=Q(state__in=list(IncomingState))),
            models.CheckConstraint(name="incoming_kind_is_known", condition=Q(kind__in=list(IncomingKind))),
            models.CheckConstraint(
                name="incoming_settled_at_when_settled",
                condition=Q(state=IncomingState.SETTLED, settled_at__isnull=False)
                | (~Q(state=IncomingState.SETTLED) & Q(settled_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref} from {self.from_address or self.envelope_from}: {self.state}"


class Attachment(models.Model):
    """A file that came with a mail; its bytes lie under the data folder, by their digest, and are never run."""

    incoming = models.ForeignKey(Incoming, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=255)  # cleaned: no path, no control characters
    media_type = models.CharField(max_length=127)  # as the bytes look, not as the sender says
    size = models.PositiveIntegerField()  # bytes
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.size})"


class Leftover(models.Model):
    """A file whose last mail is gone: written with the mail's own going, until the file is gone from the disk too."""

    digest = models.CharField(max_length=64, unique=True)
    next_at = models.DateTimeField(db_index=True)  # when to remove it, or to try again

    def __str__(self) -> str:
        return self.digest


class Mailbox(models.Model):
    """How far a mailbox elsewhere was read, so that nothing is fetched twice."""

    name = models.CharField(max_length=300, unique=True)  # user, host and folder
    validity = models.BigIntegerField(default=0)  # the numbers below count for this one only
    uid = models.BigIntegerField(default=0)  # of the last mail that was fetched
    began_at = models.DateTimeField(null=True)  # we looked into it for the first time
    visited_at = models.DateTimeField(null=True)
    trouble = models.TextField(blank=True)  # what went wrong at the last visit
    troubled_since = models.DateTimeField(null=True)
    refused = models.JSONField(default=dict)  # since when the server does not hand out which mails, by their numbers

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return f"{self.name} up to {self.uid}"
