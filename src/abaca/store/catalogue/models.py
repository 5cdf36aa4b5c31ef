"""What is for sale, in which words and at which prices."""

from django.db import models
from django.db.models import Q


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
