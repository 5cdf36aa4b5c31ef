"""What may become of a mail that came in."""

from enum import StrEnum

from abaca.kernel.states import Machine


class IncomingState(StrEnum):
    RECEIVED = "received"  # kept as it came; nobody has looked into it
    READ = "read"  # taken apart, and its sender judged; whoever it concerns fetches it
    BROKEN = "broken"  # cannot be read; a person may look at it as it came
    SETTLED = "settled"  # the store has said what it does about it


class IncomingKind(StrEnum):
    """What sort of mail it is, apart from what it says."""

    LETTER = "letter"  # a person wrote it
    AUTO_REPLY = "auto_reply"  # a machine answered: nobody reads what we would answer
    BOUNCE = "bounce"  # a letter of ours did not arrive
    COMPLAINT = "complaint"  # a reader called a letter of ours unwanted
    LOOP = "loop"  # our own mail, come back
    MACHINE = "machine"  # a program wrote it by itself: it may wish something, and nobody reads what we would answer
    FLOOD = "flood"  # one of more than a person writes in an hour: anybody may have put this name above it
    UNSUBSCRIBE = "unsubscribe"  # to the address that stands in a newsletter for this


INCOMING = Machine(
    {
        IncomingState.RECEIVED: {IncomingState.READ, IncomingState.BROKEN},
        IncomingState.READ: {IncomingState.SETTLED},
        IncomingState.BROKEN: {IncomingState.SETTLED},
        IncomingState.SETTLED: set(),
    }
)
