"""Who buys and pays."""

from django.db import models
from django.db.models import F, Q


class Customer(models.Model):
    """The payer; the program may well be used by somebody else."""

    ref = models.CharField(max_length=40, unique=True)
    email = models.EmailField(max_length=254)
    email_folded = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=10)
    country = models.CharField(max_length=2)
    user_ref = models.CharField(max_length=40, unique=True)
    since = models.DateTimeField()
    merged_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="merged")
    erased_at = models.DateTimeField(null=True)  # since when only what the law wants is kept of him
    held_at = models.DateTimeField(null=True)  # since when nothing of him is destroyed, such as for a court
    held_because = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="nobody_is_merged_into_himself", condition=Q(merged_into=None) | ~Q(merged_into=F("id"))
            ),
            models.CheckConstraint(
                name="who_is_held_has_his_reason", condition=Q(held_at=None, held_because="") | ~Q(held_because="")
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def is_present(self) -> bool:
        """Tell whether he is a customer by himself: neither joined into somebody else nor erased."""
        return self.merged_into_id is None and self.erased_at is None


class Merger(models.Model):
    """Two customers who were one person: who was folded into whom, and what moved, so that it can move back."""

    lost = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="mergers")
    kept = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    email_folded = models.CharField(max_length=254)  # of the lost one; nothing once he is erased
    moved = models.JSONField(default=dict)  # by kind, the ids of the rows
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["lost"], condition=Q(undone_at=None), name="one_merger_per_customer")
        ]

    def __str__(self) -> str:
        return f"{self.lost_id} into {self.kept_id}"


class AddressKind(models.TextChoices):
    BILLING = "billing"
    DELIVERY = "delivery"


class Address(models.Model):
    """Where the next papers go; what is past keeps its own copy."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="addresses")
    kind = models.CharField(max_length=10, choices=AddressKind)
    name = models.CharField(max_length=120)
    company = models.CharField(max_length=120, blank=True)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=20, blank=True)
    city = models.CharField(max_length=80)
    country = models.CharField(max_length=2)
    vat_id = models.CharField(max_length=20, blank=True)  # of a business, on its billing address

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "kind"], name="one_address_per_kind")]
        indexes = [models.Index(fields=["customer"], name="address_with_vat_id", condition=~Q(vat_id=""))]

    def __str__(self) -> str:
        return f"{self.kind} {self.country}"


class Consent(models.Model):
    """What somebody agreed to, in the very words that he saw."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=20)  # renewal, newsletter
    wording = models.TextField()
    language = models.CharField(max_length=10)
    given_at = models.DateTimeField()
    about = models.CharField(max_length=40)  # the ref of the order

    def __str__(self) -> str:
        return f"{self.kind} {self.about}"


class EmailChange(models.Model):
    """A new address that has not yet answered; or one that has, or that counted until staff corrected it."""

    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    email = models.EmailField(max_length=254)
    token_digest = models.BinaryField(max_length=32, unique=True)
    asked_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    by_staff = models.BooleanField(default=False)  # it was not the customer who wished it

    def __str__(self) -> str:
        return f"{self.customer} {self.asked_at}"

    @property
    def is_correction(self) -> bool:
        """Tell whether staff put another address in the place of this one, which may always have been a stranger's."""
        return self.asked_at == self.ends_at
