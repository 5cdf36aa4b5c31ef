"""A year of papers and books on the shelf: complete, readable, and provably unchanged."""

import csv
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.makers.shop import ALICE, DORA, Shop

from abaca.operations.archive import COLUMNS, Archived, FolderNotEmpty, archive
from abaca.operations.commands.archive import report
from abaca.store.invoices.models import Invoice


@pytest.fixture
def shop(db: None, letters) -> Shop:
    return Shop()


@pytest.fixture
def shelf(tmp_path) -> Path:
    return tmp_path / "shelf"


@pytest.fixture
def sold(shop) -> list[Invoice]:
    shop.sells(to=ALICE)
    shop.sells(to=DORA, currency="USD")
    return list(Invoice.objects.order_by("pk"))


def archived(folder: Path, year: int = 2026) -> Archived:
    return archive(year, folder, title="Musa Software AG", tell=lambda _papers: None)


def index(folder: Path) -> list[dict[str, str]]:
    with (folder / "index.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_paper_of_the_year_lies_there_with_its_sums(sold, shelf):
    done = archived(shelf)

    assert (done.papers, done.electronic, done.changed) == (2, 2, [])
    rows = index(shelf)
    assert [row["number"] for row in rows] == [invoice.number for invoice in sold]
    assert [row["gross"] for row in rows] == [str(invoice.total).split()[1] for invoice in sold]
    assert tuple(rows[0]) == COLUMNS
    for row in rows:
        assert (shelf / row["pdf"]).read_bytes().startswith(b"%PDF-1.7")
        assert (shelf / row["xml"]).read_bytes().startswith(b"<?xml")


def test_the_sums_are_what_sha256sum_reads(sold, shelf):
    archived(shelf)
    check = [shutil.which("sha256sum") or "sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]

    assert subprocess.run(check, cwd=shelf, check=False).returncode == 0
    (shelf / "index.csv").write_text("other words")
    assert subprocess.run(check, cwd=shelf, check=False, capture_output=True).returncode == 1


def test_an_archive_made_twice_is_the_same(sold, shelf):
    archived(shelf / "a")
    archived(shelf / "b")
    assert (shelf / "a" / "SHA256SUMS").read_text() == (shelf / "b" / "SHA256SUMS").read_text()


def test_the_books_lie_beside_the_papers_and_bean_check_accepts_them(sold, shelf):
    archived(shelf)
    program = Path(shutil.which("bean-check") or ".venv/bin/bean-check")

    assert sold[0].number in (shelf / "journal.beancount").read_text()
    assert sold[0].number in (shelf / "postings.csv").read_text()
    told = subprocess.run([program, shelf / "journal.beancount"], check=False, capture_output=True, text=True)
    assert (told.returncode, told.stderr) == (0, "")


def test_another_year_is_empty(sold, shelf):
    assert archived(shelf, 2025).papers == 0
    assert index(shelf) == []


def test_a_folder_with_files_is_refused(sold, shelf):
    shelf.mkdir()
    (shelf / "something").touch()
    with pytest.raises(FolderNotEmpty):
        archived(shelf)


def test_a_paper_that_was_changed_is_told_and_fails_the_command(sold, shelf, capsys):
    Invoice.objects.filter(pk=sold[0].pk).update(document={**sold[0].document, "order": "A-0000-0"})

    done = archived(shelf)

    assert done.changed == [sold[0].number]
    assert report(done, shelf) == 1
    assert f"{sold[0].number} is not what was issued" in capsys.readouterr().err


def test_a_name_does_not_become_a_formula(sold, shelf):
    buyer = {**sold[0].document["buyer"], "name": "=HYPERLINK(1)"}
    Invoice.objects.filter(pk=sold[0].pk).update(document={**sold[0].document, "buyer": buyer})

    archived(shelf)

    assert index(shelf)[0]["name"] == "'=HYPERLINK(1)"


def test_statements_do_not_grow_with_the_papers(shop, shelf, django_assert_num_queries):
    shop.sells(to=ALICE)
    with django_assert_num_queries(5):
        archived(shelf / "one")
    shop.sells(to=DORA)
    shop.sells(to=DORA)
    with django_assert_num_queries(5):
        archived(shelf / "three")
