"""What a journal entry is, in every wing."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class Entry(models.Model):
    """One thing that happened, in words; entries are only ever added."""

    at = models.DateTimeField()
    by = models.CharField(max_length=200)  # a person's ref, "the house", a provider
    what = models.CharField(max_length=60)  # "order.paid"
    about = models.CharField(max_length=80)  # the ref of the thing it happened to
    whose = models.CharField(max_length=80, blank=True)  # the customer or account whose history shows it
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    class Meta:
        abstract = True
        ordering = ["id"]
        indexes = [
            models.Index(fields=["about", "id"], name="%(app_label)s_about"),
            models.Index(fields=["whose", "id"], name="%(app_label)s_whose"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.what} {self.about}"
