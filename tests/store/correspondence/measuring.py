"""How well mails are understood: precision and recall of certain wishes per kind and language, measured on the corpora.

`make understanding` prints the table; `--misses` prints the mails that were taken wrongly or not at all.
"""

import sys
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from abaca.store.correspondence.understanding import Understanding, understand

CORPUS = Path(__file__).parent / "corpus"
LANGUAGES = ("en", "fr", "de", "it", "es", "pt", "nl")
ACTED_UPON = ("cancel", "resume", "newsletter_off")
CORPORA = {  # how the files of each are named; the rules were made with the first, others wrote the rest
    "dev": ("dev_{}.toml",),
    "second": ("{}.toml",),
    "third": ("third_part1_{}.toml", "third_part2_{}.toml"),
    "fourth": ("fourth_{}.toml",),
    "fifth": ("fifth_{}.toml",),
}
OFFERED = ("Musa Accounting Professional", "Musa Accounting Advanced")  # what the vendor of the corpora sells
CAME_ON = date(2026, 11, 28)  # about when the mails of the corpora were written


@dataclass(frozen=True)
class Mail:
    """One labelled mail: what it wishes, and which of that a person would act upon at once."""

    id: str
    language: str
    subject: str
    text: str
    wishes: tuple[str, ...]
    certain: frozenset[str]
    offered: tuple[str, ...] = OFFERED


@dataclass(frozen=True)
class Miss:
    """One kind in one mail that was understood otherwise than it is labelled."""

    mail: Mail
    kind: str
    found: Understanding


class Measure:
    """Counts by language and kind; "*" stands for all of them."""

    def __init__(self, mails: Sequence[Mail]) -> None:
        self.right: Counter[tuple[str, str]] = Counter()
        self.wrong: Counter[tuple[str, str]] = Counter()
        self.missed: Counter[tuple[str, str]] = Counter()
        self.labelled: Counter[tuple[str, str]] = Counter()
        self.noticed: Counter[tuple[str, str]] = Counter()
        self.languages: Counter[str] = Counter()
        self.wrongly_certain: list[Miss] = []
        self.not_certain: list[Miss] = []
        self.mails = mails
        for mail in mails:
            self._count(mail)

    def _count(self, mail: Mail) -> None:
        found = understand(mail.subject, mail.text, names=mail.offered, on=CAME_ON)
        certain = {wish.kind.value for wish in found.wishes if wish.certain}
        seen = {wish.kind.value for wish in found.wishes}
        self.languages[mail.language] += found.language == mail.language
        for kind in certain | mail.certain:
            if kind in certain & mail.certain:
                self._add(self.right, mail.language, kind)
            elif kind in certain:
                self._add(self.wrong, mail.language, kind)
                self.wrongly_certain.append(Miss(mail, kind, found))
            else:
                self._add(self.missed, mail.language, kind)
                self.not_certain.append(Miss(mail, kind, found))
        for kind in mail.wishes:
            self._add(self.labelled, mail.language, kind)
            if kind in seen:
                self._add(self.noticed, mail.language, kind)

    @staticmethod
    def _add(counter: Counter[tuple[str, str]], language: str, kind: str) -> None:
        for key in [(language, kind), ("*", kind), (language, "*"), ("*", "*")]:
            counter[key] += 1

    def precision(self, language: str, kind: str) -> float:
        said = self.right[language, kind] + self.wrong[language, kind]
        return self.right[language, kind] / said if said else 1.0

    def recall(self, language: str, kind: str) -> float:
        wanted = self.right[language, kind] + self.missed[language, kind]
        return self.right[language, kind] / wanted if wanted else 1.0

    def table(self) -> str:
        """Return a table in Markdown: right / wrongly certain / missed for each language, then both quotas."""
        kinds = sorted({kind for _language, kind in self.labelled if kind not in {"*", "other"}})
        kinds.sort(key=lambda kind: (kind not in ACTED_UPON, kind))
        head = "| wish | " + " | ".join(LANGUAGES) + " | precision | recall | noticed |"
        lines = [head, "|---|" + "---|" * (len(LANGUAGES) + 3)]
        for kind in kinds:
            cells = [
                f"{self.right[key]}/{self.wrong[key]}/{self.missed[key]}"
                for key in [(code, kind) for code in LANGUAGES]
            ]
            lines.append(f"| {kind} | " + " | ".join(cells) + f" | {self._quotas(kind)} |")
        spoken = defaultdict(int, Counter(mail.language for mail in self.mails))
        lines.append(
            "| language found | "
            + " | ".join(f"{self.languages[code]} of {spoken[code]}" for code in LANGUAGES)
            + " | | | |"
        )
        return "\n".join(lines)

    def _quotas(self, kind: str) -> str:
        labelled = self.labelled["*", kind]
        noticed = self.noticed["*", kind] / labelled if labelled else 1.0
        return f"{self.precision('*', kind):.3f} | {self.recall('*', kind):.2f} | {noticed:.2f}"


@cache
def mails(corpus: str) -> tuple[Mail, ...]:
    """Return the mails of one of the CORPORA."""
    names = [(pattern.format(code), code) for pattern in CORPORA[corpus] for code in LANGUAGES]
    return tuple(mail for name, code in names for mail in _mails(name, code))


def _mails(name: str, language: str) -> Iterator[Mail]:
    contents = tomllib.loads((CORPUS / name).read_text(encoding="utf-8"))
    offered = tuple(contents.get("names", OFFERED))
    for entry in contents["mail"]:
        yield _mail(entry, language, offered)


def _mail(entry: dict[str, Any], language: str, offered: tuple[str, ...]) -> Mail:
    certain = frozenset(entry["certain"]) - {"other"}
    return Mail(entry["id"], language, entry["subject"], entry["text"], tuple(entry["wishes"]), certain, offered)


@cache
def measured(corpus: str) -> Measure:
    """Return how well a corpus is understood; it is read once, however many tests ask."""
    return Measure(mails(corpus))


def described(misses: list[Miss]) -> str:
    """Return the mails that were misunderstood, a paragraph each."""
    return "\n".join(
        f"{miss.mail.id} ({miss.kind}): {miss.mail.subject!r} / {miss.mail.text[:600]!r}\n"
        f"    labelled {list(miss.mail.wishes)}, certain {sorted(miss.mail.certain)}\n"
        f"    read as {[(wish.kind.value, wish.certain, wish.rule) for wish in miss.found.wishes]}"
        for miss in misses
    )


def main() -> None:
    for corpus in CORPORA:
        began = time.process_time()
        measure = measured(corpus)
        print(f"{corpus}: {len(measure.mails)} mails; right / wrongly certain / missed\n\n{measure.table()}\n")
        print(f"{len(measure.mails) / (time.process_time() - began):.0f} mails a second of the processor\n")
        if "--misses" in sys.argv:
            print("Wrongly certain\n" + described(measure.wrongly_certain))
            print("Not certain\n" + described(measure.not_certain))


if __name__ == "__main__":
    main()
