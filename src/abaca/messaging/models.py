"""Letters: rows first, mail later."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from .states import OPEN, LetterState


class Stream(models.TextChoices):
    """Whether a letter can be switched off."""

    NOTICE = "notice"
    NEWSLETTER = "newsletter"


class Urgency(models.IntegerChoices):
    """Who leaves first when many wait."""

    SECRETS = 0  # somebody sits and waits for a code or a product key
    NOTICES = 1
    NEWSLETTERS = 2


class Letter(models.Model):
    """One letter to one recipient, from the moment it is owed."""

    ref = models.CharField(max_length=40, unique=True)
    key = models.CharField(max_length=250, unique=True)  # one letter per event
    kind = models.CharField(max_length=80)
    template = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    to_address = models.TextField()
    to_name = models.TextField(blank=True)
    reply_to = models.TextField(blank=True)
    in_reply_to = models.TextField(blank=True)  # the Message-ID that it answers
    references = models.JSONField(default=list)  # the Message-IDs of the whole conversation
    thread = models.CharField(max_length=40, blank=True)  # the ref of the conversation: a ticket
    about = models.CharField(max_length=80, blank=True)  # the ref of the thing it speaks of
    whose = models.CharField(max_length=80, blank=True)  # the customer or account whose history shows it
    stream = models.CharField(max_length=20, choices=Stream, default=Stream.NOTICE)
    urgency = models.SmallIntegerField(choices=Urgency, default=Urgency.NOTICES)
    context = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    secrets = models.BinaryField(default=b"")  # sealed, bound to the ref
    attachments = models.JSONField(default=list)  # names of files, which are made when the letter leaves
    message_id = models.CharField(max_length=320)  # the same over all attempts, so that twice is once
    subject = models.TextField(blank=True)  # as sent, without secrets
    state = models.CharField(max_length=10, default=LetterState.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_attempt_at = models.DateTimeField()  # of a letter in hand: when the hand counts as lost
    claimed_at = models.DateTimeField(null=True)
    not_again = models.BooleanField(default=False)  # in hand when it was called off: if it comes back, it stays
    put_off_since = models.DateTimeField(null=True)  # when somebody first would not take it
    sent_at = models.DateTimeField(null=True)  # when it was taken; whoever sends looks at the clock every ten seconds
    last_error = models.TextField(blank=True)
    seen_to_at = models.DateTimeField(null=True)  # when somebody had dealt with a letter that never arrived
    seen_to_by = models.CharField(max_length=200, blank=True)
    resent_by = models.CharField(max_length=200, blank=True)
    bounced_at = models.DateTimeField(null=True)  # when we learned that it did not arrive after all
    bounce_words = models.TextField(blank=True)
    complained_at = models.DateTimeField(null=True)  # when its reader called it unwanted
    forgotten_at = models.DateTimeField(null=True)  # since when only its kind and its times are known
    needed_until = models.DateTimeField(null=True)  # something still needs its words: looked at again then

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_attempt_at"], condition=Q(state__in=OPEN), name="messaging_letter_open"),
            models.Index(fields=["about", "id"], condition=~Q(about=""), name="messaging_letter_about"),
            models.Index(fields=["whose", "id"], condition=~Q(whose=""), name="messaging_letter_whose"),
            models.Index(fields=["id"], condition=Q(state=LetterState.FAILED), name="messaging_letter_failed"),
            models.Index(Upper("to_address"), "id", name="messaging_letter_to"),
            models.Index(fields=["message_id"], name="messaging_letter_message"),
            models.Index(fields=["thread", "id"], condition=~Q(thread=""), name="messaging_letter_thread"),
            models.Index(fields=["created_at"], condition=Q(forgotten_at=None), name="messaging_letter_kept"),
            models.Index(
                fields=["needed_until"],
                condition=Q(forgotten_at=None, needed_until__isnull=False),
                name="messaging_letter_needed",
            ),
            models.Index(fields=["bounced_at", "id"], condition=Q(bounced_at__isnull=False), name="messaging_bounced"),
            models.Index(fields=["id"], condition=Q(complained_at__isnull=False), name="messaging_complained"),
        ]
        constraints = [
            models.CheckConstraint(name="letter_state_is_known", condition=Q(state__in=list(LetterState))),
            models.CheckConstraint(
                name="letter_sent_at_when_sent",
                condition=Q(state=LetterState.SENT, sent_at__isnull=False)
                | (~Q(state=LetterState.SENT) & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to_address}: {self.state}"


class AddressMark(models.Model):
    """What is known of an address to which letters did not get through, or whose reader complained."""

    class Kind(models.TextChoices):
        BOUNCED = "bounced"
        COMPLAINED = "complained"

    address = models.TextField(unique=True)  # folded (abaca.kernel.emails.fold)
    kind = models.CharField(max_length=12, choices=Kind)
    since = models.DateTimeField()
    words = models.TextField(blank=True)  # what the other side said
    letter = models.ForeignKey(Letter, null=True, on_delete=models.SET_NULL)

    class Meta:
        ordering = ["-since"]

    def __str__(self) -> str:
        return f"{self.address}: {self.kind}"


class Wording(models.Model):
    """A sentence of a letter in the vendor's own words, in one language; what has ended stays as history."""

    template = models.CharField(max_length=200)  # "store_notices/ending", or "*" wherever the sentence stands
    language = models.CharField(max_length=10)
    sentence = models.TextField()  # as the catalogues know it, or "(closing)"
    form = models.PositiveSmallIntegerField(default=0)  # 1 for the plural
    text = models.TextField(blank=True)  # empty: the sentence is left out
    shipped = models.TextField(blank=True)  # what it replaced, to see when a new version says something else
    by = models.CharField(max_length=200)
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["template", "language", "sentence", "form"],
                condition=Q(ended_at=None),
                name="one_wording_of_a_sentence_holds",
            )
        ]
        indexes = [models.Index(fields=["template", "language"], name="messaging_wording_letter")]

    def __str__(self) -> str:
        return f"{self.template} in {self.language}: {self.text}"
