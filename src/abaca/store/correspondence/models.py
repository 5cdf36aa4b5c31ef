"""Wishes that came by mail or by a page: what was understood, and what was done."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from abaca.store.customers.models import Customer

from .states import DeclarationState, Declared, WishKind, WishState


class Wish(models.Model):
    """One thing that a mail asks for."""

    ref = models.CharField(max_length=40, unique=True)
    incoming = models.CharField(max_length=40)  # the ref of the mail, which stays as evidence
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=80, blank=True)  # the ref of the subscription or order
    certain = models.BooleanField()  # so clear that the house may act upon it
    sentence = models.TextField(blank=True)  # from which it was read
    rule = models.CharField(max_length=80, blank=True)  # and why
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="wishes")
    came_at = models.DateTimeField()  # when the mail came: what counts for a deadline
    state = models.CharField(max_length=10, default=WishState.OPEN)
    reason = models.CharField(max_length=40)  # code: why it stands where it stands
    acted_at = models.DateTimeField(null=True)
    acted_by = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["incoming"], name="wish_of_mail"),
            models.Index(fields=["customer", "id"], name="wish_of_customer"),
            models.Index(fields=["id"], condition=Q(state__in=[WishState.OPEN, WishState.ASKED]), name="wish_open"),
            models.Index(fields=["acted_at"], condition=Q(state=WishState.ASKED), name="wish_asked"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "kind", "about"], name="a_mail_wishes_a_thing_once"),
            models.CheckConstraint(name="wish_kind_is_known", condition=Q(kind__in=list(WishKind))),
            models.CheckConstraint(name="wish_state_is_known", condition=Q(state__in=list(WishState))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.incoming}: {self.state}"


class Declaration(models.Model):
    """What somebody declared on a page without a log-in, in his own words, with the instant at which it came."""

    ref = models.CharField(max_length=40, unique=True)
    token = models.CharField(max_length=80, unique=True)  # of the form; sent twice it is received once
    what = models.CharField(max_length=10)
    extraordinary = models.BooleanField(default=False)  # for a cause, without notice
    reason_given = models.TextField(blank=True)
    name = models.CharField(max_length=120)
    contract = models.CharField(max_length=254, blank=True)  # as it was typed; of a product key only its end
    named = models.CharField(max_length=40, blank=True)  # the ref of the product key that was typed, if it is one
    email = models.EmailField(max_length=254)  # where the confirmation goes
    wanted_on = models.DateField(null=True)  # None: the next possible date
    language = models.CharField(max_length=10)
    received_at = models.DateTimeField()  # what counts for every deadline
    doubted = models.BooleanField(default=False)  # too many tries at this contract: only its owner counts
    state = models.CharField(max_length=12, default=DeclarationState.RECEIVED)
    why = models.CharField(max_length=40, blank=True)  # code: why it stands where it stands
    about = models.CharField(max_length=40, blank=True)  # the ref of the subscription or order that was found
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="declarations")
    next_at = models.DateTimeField(null=True)  # when the house looks at it again
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)
    note = models.TextField(blank=True)  # what staff have to know, and what they wrote to it
    needed_until = models.DateTimeField(null=True)  # something still needs its words: looked at again then

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["next_at"], name="declaration_due", condition=Q(next_at__isnull=False)),
            models.Index(
                fields=["id"],
                condition=Q(state__in=[DeclarationState.ASKED, DeclarationState.WITH_STAFF]),
                name="declaration_open",
            ),
            models.Index(fields=["customer", "id"], name="declaration_of_customer"),
            models.Index(fields=["settled_at"], condition=~Q(name=""), name="declaration_kept"),
        ]
        constraints = [
            models.CheckConstraint(name="declared_is_known", condition=Q(what__in=list(Declared))),
            models.CheckConstraint(name="declaration_state_is_known", condition=Q(state__in=list(DeclarationState))),
            models.CheckConstraint(
                name="declaration_settled_at_when_settled",
                condition=Q(state__in=[DeclarationState.DONE, DeclarationState.CLOSED], settled_at__isnull=False)
                | (~Q(state__in=[DeclarationState.DONE, DeclarationState.CLOSED]) & Q(settled_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.received_at:%Y-%m-%d}: {self.state}"


class AwaitedCharge(models.Model):
    """A charge that was on its way when a cancellation was carried out; gone once its answer was acted upon."""

    key = models.CharField(max_length=120)
    # the ref of who is to be told: a wish, a declaration or, after a click, the subscription itself
    asked_by = models.CharField(max_length=40)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["key", "asked_by"], name="a_charge_is_awaited_once_by_each")]

    def __str__(self) -> str:
        return f"{self.asked_by} awaits {self.key}"
