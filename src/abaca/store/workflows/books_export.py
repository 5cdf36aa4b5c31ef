"""A year of the books as a file for another program."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal
from abaca.store.ledger.deferring import DAY
from abaca.store.ledger.exports import Opening, abacus, banana, beancount, datev, lines
from abaca.store.ledger.queries import account_numbers, journal, trial_balance
from abaca.store.ledger.written import Written

FORMS = ("beancount", "csv", "banana", "datev", "abacus")
ENDINGS = {"beancount": "beancount", "csv": "csv", "banana": "txt", "datev": "csv", "abacus": "csv"}


class FormUnknown(Refusal):
    code = "form_unknown"
    sentence = _("The books can be written as {forms}.")
    status = 404


@dataclass(frozen=True)
class Export:
    """A file: its name, and its content in the encoding that its program expects."""

    name: str
    content: bytes


def export(form: str, *, year: int, currency: str = "", at: datetime) -> Export:
    """Write a year of the books, in one currency where one is named."""
    if form not in FORMS:
        raise FormUnknown(forms=", ".join(FORMS))
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
    books = list(journal(since=begins, until=ends, currency=currency))
    text = _journal(books, begins, ends, currency) if form == "beancount" else _table(form, books, begins, ends, at)
    # DATEV's batches are in the code page of Windows; what that does not know becomes a question mark
    content = text.encode("cp1252", errors="replace") if form == "datev" else text.encode()
    prefix = "EXTF_Buchungsstapel" if form == "datev" else "books"
    middle = f"_{currency}" if currency else ""
    return Export(f"{prefix}_{year}{middle}.{ENDINGS[form]}", content)


def _journal(books: Sequence[Written], begins: date, ends: date, currency: str) -> str:
    before = [b for b in trial_balance(until=begins) if b.left and currency in ("", b.currency)]
    opening = Opening(begins, {(b.account, b.currency): b.left for b in before}) if before else None
    return "\n".join(beancount(books, title=settings.VENDOR_LEGAL_NAME, closes_on=ends, opening=opening)) + "\n"


def _table(form: str, books: Sequence[Written], begins: date, ends: date, at: datetime) -> str:
    numbers = account_numbers()
    if form == "datev":
        return datev(books, numbers=numbers, begins=begins, ends=ends - DAY, at=at)
    return {"csv": lines, "banana": banana, "abacus": abacus}[form](books, numbers=numbers)
