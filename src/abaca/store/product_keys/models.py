"""Product keys of paid order lines: where they come from, what lies in stock, what is still wanted."""

import uuid

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from abaca.store.catalogue.models import Plan
from abaca.store.orders.models import Line

from .states import OPEN, UNDONE, ErrandState, KeyForm, SourceKind


class Source(models.Model):
    """Where the product keys of a plan come from; a plan without a row mints Abaca's own."""

    plan = models.OneToOneField(Plan, on_delete=models.PROTECT, related_name="key_source")
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=10, default=SourceKind.MINTED)
    encoding = models.CharField(max_length=10, default="UTF8")  # the generator's version in the words of share-it
    generator_product = models.CharField(max_length=40, blank=True)  # PRODUCT_ID; empty: the code of the plan
    one_per_seat = models.BooleanField(default=False)  # a call for each seat; otherwise one call with the QUANTITY
    address = models.CharField(max_length=500, blank=True)  # of the URL generator, without its query
    query_cipher = models.BinaryField(default=b"")  # the query holds user and password, so it is sealed
    program = models.CharField(max_length=200, blank=True)  # a path inside the folder of generators
    low_stock = models.PositiveIntegerField(default=20)
    alarmed_at = models.DateTimeField(null=True)  # since when the stock is known to be low

    class Meta:
        constraints = [
            models.CheckConstraint(name="source_kind_known", condition=Q(kind__in=[str(k) for k in SourceKind]))
        ]

    def __str__(self) -> str:
        return f"{self.plan_id}: {self.kind}"


class StockedKey(models.Model):
    """A product key of the vendor's list that nobody has bought yet; when it is sold it becomes a ProductKey."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="stock")
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    lookup = models.BinaryField(max_length=32, unique=True)
    cipher = models.BinaryField()
    hint = models.CharField(max_length=10)
    imported_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        indexes = [models.Index(fields=["source", "id"], name="stock_in_order")]

    def __str__(self) -> str:
        return f"{self.source_id} {self.hint}"


class ProductKey(models.Model):
    """One key for one seat of one line; found by its digest, read only by who holds the master secret."""

    ref = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="product_keys")
    seat = models.PositiveIntegerField()
    seats = models.PositiveIntegerField(default=1)  # an old generator makes one key for the whole quantity
    form = models.CharField(max_length=10, default=KeyForm.ABACA)
    lookup = models.BinaryField(max_length=32, unique=True)
    cipher = models.BinaryField()
    hint = models.CharField(max_length=10)  # "…Y6M2V"
    file_name = models.CharField(max_length=100, blank=True)  # of a licence file
    media_type = models.CharField(max_length=100, blank=True)
    follows = models.CharField(max_length=40, blank=True)  # the key of the same seat in the term before
    replaces = models.CharField(max_length=40, blank=True)  # the key of the same seat in the plan before an upgrade
    minted_at = models.DateTimeField()
    withdrawn_on = models.DateField(null=True)
    instead_of = models.CharField(max_length=40, blank=True)  # the key of this seat that its buyer took back

    class Meta:
        ordering = ["seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["line", "seat"], condition=Q(withdrawn_on=None), name="one_key_per_line_and_seat"
            ),
            models.UniqueConstraint(
                fields=["instead_of"], condition=~Q(instead_of=""), name="a_key_is_taken_back_once"
            ),
            models.CheckConstraint(name="product_key_form_known", condition=Q(form__in=[str(f) for f in KeyForm])),
        ]

    def __str__(self) -> str:
        return self.ref


class Errand(models.Model):
    """A product key that a paid line still lacks: a generator has to be asked, or a list has to be filled."""

    ref = models.CharField(max_length=40, unique=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="errands")
    seat = models.PositiveIntegerField()
    seats = models.PositiveIntegerField(default=1)
    running_no = models.PositiveIntegerField()  # with the purchase number it names the call, however often it is made
    kind = models.CharField(max_length=10)  # the source at the time of the sale
    follows = models.CharField(max_length=40, blank=True)
    replaces = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, default=ErrandState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # of an errand that was asked: when the hand counts as lost
    asked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=40, blank=True)  # why it is parked, or tried again: ERC_BAD_INPUT, list_empty
    message = models.CharField(max_length=500, blank=True)  # what the generator said
    made_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    announced_at = models.DateTimeField(null=True)  # when its letter was written

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["line", "seat"], name="one_errand_per_line_and_seat"),
            models.CheckConstraint(name="errand_state_known", condition=Q(state__in=[str(s) for s in ErrandState])),
            models.CheckConstraint(
                name="errand_open_has_its_time",
                condition=Q(state__in=[str(s) for s in OPEN], next_at__isnull=False)
                | (~Q(state__in=[str(s) for s in OPEN]) & Q(next_at__isnull=True)),
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="errand_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["id"], name="errand_undone", condition=Q(state__in=[str(s) for s in UNDONE])),
        ]

    def __str__(self) -> str:
        return self.ref


class Sending(models.Model):
    """A product key that its buyer sent to somebody who works with the program."""

    key = models.ForeignKey(ProductKey, on_delete=models.PROTECT, related_name="sendings")
    to_address = models.CharField(max_length=254)
    language = models.CharField(max_length=10)
    sent_at = models.DateTimeField()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(Lower("to_address"), name="sending_to_address")]

    def __str__(self) -> str:
        return f"{self.key_id} on {self.sent_at:%Y-%m-%d}"
