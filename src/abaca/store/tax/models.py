"""Where the seller declares tax, and what the registers said of his customers' VAT ids."""

from django.db import models
from django.db.models import F, Q

from .states import VatAnswer


class Registration(models.Model):
    """A registration of the seller beyond the one at home, which his country implies."""

    country = models.CharField(max_length=2)  # of OSS: the member state where the seller registered
    scheme = models.CharField(max_length=12)  # oss, registration
    whom = models.CharField(max_length=10)  # consumers, all
    number = models.CharField(max_length=30, blank=True)  # as it stands on invoices and returns
    begins = models.DateField()
    ends = models.DateField(null=True)  # the first day on which it is over

    class Meta:
        ordering = ["country", "begins"]
        constraints = [
            models.CheckConstraint(name="registration_scheme_known", condition=Q(scheme__in=["oss", "registration"])),
            models.CheckConstraint(name="registration_whom_known", condition=Q(whom__in=["consumers", "all"])),
            models.CheckConstraint(
                name="registration_ends_after_it_begins", condition=Q(ends=None) | Q(ends__gt=F("begins"))
            ),
            models.UniqueConstraint(
                fields=["country", "scheme"], condition=Q(ends=None), name="one_open_registration_per_scheme"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.scheme}"


class VatCheck(models.Model):
    """A question to a register about an id, and its answer; it stays open until the answer is definite."""

    vat_id = models.CharField(max_length=20)  # normalised
    asked_by = models.CharField(max_length=40)  # the ref of the customer or, before he is one, of the visitor
    answer = models.CharField(max_length=10, choices=[(a, a) for a in VatAnswer], default=VatAnswer.UNKNOWN)
    register = models.CharField(max_length=20, blank=True)  # who answered: vies, rehearsal
    consultation = models.CharField(max_length=60, blank=True)
    said = models.CharField(max_length=60, blank=True)  # the code of the register, for whoever looks into a silence
    asked_at = models.DateTimeField()  # when it was first asked
    answered_at = models.DateTimeField(null=True)  # when it last answered at all
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    silent_at = models.DateTimeField(null=True)  # when what waits for the answer goes on without it
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="vat_answer_known", condition=Q(answer__in=[str(a) for a in VatAnswer])),
            models.CheckConstraint(
                name="definite_vat_answer_closes", condition=Q(answer=VatAnswer.UNKNOWN) | Q(closed_at__isnull=False)
            ),
            models.CheckConstraint(
                name="closed_vat_check_waits_no_more", condition=Q(closed_at=None) | Q(next_at__isnull=True)
            ),
            models.UniqueConstraint(
                fields=["vat_id", "asked_by"], condition=Q(closed_at=None), name="one_open_check_per_id_and_customer"
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], name="vat_check_due", condition=Q(next_at__isnull=False)),
            models.Index(fields=["silent_at"], name="vat_check_silent", condition=Q(silent_at__isnull=False)),
            models.Index(fields=["asked_by", "vat_id", "answered_at"], name="vat_check_of_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.vat_id} {self.answer}"
