"""The store's documents in order, by which licensing learns."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q


class Counter(models.Model):
    """The last position taken; its lock makes positions come in the order of the commits, without gaps."""

    last = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="one_counter", condition=Q(id=1))]

    def __str__(self) -> str:
        return str(self.last)


class Document(models.Model):
    """What is told, without secrets: the text of a product key is put in when somebody reads the feed."""

    position = models.PositiveBigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)
    at = models.DateTimeField()
    body = models.JSONField(encoder=DjangoJSONEncoder)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return f"{self.position} {self.kind}"
