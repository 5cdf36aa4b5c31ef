"""What may become of one try to collect money."""

from enum import StrEnum

from abaca.kernel.states import Machine


class AttemptState(StrEnum):
    READY = "ready"  # written down, not yet sent
    SENT = "sent"  # it left the house; until an answer comes, nobody knows
    UNKNOWN = "unknown"  # no answer came: ask again, never charge again
    PENDING = "pending"  # the provider has it and is not done
    ACTION = "action"  # the customer has a step to take at his bank
    SUCCEEDED = "succeeded"  # the money is ours
    DECLINED = "declined"  # the provider said no
    LOST = "lost"  # the provider says, late enough, that it never came


_OPEN = {AttemptState.UNKNOWN, AttemptState.PENDING, AttemptState.ACTION}
_END = {AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.LOST}

ATTEMPT = Machine(
    {
        AttemptState.READY: {AttemptState.SENT, AttemptState.LOST},  # lost: called off before it left
        AttemptState.SENT: _OPEN | _END,
        AttemptState.UNKNOWN: (_OPEN | _END) - {AttemptState.UNKNOWN},
        AttemptState.PENDING: _END | {AttemptState.UNKNOWN, AttemptState.ACTION},
        AttemptState.ACTION: _END | {AttemptState.PENDING, AttemptState.UNKNOWN},
        AttemptState.SUCCEEDED: set(),
        AttemptState.DECLINED: set(),
        AttemptState.LOST: set(),
    }
)

OPEN = [str(s) for s in AttemptState if s not in _END]
