"""Notices that are planned, so that everybody sees what will be said, when and why; and those that did not arrive."""

from django.db import models
from django.db.models import F, Q

from abaca.kernel.money import Money
from abaca.store.subscriptions.models import Subscription

from .states import Closed, Trouble


class Notice(models.Model):
    """One row of the calendar for one subscription and term, and what proves that it was given."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="notices")
    term = models.PositiveIntegerField()  # the number of the term at whose end it looks
    kind = models.CharField(max_length=30)  # the id of its row in the calendar
    planned_at = models.DateTimeField()
    opens_on = models.DateField(null=True)  # the days within which it has to arrive, both inside
    closes_on = models.DateField(null=True)
    blocks_charge = models.BooleanField(default=False)
    alone = models.BooleanField(default=False)  # in a letter of its own
    why = models.JSONField(default=dict)  # as `timetable.why` returns it, the rules that applied among it
    said_at = models.DateTimeField(null=True)  # when its letter was queued; what became of that, messaging knows
    letter_key = models.CharField(max_length=250, blank=True)  # of the letter, which may say another notice as well
    text_version = models.CharField(max_length=16, blank=True)  # of the words, in its language
    language = models.CharField(max_length=10, blank=True)
    amount = models.BigIntegerField(null=True)  # the sum that it named, in minor units
    currency = models.CharField(max_length=3, blank=True)

    class Meta:
        ordering = ["planned_at"]
        constraints = [models.UniqueConstraint(fields=["subscription", "term", "kind"], name="a_notice_is_given_once")]
        indexes = [
            models.Index(fields=["planned_at"], name="notice_due", condition=Q(said_at__isnull=True)),
            models.Index(fields=["letter_key"], name="notice_by_letter", condition=~Q(letter_key="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.planned_at:%Y-%m-%d}"

    @property
    def named(self) -> Money | None:
        """The sum that it named."""
        return Money(self.amount, self.currency) if self.amount is not None else None


class Undelivered(models.Model):
    """A notice that did not arrive, or not in time: somebody has to look after it."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="undelivered")
    term = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    trouble = models.CharField(max_length=10)
    letter_key = models.CharField(max_length=250, blank=True)
    address = models.CharField(max_length=254, blank=True)  # where it did not arrive
    words = models.TextField(blank=True)  # what the other side said
    second_address = models.CharField(max_length=254, blank=True)  # where it was sent then
    lost = models.PositiveSmallIntegerField(default=1)  # how many of its letters did not arrive, as far as was looked
    found_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)  # when the charge was held for its sake
    closed_at = models.DateTimeField(null=True)
    closed_why = models.CharField(max_length=10, blank=True)
    closed_by = models.CharField(max_length=200, blank=True)
    shown = models.CharField(max_length=40, blank=True)  # what programs were told to show about it

    class Meta:
        ordering = ["found_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["subscription", "term", "kind"], name="undelivered_once_a_term"),
            models.CheckConstraint(name="undelivered_trouble_known", condition=Q(trouble__in=list(Trouble))),
            models.CheckConstraint(
                name="undelivered_is_closed_for_a_reason",
                condition=Q(closed_at__isnull=True, closed_why="")
                | Q(closed_at__gte=F("found_at"), closed_why__in=list(Closed)),
            ),
        ]
        indexes = [
            models.Index(fields=["found_at"], name="undelivered_open", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["closed_at"], name="undelivered_shown", condition=~Q(shown="")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subscription_id}: {self.trouble}"
