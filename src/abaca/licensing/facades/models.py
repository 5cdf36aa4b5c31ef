"""By what name this installation goes in protocols that know several vendors."""

from uuid import uuid4

from django.db import models
from django.db.models import Q


class Installation(models.Model):
    """The one row: the account of the Keygen protocol, by id and by a readable word."""

    account = models.UUIDField(default=uuid4)
    slug = models.CharField(max_length=60)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="one_installation", condition=Q(id=1))]

    def __str__(self) -> str:
        return self.slug
