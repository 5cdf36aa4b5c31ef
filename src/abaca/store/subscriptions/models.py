"""Promises to go on, and the terms that were paid for."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Coalesce

from abaca.kernel.money import Money
from abaca.kernel.terms import Term as Days
from abaca.store.catalogue.models import Plan
from abaca.store.customers.models import Customer
from abaca.store.orders.models import Line, Order

from .states import SubscriptionState, TermState


class Subscription(models.Model):
    """Seats of a plan that go on from term to term unless somebody says no."""

    ref = models.CharField(max_length=40, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="subscriptions")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    seats = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    unit = models.BigIntegerField()  # what one seat costs for the next term, in its basis
    basis = models.CharField(max_length=5, default="gross")  # gross: tax is in the price; net: it comes on top
    tax_rate = models.PositiveIntegerField(default=0)  # expected for the next term, hundredths of a per cent
    discount = models.JSONField(null=True)  # what a code promises for the next term, as `reducing.Discount` keeps it
    reductions = models.JSONField(default=list)  # what is taken off the next term, as `pricing.Less` keeps it
    next_gross = models.BigIntegerField()  # what the next term costs with its tax: just this is announced and charged
    months = models.PositiveSmallIntegerField()
    time_zone = models.CharField(max_length=40)
    anchor_on = models.DateField()
    method_kind = models.CharField(max_length=10)
    method_ref = models.CharField(max_length=40, blank=True)
    state = models.CharField(
        max_length=10, choices=[(s, s) for s in SubscriptionState], default=SubscriptionState.ACTIVE
    )
    auto_renew = models.BooleanField(default=True)
    terms_paid = models.PositiveIntegerField()
    ends_on = models.DateField()  # D: the end of the last paid term, itself outside
    step = models.PositiveSmallIntegerField(default=0)  # where it stands in its renewal timetable
    next_step_at = models.DateTimeField(null=True)
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    link_edition = models.PositiveIntegerField(default=0)  # links of letters count only if they were signed for this
    upgraded_from = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="upgrades")

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="subscription_state_known", condition=Q(state__in=["active", "ended"])),
            models.CheckConstraint(
                name="an_active_subscription_has_a_next_step",
                condition=Q(state="ended", next_step_at__isnull=True) | Q(state="active", next_step_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_step_at"], name="subscription_due", condition=Q(next_step_at__isnull=False))
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def renewal_price(self) -> Money:
        """What the next term costs, tax and reductions included."""
        return Money(self.next_gross, self.currency)


class Term(models.Model):
    """The days that one order line paid for, or is to pay for."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="terms")
    number = models.PositiveIntegerField()
    line = models.OneToOneField(Line, on_delete=models.PROTECT, related_name="term")
    begins = models.DateField()
    ends = models.DateField()
    state = models.CharField(max_length=10, choices=[(s, s) for s in TermState])
    stopped_on = models.DateField(null=True)  # the first day without use, where that came before `ends`
    stopped_why = models.CharField(max_length=12, blank=True)  # upgraded, refunded, charged_back

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "number"], condition=~Q(state="dropped"), name="terms_are_numbered"
            ),
            models.CheckConstraint(name="term_begins_before_it_ends", condition=Q(begins__lt=F("ends"))),
            models.CheckConstraint(
                name="a_term_stops_inside_itself",
                condition=Q(stopped_on__isnull=True, stopped_why="")
                | (Q(stopped_on__gte=F("begins"), stopped_on__lte=F("ends")) & ~Q(stopped_why="")),
            ),
            # the embedded server has no btree_gist, so the integer stands as a range of one
            ExclusionConstraint(
                name="terms_do_not_overlap",
                expressions=[
                    (
                        Func(F("subscription"), F("subscription"), Value("[]"), function="int8range"),
                        RangeOperators.OVERLAPS,
                    ),
                    (
                        Func(F("begins"), Coalesce(F("stopped_on"), F("ends")), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=~Q(state="dropped"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id}/{self.number} {self.days}"

    @property
    def days(self) -> Days:
        """The days that were agreed, also where it was stopped before."""
        return Days(self.begins, self.ends)

    @property
    def runs_to(self) -> date:
        """The first day without use."""
        return self.stopped_on or self.ends


class Upgrade(models.Model):
    """An offer to give a subscription up for a larger plan, at a price that stands for some days; one at a time."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="upgrade")
    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="offers")  # the old one
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT)
    on = models.DateField()  # the day of the request: the old term ends and the new one begins
    credit = models.BigIntegerField()  # the unused net of the old plan
    unit = models.BigIntegerField()  # what one seat costs at the renewals to come, in the basis below
    basis = models.CharField(max_length=5)
    facts = models.JSONField(default=dict)  # from what the price was computed, term by term
    closes_at = models.DateTimeField()  # when the price ends
    closed_at = models.DateTimeField(null=True)  # when it was taken up or withdrawn

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["subscription"], condition=Q(closed_at__isnull=True), name="one_open_upgrade_per_subscription"
            ),
            models.CheckConstraint(name="upgrade_credit_not_negative", condition=Q(credit__gte=0)),
            models.CheckConstraint(name="upgrade_basis_known", condition=Q(basis__in=["gross", "net"])),
        ]

    def __str__(self) -> str:
        return f"{self.subscription_id} to {self.plan_id} on {self.on}"
