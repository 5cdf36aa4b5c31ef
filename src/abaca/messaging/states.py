"""What may become of a letter."""

from enum import StrEnum

from abaca.kernel.states import Machine


class LetterState(StrEnum):
    QUEUED = "queued"  # written down; it leaves at its next attempt
    SENDING = "sending"  # a worker has it in hand; who finds it so for long sends it again under the same Message-ID
    SENT = "sent"  # the mail server took it
    FAILED = "failed"  # refused for good, or nobody took it for three days
    CALLED_OFF = "called_off"  # nobody wants it any more: a newsletter after a no; it never left


OPEN = (LetterState.QUEUED, LetterState.SENDING)

LETTER = Machine(
    {
        LetterState.QUEUED: {LetterState.SENDING, LetterState.CALLED_OFF},
        LetterState.SENDING: {
            LetterState.SENDING,
            LetterState.SENT,
            LetterState.FAILED,
            LetterState.QUEUED,
            LetterState.CALLED_OFF,
        },
        LetterState.SENT: set(),
        LetterState.FAILED: set(),
        LetterState.CALLED_OFF: set(),
    }
)
