"""How many invoices a second become paper, held against the bare typesetting of the same template in the same run.

    make bench-documents                 every kind of paper, 200 of each, on one core
    make bench-documents ARGS="--papers 50 --profile"

An invoice is everything that is made of a frozen document: its words in the buyer's language, the electronic invoice as
CII, the PDF/A-3b with it inside, and the same as UBL. The yardstick is Typst alone: the same template with the same
content, compiled to PDF/A-3b with nothing attached. Each paper has a number and a name of its own, so that nothing is
read from a cache. Seconds are those of the processor, of all threads: a second core does not count.
"""

# ruff: noqa: PLC0415 - the environment comes before Django, and Django before everything that has a table

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

FIELDS = ("invoices/s", "PDF/s", "CII/s", "UBL/s", "typst alone/s", "ratio")
Paper = dict[str, Any]


def main() -> int:
    parser = argparse.ArgumentParser(description="Invoices with PDF and XML per second.")
    parser.add_argument("--papers", type=int, default=200, help="of each kind")
    parser.add_argument("--profile", action="store_true", help="profile one run instead")
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "abaca.config.settings")
    os.environ.setdefault("ABACA_REHEARSAL", "1")
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import django

    django.setup()
    return profile(options.papers) if options.profile else bench(options.papers)


def kinds() -> dict[str, Paper]:
    """Return a paper of each kind; one with three decimals has no electronic invoice, and so no speed of both."""
    from tests.makers.papers import every_paper

    from abaca.store.invoices.papers import can_be_electronic

    return {name: paper for name, paper in every_paper().items() if can_be_electronic(paper)}


def bench(papers: int) -> int:
    print(f"{'':<32}" + "".join(f"{field:>15}" for field in FIELDS))
    rows = []
    with _one_core():
        for name, paper in kinds().items():
            rows.append(measured(paper, papers))
            print(_line(name, rows[-1]), flush=True)
    print(_line("median", [statistics.median(figures) for figures in zip(*rows, strict=True)]))
    print(f"\n{papers} papers of each kind; {versions()}; {os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}")
    return 0


def measured(paper: Paper, papers: int) -> list[float]:
    """Return the figures of one kind of paper, in the order of the fields."""
    from abaca.store.invoices.papers import cii_of, pdf_of, ubl_of
    from abaca.store.invoices.pdf.content import Brand, content
    from abaca.store.invoices.pdf.typesetting import typeset

    many = list(different(paper, papers))
    contents = [content(each, Brand()) for each in many]
    whole = speed(lambda each: (pdf_of(each), ubl_of(each)), many)
    alone = speed(typeset, contents)
    return [whole, speed(pdf_of, many), speed(cii_of, many), speed(ubl_of, many), alone, whole / alone]


def different(paper: Paper, papers: int) -> Iterator[Paper]:
    for n in range(papers):
        buyer = {**paper["buyer"], "name": f"{paper['buyer']['name']} {n}"}
        yield {**paper, "number": f"MS26-{n:06}", "order": f"A-{n:04}-5", "buyer": buyer}


def speed(make: Callable[[Any], object], many: list[Any]) -> float:
    """Return how many are made in a second of the processor; the first is not counted, for it loads fonts and rules."""
    make(many[0])
    began = time.process_time()
    for each in many:
        make(each)
    return len(many) / (time.process_time() - began)


@contextmanager
def _one_core() -> Iterator[None]:
    """Keep this process on one core, where the system can."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def profile(papers: int) -> int:
    """Print where the time goes, for a transfer with a payment part, the dearest of all papers."""
    import cProfile
    import pstats

    from abaca.store.invoices.papers import pdf_of, ubl_of

    many = list(different(kinds()["swiss transfer"], papers))
    profiler = cProfile.Profile()
    profiler.runcall(lambda: [(pdf_of(each), ubl_of(each)) for each in many])
    pstats.Stats(profiler).sort_stats("cumulative").print_stats(40)
    return 0


def _line(name: str, figures: list[float]) -> str:
    return f"{name:<32}" + "".join(f"{v:>15.2f}" if v < 10 else f"{v:>15.0f}" for v in figures)


def versions() -> str:
    from importlib.metadata import version

    python = ".".join(map(str, sys.version_info[:3]))
    return f"Python {python}, typst {version('typst')}, lxml {version('lxml')}, segno {version('segno')}"


if __name__ == "__main__":
    sys.exit(main())
