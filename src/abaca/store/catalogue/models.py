"""What is for sale, in which words and at which prices."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper

from . import reducing
from .reducing import LONGEST_CODE, WHOLE, Discount


class Product(models.Model):
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)

    def __str__(self) -> str:
        return self.name


class Plan(models.Model):
    """A way to use the product; sold by the year unless it is free."""

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="plans")
    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    months = models.PositiveSmallIntegerField(default=12)
    devices = models.PositiveSmallIntegerField(default=5)
    grace_days = models.PositiveSmallIntegerField(default=14)
    free = models.BooleanField(default=False)
    entitlements = models.JSONField(default=list)
    upgrades_to = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The name on orders and letters, such as "Musa Accounting Professional"."""
        return f"{self.product.name} {self.name}"


class PlanText(models.Model):
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    tagline = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "language"], name="one_text_per_plan_and_language")]

    def __str__(self) -> str:
        return self.tagline


class Feature(models.Model):
    """A row of the comparison table."""

    code = models.SlugField(unique=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.code


class FeatureText(models.Model):
    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=10)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["feature", "language"], name="one_text_per_feature_and_language")
        ]

    def __str__(self) -> str:
        return self.name


class PlanFeature(models.Model):
    """What a plan says to a feature: a figure, or simply yes where the value is empty."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="features")
    feature = models.ForeignKey(Feature, on_delete=models.CASCADE, related_name="plans")
    value = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "feature"], name="one_value_per_plan_and_feature")]

    def __str__(self) -> str:
        return self.value


class Price(models.Model):
    """What one seat costs for one term from a day on: with tax for consumers, without for businesses."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="prices")
    currency = models.CharField(max_length=3)
    basis = models.CharField(max_length=5, choices=[(b, b) for b in ("gross", "net")], default="gross")
    amount = models.BigIntegerField()
    valid_from = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "currency", "basis", "valid_from"], name="one_price_per_day"),
            models.CheckConstraint(name="price_not_negative", condition=Q(amount__gte=0)),
            models.CheckConstraint(name="price_basis_known", condition=Q(basis__in=["gross", "net"])),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.amount} from {self.valid_from}"


class Tier(models.Model):
    """From how many seats on a seat of a plan costs less, from a day on; a row of 0 % ends what was before."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="tiers")
    from_seats = models.PositiveIntegerField()
    currency = models.CharField(max_length=3, blank=True)  # empty: in every currency
    basis = models.CharField(max_length=5, blank=True)  # gross or net, where a seat has a price of its own
    percent = models.PositiveIntegerField(null=True)  # hundredths of a per cent
    unit = models.BigIntegerField(null=True)  # minor units
    valid_from = models.DateField()

    class Meta:
        ordering = ["plan", "from_seats", "valid_from"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "from_seats", "currency", "basis", "valid_from"], name="one_tier_per_day"
            ),
            models.CheckConstraint(name="tier_of_many_seats", condition=Q(from_seats__gte=2)),
            models.CheckConstraint(
                name="tier_is_a_part_or_a_price",
                condition=Q(percent__isnull=False, percent__lte=WHOLE, unit__isnull=True, basis="")
                | (
                    Q(percent__isnull=True, unit__isnull=False, unit__gte=0, basis__in=["gross", "net"])
                    & ~Q(currency="")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} from {self.from_seats} seats"

    @property
    def rule(self) -> reducing.Tier:
        return reducing.Tier(self.from_seats, self.percent, self.unit, self.currency, self.basis)


class Coupon(models.Model):
    """A code that makes a purchase cheaper; what it promises is never changed, it can only be paused."""

    code = models.CharField(max_length=LONGEST_CODE)
    percent = models.PositiveIntegerField(null=True)  # hundredths of a per cent
    amount = models.BigIntegerField(null=True)  # minor units, in the basis of the order
    currency = models.CharField(max_length=3, blank=True)  # of the amount
    terms = models.PositiveSmallIntegerField(null=True)  # for so many terms; None: for every one
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)  # the last day
    per_customer = models.PositiveIntegerField(null=True, default=1)  # None: as often as he likes
    in_total = models.PositiveIntegerField(null=True)
    plans = models.ManyToManyField(Plan, blank=True, related_name="coupons")  # none: all
    min_seats = models.PositiveIntegerField(default=1)
    first_order_only = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(Upper("code"), name="one_coupon_per_code"),
            models.CheckConstraint(
                name="coupon_is_a_part_or_a_sum",
                condition=Q(percent__isnull=False, percent__gte=1, percent__lte=WHOLE, amount__isnull=True, currency="")
                | (Q(percent__isnull=True, amount__isnull=False, amount__gte=1) & ~Q(currency="")),
            ),
            models.CheckConstraint(
                name="coupon_for_a_term_at_least", condition=Q(terms__isnull=True) | Q(terms__gte=1)
            ),
            models.CheckConstraint(
                name="coupon_begins_before_it_ends",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def discount(self) -> Discount:
        return Discount(self.code, self.percent, self.amount, self.currency, self.terms)


class Redemption(models.Model):
    """A use of a code; order and customer are known by their refs, since they stand above."""

    coupon = models.ForeignKey(Coupon, on_delete=models.PROTECT, related_name="redemptions")
    order_ref = models.CharField(max_length=40, unique=True)
    customer_ref = models.CharField(max_length=40)
    redeemed_at = models.DateTimeField()
    given_back_at = models.DateTimeField(null=True)  # the order lapsed: the code may be used again

    class Meta:
        indexes = [
            models.Index(
                fields=["coupon", "customer_ref"],
                name="redemptions_that_count",
                condition=Q(given_back_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.coupon_id} {self.order_ref}"


class WrongCode(models.Model):
    """A code that nobody has made, typed in a network: who guesses is asked to wait."""

    place = models.BinaryField(max_length=32)  # a digest that changes every day, so that nobody is followed
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["place", "at"], name="wrong_codes_of_place")]

    def __str__(self) -> str:
        return f"{self.at}"
