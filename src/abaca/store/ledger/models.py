"""The books: what was written stays as it was written, and the database sees to it."""

from django.db import models
from django.db.models import F, Q

from abaca.kernel.terms import Term


class Transaction(models.Model):
    """A booking: postings that together are zero. Other rooms are known by their refs, in text."""

    booked_on = models.DateField()  # the day to which it belongs in the books
    at = models.DateTimeField()  # the instant at which it was written
    by = models.CharField(max_length=200)  # a person's ref, "the house", a provider
    currency = models.CharField(max_length=3)
    cause = models.CharField(max_length=30)  # sale, capture, recognition …
    document = models.CharField(max_length=40, blank=True)  # the number of an invoice or a credit note
    order = models.CharField(max_length=40, blank=True, db_column="order_ref")  # the word alone is taken in SQL
    customer = models.CharField(max_length=40, blank=True)
    subscription = models.CharField(max_length=40, blank=True)
    term = models.PositiveIntegerField(default=0)  # its number in the subscription, 0 where it is about none

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["booked_on", "id"], name="ledger_by_day"),
            models.Index(fields=["customer", "id"], name="ledger_of_customer", condition=~Q(customer="")),
            models.Index(fields=["document"], name="ledger_of_document", condition=~Q(document="")),
            models.Index(fields=["order"], name="ledger_of_order", condition=~Q(order="")),
            models.Index(fields=["subscription", "term"], name="ledger_of_term", condition=~Q(subscription="")),
        ]

    def __str__(self) -> str:
        return f"{self.booked_on} {self.cause} {self.document or self.order or self.customer}"


class Posting(models.Model):
    """A sum on one account, in minor units: debit is positive, credit negative."""

    transaction = models.ForeignKey(Transaction, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=120)
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="a_posting_moves_money", condition=~Q(amount=0))]
        indexes = [
            # a balance is read from the index alone
            models.Index(fields=["account", "transaction"], include=["amount"], name="ledger_of_account")
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.amount}"


class Deferral(models.Model):
    """What one document took for one term, and how much of it is earned: the working row behind the entries.

    Its rest, `net` less `recognised`, is what the entries about the term hold on the account of what is deferred.
    """

    subscription = models.CharField(max_length=40)
    term = models.PositiveIntegerField()
    document = models.CharField(max_length=40)
    order = models.CharField(max_length=40, blank=True, db_column="order_ref")  # the word alone is taken in SQL
    customer = models.CharField(max_length=40)
    plan = models.CharField(max_length=50)  # its code
    currency = models.CharField(max_length=3)
    net = models.BigIntegerField()  # what is to be earned in all, after all that was taken back
    recognised = models.BigIntegerField(default=0)  # what is earned already
    begins = models.DateField()
    ends = models.DateField()
    paid_on = models.DateField(null=True)  # nothing is earned before the money is there
    stopped_on = models.DateField(null=True)  # it was refunded, upgraded or lost, and nothing more will be earned
    next_release_on = models.DateField(null=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["document"], name="a_document_defers_one_term"),
            models.CheckConstraint(name="no_more_is_earned_than_there_is", condition=Q(recognised__lte=F("net"))),
            models.CheckConstraint(name="earnings_do_not_fall_below_zero", condition=Q(recognised__gte=0)),
            models.CheckConstraint(name="a_deferral_begins_before_it_ends", condition=Q(begins__lt=F("ends"))),
            models.CheckConstraint(
                name="only_what_runs_is_released",
                condition=Q(next_release_on=None) | Q(paid_on__isnull=False, stopped_on=None),
            ),
            models.CheckConstraint(
                name="what_was_stopped_holds_nothing", condition=Q(stopped_on=None) | Q(recognised=F("net"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_release_on", "id"],
                name="deferral_due",
                condition=Q(next_release_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subscription}/{self.term} {self.document}"

    @property
    def days(self) -> Term:
        return Term(self.begins, self.ends)

    @property
    def left(self) -> int:
        """What is still to be earned."""
        return self.net - self.recognised


class AccountNumber(models.Model):
    """What an account, or a branch of accounts, is called in the vendor's accounting program."""

    account = models.CharField(max_length=120, unique=True)
    number = models.CharField(max_length=20)

    def __str__(self) -> str:
        return f"{self.account} {self.number}"
