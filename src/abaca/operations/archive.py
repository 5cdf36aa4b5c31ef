"""A year of papers and books in one folder, for the shelf: readable without Abaca, and provably whole.

The papers are made anew of their frozen documents, which always gives the same bytes; so an archive that is made twice
is the same, apart from bookings that were written since.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path

from abaca.kernel.refusals import Refusal
from abaca.kernel.refusals import gettext_noop as _
from abaca.store.invoices.layout import digest, modern
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.papers import can_be_electronic, pdf_of, ubl_of
from abaca.store.invoices.queries import house_brand, papers_issued
from abaca.store.ledger.exports import Opening, beancount, decimal, lines
from abaca.store.ledger.queries import account_numbers, journal, trial_balance

INDEX, SUMS, JOURNAL, POSTINGS = "index.csv", "SHA256SUMS", "journal.beancount", "postings.csv"
COLUMNS = (
    *("number", "kind", "issued_on", "due_on", "order", "name", "company", "country", "vat_id"),
    *("currency", "net", "tax", "gross", "tax_country", "tax_category", "tax_rate_percent", "corrects", "cause"),
    *("pdf", "xml", "document_sha256"),
)
BEGINS_A_FORMULA = ("=", "+", "-", "@")  # a table would compute what somebody has typed as his name


class FolderNotEmpty(Refusal):
    code = "folder_not_empty"
    sentence = _("{folder} holds files already. Name a new folder; an archive is never mixed with another.")


@dataclass
class Archived:
    """What lies in the folder, and which papers are not what they were when they were issued."""

    papers: int = 0
    electronic: int = 0
    changed: list[str] = field(default_factory=list)


def archive(year: int, folder: Path, *, title: str, tell: Callable[[int], None]) -> Archived:
    """Write invoices and credit notes of a year as PDF and XML, the books, an index, and the sums of all files.

    The list of sums is written last: a folder without it is not whole. A folder with anything in it is refused.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderNotEmpty(folder=folder)
    (folder / "papers").mkdir(parents=True)
    begins, ends = date(year, 1, 1), date(year + 1, 1, 1)
    done = Archived()
    with (folder / INDEX).open("w", encoding="utf-8", newline="") as file:
        index = csv.writer(file)
        index.writerow(COLUMNS)
        for paper in papers_issued(begins, ends):
            index.writerow(_row(paper, _write(paper, folder, done)))
            tell(done.papers)
    _write_books(folder, begins, ends, title=title)
    (folder / SUMS).write_text("".join(_sums(folder)), encoding="utf-8")
    return done


def _write(paper: Invoice, folder: Path, done: Archived) -> tuple[str, str]:
    """Write the files of a paper; return their names, the second empty where there is no electronic invoice."""
    if digest(paper.document) != paper.digest:
        done.changed.append(paper.number)
    pdf, xml = f"papers/{paper.number}.pdf", ""
    (folder / pdf).write_bytes(pdf_of(paper.document, house_brand()))
    if can_be_electronic(paper.document):
        xml = f"papers/{paper.number}.xml"
        (folder / xml).write_bytes(ubl_of(paper.document))
        done.electronic += 1
    done.papers += 1
    return pdf, xml


def _row(paper: Invoice, files: tuple[str, str]) -> Iterator[str]:
    document = modern(paper.document)
    buyer, corrects = document["buyer"], document.get("corrects") or {}
    sums = (decimal(amount, paper.currency) for amount in (paper.net, paper.tax, paper.gross))
    yield from (paper.number, paper.kind, paper.issued_on.isoformat(), paper.due_on.isoformat(), document["order"])
    yield from (_harmless(buyer[part]) for part in ("name", "company", "country", "vat_id"))
    yield from (paper.currency, *sums)
    yield from (paper.tax_country, paper.tax_category, f"{paper.tax_rate // 100}.{paper.tax_rate % 100:02}")
    yield from (corrects.get("number", ""), paper.cause, *files, paper.digest)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(BEGINS_A_FORMULA) else text


def _write_books(folder: Path, begins: date, ends: date, *, title: str) -> None:
    carried = {(row.account, row.currency): row.left for row in trial_balance(until=begins) if row.left}
    opening = Opening(begins, carried) if carried else None
    bookings = list(journal(since=begins, until=ends))
    told = beancount(bookings, title=title, closes_on=ends, opening=opening)
    _write_text(folder / JOURNAL, (f"{line}\n" for line in told))
    _write_text(folder / POSTINGS, [lines(bookings, numbers=account_numbers())])


def _write_text(path: Path, parts: Iterable[str]) -> None:
    path.write_bytes("".join(parts).encode())


def _sums(folder: Path) -> Iterator[str]:
    """Yield a line for each file, as `sha256sum --check` reads them."""
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield f"{sha256(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n"
