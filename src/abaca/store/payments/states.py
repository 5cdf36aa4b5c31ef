"""What may become of one try to collect money, of money that is given back, and of money that is contested."""

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


class RefundState(StrEnum):
    READY = "ready"  # written down; the provider has not got it yet, or somebody still has to pay it at the bank
    SENT = "sent"  # it left the house; until an answer comes, nobody knows
    UNKNOWN = "unknown"  # no answer came: ask again, never send again
    PENDING = "pending"  # the provider has it and is not done
    SUCCEEDED = "succeeded"  # the customer has his money back, as far as anybody knows today
    FAILED = "failed"  # the provider said no, perhaps days later: the money is here and owed in another way
    LOST = "lost"  # the provider says, late enough, that it never came; the next number goes instead


_REFUND_END = {RefundState.SUCCEEDED, RefundState.FAILED, RefundState.LOST}

REFUND = Machine(
    {
        RefundState.READY: {RefundState.SENT, RefundState.SUCCEEDED},  # succeeded: paid by hand at the bank
        RefundState.SENT: _REFUND_END | {RefundState.UNKNOWN, RefundState.PENDING},
        RefundState.UNKNOWN: _REFUND_END | {RefundState.PENDING},
        RefundState.PENDING: {RefundState.UNKNOWN, RefundState.SUCCEEDED, RefundState.FAILED},
        RefundState.SUCCEEDED: {RefundState.FAILED},  # the card was closed meanwhile
        RefundState.FAILED: set(),
        RefundState.LOST: set(),
    }
)

REFUND_OPEN = [str(s) for s in RefundState if s not in _REFUND_END]
GIVEN = [str(s) for s in RefundState if s != RefundState.LOST]  # what may not be given a second time


class DisputeState(StrEnum):
    OPEN = "open"  # the provider has withdrawn the sum and waits for our side of it
    WON = "won"  # the sum came back
    LOST = "lost"  # the sum is gone for good


DISPUTE = Machine(
    {
        DisputeState.OPEN: {DisputeState.WON, DisputeState.LOST},
        DisputeState.WON: set(),
        DisputeState.LOST: set(),
    }
)
