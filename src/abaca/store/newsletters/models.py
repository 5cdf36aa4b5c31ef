"""What people said about receiving newsletters, and the newsletters themselves."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from abaca.store.customers.models import Customer

from .states import Against, EditionState, RecipientState, Saying, Source


class Declaration(models.Model):
    """One line of somebody's history: a yes, a no, or that he was told. Rows are only added: a trigger."""

    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="newsletter_history")
    address = models.CharField(max_length=254)  # folded; the one that counted when it was said
    saying = models.CharField(max_length=10)
    source = models.CharField(max_length=12)
    wording = models.TextField(blank=True)  # what was shown, word for word
    version = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=10, blank=True)
    country = models.CharField(max_length=2, blank=True)  # whose law was looked at
    about = models.CharField(max_length=80, blank=True)  # the ref of the order, or of the edition
    evidence = models.TextField(blank=True)  # the ref of the mail, or what staff were told
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["customer", "id"], name="newsletter_said_by"),
            models.Index(fields=["address", "id"], condition=Q(customer=None), name="newsletter_said_for"),
            models.Index(fields=["about"], condition=~Q(about=""), name="newsletter_said_about"),
        ]
        constraints = [
            models.CheckConstraint(name="saying_is_known", condition=Q(saying__in=list(Saying))),
            models.CheckConstraint(name="source_is_known", condition=Q(source__in=list(Source))),
            models.CheckConstraint(
                name="only_a_no_needs_no_customer", condition=Q(customer__isnull=False) | Q(saying=Saying.OBJECTED)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address} {self.saying}"


class Edition(models.Model):
    """One newsletter: its words in some languages, and whom it is meant for."""

    ref = models.CharField(max_length=40, unique=True)
    state = models.CharField(max_length=10, default=EditionState.DRAFT)
    main_language = models.CharField(max_length=10)  # for those in whose language there are no words
    choice = models.JSONField(default=dict)  # as `choosing.Choice` keeps it
    left_out = models.JSONField(default=dict)  # how many, by reason, when it began to leave
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=200)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)  # sent or stopped

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="edition_state_is_known", condition=Q(state__in=list(EditionState))),
            models.CheckConstraint(
                name="an_edition_that_left_has_its_time",
                condition=Q(state=EditionState.DRAFT, started_at__isnull=True)
                | (~Q(state=EditionState.DRAFT) & Q(started_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ref}: {self.state}"


class EditionText(models.Model):
    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    subject = models.CharField(max_length=200)
    body = models.TextField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["edition", "language"], name="an_edition_speaks_once")]

    def __str__(self) -> str:
        return f"{self.language}: {self.subject}"


class Recipient(models.Model):
    """One customer who was chosen for one edition, and whether he was written to."""

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="recipients")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="editions")
    state = models.CharField(max_length=10, default=RecipientState.WAITING)
    against = models.CharField(max_length=12, blank=True)
    due_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)  # on which declaration the letter rests

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(state=RecipientState.WAITING), name="newsletter_recipient_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["edition", "customer"], name="one_letter_per_edition_and_customer"),
            models.CheckConstraint(name="recipient_state_is_known", condition=Q(state__in=list(RecipientState))),
            models.CheckConstraint(
                name="who_is_left_out_is_told_why",
                condition=Q(state=RecipientState.LEFT_OUT, against__in=list(Against))
                | (~Q(state=RecipientState.LEFT_OUT) & Q(against="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.edition_id}, {self.customer_id}: {self.state}"
