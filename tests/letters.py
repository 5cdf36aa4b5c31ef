"""The mail as its recipients have it: `letters.to(alice).last.subject`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from abaca.messaging.gateways.catcher import RunningCatcher
from abaca.messaging.gateways.mailbox import Mail, letters_for


class Box(list[Mail]):
    """One recipient's letters, the oldest first."""

    @property
    def last(self) -> Mail:
        assert self, "No letter came."
        return self[-1]

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for letter in self]


@dataclass
class Letters:
    folder: Path
    catcher: RunningCatcher

    def to(self, whom: Any, *, welcome: bool = False) -> Box:
        """Return what an address, or anybody with an `email`, has received.

        The welcome that comes with every first purchase is left out unless it is asked for: else each story would
        begin with it.
        """
        found = reversed(letters_for(self.folder, getattr(whom, "email", whom)))
        return Box(mail for mail in found if welcome or ("X-Abaca-Kind", "welcome") not in mail.headers)

    @property
    def arrivals(self) -> list[str]:
        """Return every arrival, repeated ones too, as Message-ID and recipient."""
        return self.catcher.arrivals()
