"""Products and plans as licensing knows them, licences, the term ledger and its projection."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from .states import EntryKind, OnExpiry


class Product(models.Model):
    """A program of the vendor, and in which ways programs may ask about it."""

    code = models.CharField(max_length=60, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=120)
    keygen_facade = models.BooleanField(default=False)
    lemonsqueezy_facade = models.BooleanField(default=False)
    hosts = ArrayField(models.CharField(max_length=253), default=list)  # names under which its programs call us
    require_product_scope = models.BooleanField(default=True)
    require_fingerprint_scope = models.BooleanField(default=True)
    license_files = models.BooleanField(default=True)
    foreign_keys = models.BooleanField(default=False)  # its product keys may have another form than ours
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.code


class Plan(models.Model):
    """The terms of use of a product; an allowance that is null has no limit."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="plans")
    code = models.CharField(max_length=60)
    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=120)
    devices = models.PositiveIntegerField(null=True, default=5)
    entitlements = ArrayField(models.CharField(max_length=60), default=list)
    on_expiry = models.CharField(max_length=10, default=OnExpiry.RESTRICT)
    grace_days = models.PositiveIntegerField(default=14)
    lease_days = models.PositiveIntegerField(default=30)
    activations_per_day = models.PositiveIntegerField(null=True, default=10)
    releases_per_30_days = models.PositiveIntegerField(null=True, default=10)
    told_position = models.BigIntegerField(default=0)  # of the document that described it last
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["product", "code"], name="plan_code_in_product"),
            models.CheckConstraint(
                condition=Q(on_expiry__in=[word.value for word in OnExpiry]), name="plan_on_expiry_is_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product_id}/{self.code}"


class Entitlement(models.Model):
    """A feature of a product, by its code."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="entitlements")
    code = models.CharField(max_length=60)
    uuid = models.UUIDField(unique=True, default=uuid4)
    name = models.CharField(max_length=120)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["product", "code"], name="entitlement_code_in_product")]

    def __str__(self) -> str:
        return self.code


class Licence(models.Model):
    """What an account holds of one product."""

    ref = models.CharField(max_length=40, unique=True)
    uuid = models.UUIDField(unique=True, default=uuid4)
    account = models.ForeignKey("licensing_accounts.Account", on_delete=models.PROTECT, related_name="licences")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="licences")
    zone = models.CharField(max_length=60)
    extra_entitlements = ArrayField(models.CharField(max_length=60), default=list)
    suspended_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    validated_at = models.DateTimeField(null=True)  # to about ten minutes
    ends_on = models.DateField(null=True)  # of the whole row of terms; null: without end, or without a term
    ends_at = models.DateTimeField(null=True)
    expiring_for = models.DateField(null=True)  # the end about which the journal says that it comes
    expired_for = models.DateField(null=True)  # the end about which the journal says that it came
    next_note_at = models.DateTimeField(null=True)  # when the journal has to speak of its end
    notice_code = models.CharField(max_length=40, blank=True)  # what its programs are to show their user; none: nothing
    notice_url = models.CharField(max_length=300, blank=True)  # where he can see to it
    notice_position = models.BigIntegerField(default=0)  # of the document that said so last

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "product"], name="one_licence_per_account_and_product")
        ]
        indexes = [
            models.Index(fields=["next_note_at"], condition=Q(next_note_at__isnull=False), name="licences_to_be_noted"),
        ]

    def __str__(self) -> str:
        return self.ref


class LedgerEntry(models.Model):
    """One line of a licence's history of terms; a trigger keeps it from being changed."""

    licence = models.ForeignKey(Licence, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=10)
    number = models.PositiveIntegerField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, null=True, related_name="+")
    months = models.PositiveIntegerField(null=True)
    days = models.PositiveIntegerField(null=True)
    replaces = models.PositiveIntegerField(null=True)
    extends = models.PositiveIntegerField(null=True)
    rank = models.BigIntegerField(default=0)
    on = models.DateField()
    cause = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["seq"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "seq"], name="ledger_entries_are_numbered"),
            models.UniqueConstraint(fields=["kind", "cause"], name="a_cause_counts_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in EntryKind]), name="ledger_entry_kind_is_known"
            ),
            models.CheckConstraint(
                condition=Q(kind="grant", plan__isnull=False) | ~Q(kind="grant"), name="a_grant_has_a_plan"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind} of term {self.number}"


class Extension(models.Model):
    """Days or months without payment, promised for a product key; granted as soon as that key has a term."""

    key_ref = models.CharField(max_length=40)
    cause = models.CharField(max_length=60, unique=True)
    months = models.PositiveIntegerField(null=True)
    days = models.PositiveIntegerField(null=True)
    position = models.BigIntegerField()  # of the document
    told_at = models.DateTimeField()
    granted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(months__gt=0, days=None) | Q(months=None, days__gt=0), name="an_extension_has_one_length"
            )
        ]
        indexes = [models.Index(fields=["key_ref"], name="extensions_of_key")]

    def __str__(self) -> str:
        return self.cause


class Term(models.Model):
    """The projection of the ledger, made afresh after every entry; terms of a licence never overlap."""

    licence = models.ForeignKey(Licence, on_delete=models.CASCADE, related_name="terms")
    number = models.PositiveIntegerField()
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    begins = models.DateField()
    ends = models.DateField(null=True)
    begins_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)
    anchor = models.DateField()
    voided = models.BooleanField()
    cause = models.CharField(max_length=120)

    class Meta:
        ordering = ["begins"]
        constraints = [
            models.UniqueConstraint(fields=["licence", "number"], name="one_place_per_term"),
            models.CheckConstraint(
                condition=Q(ends=None) | Q(ends__gt=models.F("begins")), name="a_term_has_at_least_a_day"
            ),
        ]
        indexes = [models.Index(fields=["licence", "begins_at"], name="terms_of_licence")]

    def __str__(self) -> str:
        return f"[{self.begins}, {self.ends})"
