"""Tickets: what somebody wrote to us, and all that followed."""

from django.contrib.postgres.fields import ArrayField
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from abaca.kernel.emails import is_nobodys

from .states import FORGOTTEN, OPEN, OURS, SILENT, EntryKind, TicketState

FIRST_NUMBER = 1000  # a ticket is spoken of as T-1001; nobody wants to be number one


class Ticket(models.Model):
    """One matter with one person, from his first mail to our last word."""

    ref = models.CharField(max_length=40, unique=True)
    subject = models.TextField(blank=True)
    address = models.TextField()  # answers go here, and nowhere else
    address_folded = models.TextField()
    name = models.TextField(blank=True)
    language = models.CharField(max_length=10)
    customer = models.CharField(max_length=40, blank=True)  # the ref of the store's customer, once somebody knows it
    state = models.CharField(max_length=10, default=TicketState.NEW)
    opened_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # of the latest mail, letter or deed
    waits_since = models.DateTimeField(null=True)  # for us
    answer_by = models.DateTimeField(null=True)  # in working hours of the house
    closed_at = models.DateTimeField(null=True)
    assignee = models.CharField(max_length=40, blank=True)  # the ref of a user of the staff
    tags = ArrayField(models.CharField(max_length=40), default=list)  # what the mails wish, by the store's words
    authenticated = models.BooleanField(default=False)  # of the latest mail
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    state_before = models.CharField(max_length=10, blank=True)  # it was merged
    needed_until = models.DateTimeField(null=True)  # something still needs its words: looked at again then

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["answer_by", "id"], condition=Q(state__in=OURS), name="ticket_ours"),
            models.Index(fields=["touched_at", "id"], condition=Q(state__in=OPEN), name="ticket_open"),
            models.Index(fields=["assignee", "answer_by"], condition=Q(state__in=OPEN), name="ticket_assigned"),
            models.Index(fields=["-closed_at", "id"], condition=Q(state=TicketState.CLOSED), name="ticket_closed"),
            models.Index(fields=["address_folded", "id"], name="ticket_address"),
            models.Index(fields=["customer", "id"], condition=~Q(customer=""), name="ticket_customer"),
            models.Index(
                fields=["touched_at"],
                condition=Q(state__in=SILENT) & ~Q(address=FORGOTTEN),
                name="ticket_kept",
            ),
        ]
        constraints = [
            models.CheckConstraint(name="ticket_state_is_known", condition=Q(state__in=list(TicketState))),
            models.CheckConstraint(
                name="ticket_waits_for_us_when_ours",
                condition=Q(state__in=OURS, waits_since__isnull=False, answer_by__isnull=False)
                | (~Q(state__in=OURS) & Q(waits_since__isnull=True, answer_by__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_closed_at_when_closed",
                condition=Q(state=TicketState.CLOSED, closed_at__isnull=False)
                | (~Q(state=TicketState.CLOSED) & Q(closed_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="ticket_merged_is_closed",
                condition=Q(merged_into__isnull=True) | Q(state=TicketState.CLOSED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.state}"

    @property
    def number(self) -> str:
        """Return by which name people speak of it: T-1234."""
        return f"T-{FIRST_NUMBER + self.pk}"

    @property
    def is_nobodys(self) -> bool:
        """Tell whether it is of somebody who left no address."""
        return is_nobodys(self.address)


class Message(models.Model):
    """One entry of a ticket: a mail, a letter, a note, or something that was done."""

    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    incoming = models.CharField(max_length=40, blank=True)  # the ref of a mail in the inbox
    letter = models.CharField(max_length=40, blank=True)  # the ref of a letter
    message_id = models.TextField(blank=True)  # by which an answer names it
    answers = models.TextField(blank=True)  # the Message-ID of the letter of ours that a mail answers
    sender = models.TextField(blank=True)  # the folded address of a mail
    text = models.TextField(blank=True)  # of a note or a letter
    what = models.CharField(max_length=60, blank=True)  # the code of an event
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["ticket", "id"], name="ticket_entries"),
            models.Index(fields=["message_id"], condition=~Q(message_id=""), name="ticket_message_id"),
            models.Index(fields=["answers"], condition=~Q(answers=""), name="ticket_answers"),
        ]
        constraints = [
            models.CheckConstraint(name="ticket_entry_kind_is_known", condition=Q(kind__in=list(EntryKind))),
            models.UniqueConstraint(fields=["incoming"], condition=~Q(incoming=""), name="a_mail_is_in_one_ticket"),
            models.UniqueConstraint(fields=["letter"], condition=~Q(letter=""), name="a_letter_is_in_one_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"


class Collected(models.Model):
    """A mail that was looked at, whether or not it belongs to a ticket."""

    incoming = models.CharField(max_length=40, unique=True)
    settled_at = models.DateTimeField(db_index=True)  # as the inbox says

    def __str__(self) -> str:
        return self.incoming


class Snippet(models.Model):
    """A passage that is written often, in one language."""

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=10)
    text = models.TextField()

    class Meta:
        ordering = ["name", "language"]
        constraints = [models.UniqueConstraint(fields=["name", "language"], name="one_snippet_per_language")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
