"""Where product keys come from, what they look like, and what may become of one that is still wanted."""

from enum import StrEnum

from abaca.kernel.states import Machine


class SourceKind(StrEnum):
    MINTED = "minted"  # Abaca's own 25 symbols, at settlement
    LIST = "list"  # texts that the vendor has brought, one after the other
    URL = "url"  # the vendor's generator, asked by a form POST
    EXECUTABLE = "executable"  # the vendor's generator, a program that runs on our machine


GENERATORS = (SourceKind.URL, SourceKind.EXECUTABLE)


class KeyForm(StrEnum):
    ABACA = "abaca"  # 25 symbols with a check
    FOREIGN = "foreign"  # a text of the vendor's own that somebody can type
    BLOCK = "block"  # a text too long to be typed: it is copied whole
    FILE = "file"  # a licence file
    SAME = "same"  # the text of the term before, said again by a generator that extends it at home


REDEEMABLE = (KeyForm.ABACA, KeyForm.FOREIGN)  # licensing is told of these; the others can be typed by nobody, or twice


class ErrandState(StrEnum):
    WAITING = "waiting"  # the generator is to be asked
    ASKED = "asked"  # the generator was asked; until an answer is stored, it may be asked again under the same number
    PARKED = "parked"  # only a person gets on: the generator refused for good, or the list is empty
    DELIVERED = "delivered"  # the product key is there
    CALLED_OFF = "called_off"  # the money goes back, and nothing is wanted any more


ERRAND = Machine(
    {
        ErrandState.WAITING: {ErrandState.ASKED, ErrandState.PARKED, ErrandState.CALLED_OFF},
        ErrandState.ASKED: {
            ErrandState.WAITING,
            ErrandState.PARKED,
            ErrandState.DELIVERED,
            ErrandState.CALLED_OFF,
        },
        ErrandState.PARKED: {ErrandState.WAITING, ErrandState.DELIVERED, ErrandState.CALLED_OFF},
        ErrandState.DELIVERED: set(),
        ErrandState.CALLED_OFF: set(),
    }
)
OPEN = (ErrandState.WAITING, ErrandState.ASKED)
UNDONE = (*OPEN, ErrandState.PARKED)
