"""Wishes that came by mail: what was understood, from which sentence, and what was done."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from abaca.store.customers.models import Customer

from .states import WishKind, WishState


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
        ]
        constraints = [
            models.UniqueConstraint(fields=["incoming", "kind", "about"], name="a_mail_wishes_a_thing_once"),
            models.CheckConstraint(name="wish_kind_is_known", condition=Q(kind__in=list(WishKind))),
            models.CheckConstraint(name="wish_state_is_known", condition=Q(state__in=list(WishState))),
        ]

    def __str__(self) -> str:
        return f"{self.kind} in {self.incoming}: {self.state}"
