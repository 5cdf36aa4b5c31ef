"""The journal of this wing."""

from django.db.models import Index, Q

from abaca.journal import models as kept


class Entry(kept.Entry):
    """One thing that happened here."""

    class Meta(kept.Entry.Meta):
        # nobody may make us ask everybody: how many were asked within the hour is counted before each question
        indexes = (  # type: ignore[assignment]
            *kept.Entry.Meta.indexes,
            Index(fields=["at"], condition=Q(what="wish.asked"), name="questions_asked"),
        )
