"""What a mail says that is new: quotations of other mails and signatures are cut.

Line by line, with no pattern over more than a few lines, so that the time grows with the length and not faster. It
would rather cut too much than too little: a quoted sentence that is taken for the sender's own wish does harm, a wish
that is cut off is read by a person.
"""

from collections.abc import Sequence

from .html import MARK
from .quotation_words import (
    BEGINS,
    CLOSING,
    DAY_OR_ADDRESS,
    FORWARDED,
    FROM_LABELS,
    ORIGINAL,
    OTHER_LABELS,
    POSTSCRIPT,
    SENT_FROM,
    WROTE,
)

LONGEST_ATTRIBUTION = 400  # characters
LINES_OF_ATTRIBUTION = 4
LINES_OF_A_BLOCK = 12
LINES_OF_A_SIGNATURE = 12
LINES_AFTER_A_CLOSING = 8
LONGEST_SIGNATURE_LINE = 90
SIGNATURE_MARKS = {"--", "-- ", "—", "__", "___"}
FROM = tuple(f"{label.casefold()}:" for label in FROM_LABELS)
OTHERS = tuple(f"{label.casefold()}:" for label in OTHER_LABELS)


def said(text: str) -> str:
    """Return what the sender wrote himself."""
    lines = _without_quotations(text.split("\n"))
    return "\n".join(_without_signature(lines)).strip()


def whole(text: str) -> str:
    """Return the text with everything in it, for people."""
    return "\n".join(line for line in text.split("\n") if not line.endswith(MARK)).strip("\n")


def _without_quotations(lines: Sequence[str]) -> list[str]:
    kept: list[str] = []
    place = 0
    while place < len(lines):
        line = lines[place].strip()
        if _is_quoted(line):
            place += 1
            continue
        if _ends_everything(lines, place):
            break
        length = _attribution(lines, place)
        if length and not _quotation_follows(lines, place + length):
            break
        if length:
            place += length
            continue
        kept.append(lines[place].rstrip())
        place += 1
    while kept and not kept[-1].strip(" _-*=\t"):
        kept.pop()
    return kept


def _is_quoted(line: str) -> bool:
    return line.startswith(">") and not line.startswith(">From ")


def _ends_everything(lines: Sequence[str], place: int) -> bool:
    """Tell whether another mail begins here, which goes on to the end."""
    line = lines[place].strip()
    if not line:
        return False
    if line.endswith(MARK):
        return True
    ruled = line.lstrip(" *").startswith(("--", "__", "- -"))
    if FORWARDED.match(line) or (ruled and ORIGINAL.match(line.strip("-_ *"))):
        return True
    return _begins_block(lines, place)


def _begins_block(lines: Sequence[str], place: int) -> bool:
    """Tell whether fields such as From, Sent, To, Subject stand here, as Outlook puts them before what it quotes."""
    if not _label(lines[place]).startswith(FROM):
        return False
    others = {
        label.partition(":")[0]
        for label in map(_label, lines[place + 1 : place + LINES_OF_A_BLOCK])
        if label.startswith(OTHERS)
    }
    return len(others) >= 2


def _label(line: str) -> str:
    """Return the line as far as it may be a label: without stars, in small letters, no blank before its colon."""
    return line[:60].strip(" \t*|\u00a0").casefold().replace("*", "").replace(" :", ":").replace("\u00a0:", ":")


def _attribution(lines: Sequence[str], place: int) -> int:
    """Return over how many lines somebody is said to have written something, or 0."""
    first = lines[place].strip()
    if not (BEGINS.match(first) or "@" in first or WROTE.search(first[-LONGEST_ATTRIBUTION:])):
        return 0
    joined = ""
    for length in range(1, LINES_OF_ATTRIBUTION + 1):
        line = lines[place + length - 1].strip() if place + length <= len(lines) else ""
        if not line or len(joined) + len(line) > LONGEST_ATTRIBUTION or _is_quoted(line):
            return 0
        joined = f"{joined} {line}".strip()
        if line.endswith((":", "：")):
            announces = WROTE.search(joined) and DAY_OR_ADDRESS.search(joined)
            # of several lines that could be the first, the last one is: those before it belong to the text
            inner = any(
                BEGINS.match(lines[n].strip()) and _attribution(lines, n) for n in range(place + 1, place + length)
            )
            return length if announces and not inner else 0
    return 0


def _quotation_follows(lines: Sequence[str], place: int) -> bool:
    while place < len(lines) and not lines[place].strip():
        place += 1
    return place < len(lines) and _is_quoted(lines[place].strip())


def _without_signature(lines: Sequence[str]) -> list[str]:
    lines = [line for line in lines if not SENT_FROM.fullmatch(line.strip()[:LONGEST_ATTRIBUTION])]
    for place, line in enumerate(lines):
        marked = line in SIGNATURE_MARKS or line.strip() in {"--", "-- "}
        closes = len(line) < LONGEST_SIGNATURE_LINE and CLOSING.fullmatch(line.strip()) is not None
        if not (marked or closes) or not any(each.strip() for each in lines[:place]):
            continue
        most = LINES_OF_A_SIGNATURE if marked else LINES_AFTER_A_CLOSING
        if _is_signature(lines[place + 1 :], most):
            return list(lines[:place])
    return list(lines)


def _is_signature(rest: Sequence[str], most: int) -> bool:
    """Tell whether these lines are names and numbers; whoever asks or adds something in them is still speaking."""
    full = [line for line in rest if line.strip()]
    return len(full) <= most and not any(
        len(line) > LONGEST_SIGNATURE_LINE or "?" in line or POSTSCRIPT.match(line) for line in full
    )
