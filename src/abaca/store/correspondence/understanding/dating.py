"""The days that a mail names: whoever names a later end than that of his term wants to go on for longer."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date

from .letters import fold

MONTHS = {  # in the seven languages, folded
    name: number
    for number, names in enumerate(
        [
            "january jan janvier januar janner jaenner gennaio enero janeiro januari",
            "february feb fevrier februar feber febbraio febrero fevereiro februari",
            "march mar mars marz maerz marzo marco maart",
            "april apr avril aprile abril",
            "may mai maggio mayo maio mei",
            "june jun juin juni giugno junio junho",
            "july jul juillet juli luglio julio julho",
            "august aug aout agosto augustus",
            "september sept sep septembre settembre septiembre setiembre setembro",
            "october oct octobre oktober okt ottobre octubre outubro",
            "november nov novembre noviembre novembro",
            "december dec decembre dezember dez dicembre diciembre dezembro",
        ],
        start=1,
    )
    for name in names.split()
}
MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
OF = r"(?:\s*,)?\s+(?:de\s+|del\s+|of\s+)?"
YEAR = r"20[2-9]\d"
DAY = r"(?:st|nd|rd|th|er|º|o)?\.?"
END = r"(?P<end>\b(?:end|ende|fin|fine|final|finales|fim|eind|einde|late)\s+(?:of\s+|de\s+|del\s+|di\s+|van\s+)?)?"
ANY_DIGIT = re.compile(r"\d")
PATTERNS = (
    re.compile(rf"(?<![\w.-])(?P<year>{YEAR})-(?P<month>\d\d)-(?P<day>\d\d)(?!\w)"),
    re.compile(rf"(?<![\w-])(?P<day>\d{{1,2}})\s?[./-]\s?(?P<month>\d{{1,2}})\s?[./-]\s?(?P<year>{YEAR})(?!\w)"),
    re.compile(rf"(?<!\w)(?P<day>\d{{1,2}}){DAY}\s*(?:de\s+|of\s+)?(?P<name>{MONTH})\b\.?(?:{OF}(?P<year>{YEAR})\b)?"),
    re.compile(rf"\b(?P<name>{MONTH})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:{OF}(?P<year>{YEAR})\b)?"),
    re.compile(rf"{END}\b(?P<name>{MONTH})\b\.?{OF}(?P<year>{YEAR})\b"),
    re.compile(rf"{END}(?<![\w./-])(?P<year>{YEAR})(?![\w/-]|\.\d)"),
)
LAST_MONTH, LONGEST_MONTH = 12, 31


def latest_day(text: str, near: str, *, on: date | None) -> date | None:
    """Return the latest day that a text names, or None.

    In `near`, the sentence of the wish, a day without a year counts too: the next such day after `on`. A bare month
    or year begins with its first day, its "end" is its last one.
    """
    days = [*_days(text, None), *_days(near, on)]
    return max(days, default=None)


def _days(text: str, on: date | None) -> Iterator[date]:
    if not ANY_DIGIT.search(text):
        return  # every pattern has one
    folded = fold(text)
    taken: list[tuple[int, int]] = []
    for pattern in PATTERNS:
        for found in pattern.finditer(folded):
            begin, end = found.span()
            if any(begin < last and first < end for first, last in taken):
                continue
            taken.append((begin, end))
            day = _day(found.groupdict(), on)
            if day is not None:
                yield day


def _day(parts: dict[str, str | None], on: date | None) -> date | None:
    """Return the day that a match means, None if there is no such day, or its year is not known."""
    month = MONTHS[name] if (name := parts.get("name")) else int(parts.get("month") or 0)
    at_end = bool(parts.get("end"))
    month = month or (LAST_MONTH if at_end else 1)
    day = int(parts.get("day") or 0)
    if month > LAST_MONTH:  # as in America
        month, day = day, month
    if not 1 <= month <= LAST_MONTH or day > LONGEST_MONTH:
        return None
    if parts.get("year"):
        return _dated(int(str(parts["year"])), month, day or (LONGEST_MONTH if at_end else 1))
    if on is None:
        return None
    this_year = _dated(on.year, month, day)
    return this_year if this_year >= on else _dated(on.year + 1, month, day)


def _dated(year: int, month: int, day: int) -> date:
    """Return the day, or the last one of its month where it has not so many."""
    return date(year, month, min(max(day, 1), monthrange(year, month)[1]))
