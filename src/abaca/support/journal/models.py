"""The journal of this wing."""

from abaca.journal import models as kept


class Entry(kept.Entry):
    """One thing that happened here."""

    class Meta(kept.Entry.Meta):
        pass
