"""Hold the catalogues of translations against the sentences in the program; with --update, collect them anew."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Message
from babel.messages.pofile import read_po, write_po

REPOSITORY = Path(__file__).resolve().parents[1]
LOCALE = Path("src/abaca/locale")
LANGUAGES = ("fr", "de", "it", "es", "pt", "nl")
HOUSE_LANGUAGES = ("fr", "de")  # these speak to staff as well; the others to customers only
STAFF = ("console", "operations", "rehearsal")  # rooms whose pages no customer sees
Key = tuple[str, str]  # context and sentence


def collect(repository: Path, *, location: str = "--no-location", languages: tuple[str, ...] = LANGUAGES) -> None:
    """Let gettext read the sources of this checkout and renew its catalogues."""
    words = ["makemessages", "--no-wrap", location, "--no-obsolete", "-e", "html,txt,py,mjml"]
    languages = tuple(word for language in languages for word in ("-l", language))
    subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "django", *words, *languages],
        cwd=repository / "src" / "abaca",
        env=os.environ
        | {
            "PYTHONPATH": str(repository / "src"),
            "DJANGO_SETTINGS_MODULE": "abaca.config.settings",
            "ABACA_REHEARSAL": "1",
        },
        stdout=subprocess.DEVNULL,
        check=True,
    )


def complaints() -> list[str]:
    """Return what is stale or missing in the catalogues, as lines to read."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(REPOSITORY / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        collect(copy)
        unseen = for_staff_alone(copy)
        return [line for language in LANGUAGES for line in _compare(language, copy, unseen)]


def for_staff_alone(copy: Path) -> set[Key]:
    """Return the sentences that stand on pages of staff and nowhere else, from a checkout that may be written to."""
    collect(copy, location="--add-location=file", languages=LANGUAGES[:1])
    with (copy / LOCALE / LANGUAGES[0] / "LC_MESSAGES" / "django.po").open("rb") as file:
        return {
            _key(message)
            for message in read_po(file)
            if message.id and {Path(place).parts[0] for place, _line in message.locations} <= set(STAFF)
        }


def forget_staff(repository: Path) -> None:
    """Take out of the catalogues for customers alone what customers never see."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(repository / "src", copy / "src", ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
        unseen = for_staff_alone(copy)
    for language in set(LANGUAGES) - set(HOUSE_LANGUAGES):
        path = repository / LOCALE / language / "LC_MESSAGES" / "django.po"
        with path.open("rb") as file:
            catalogue = read_po(file)
        for message in [message for message in catalogue if message.id and _key(message) in unseen]:
            catalogue.delete(message.id, message.context)
        with path.open("wb") as file:
            write_po(file, catalogue, width=0, no_location=True, ignore_obsolete=True)


def _key(message: Message) -> Key:
    return message.context or "", str(message.id)


def _compare(language: str, copy: Path, unseen: set[Key]) -> list[str]:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    wanted, kept = _sentences(copy / path), _sentences(REPOSITORY / path)
    if language not in HOUSE_LANGUAGES:
        wanted = {key: done for key, done in wanted.items() if key not in unseen}
    missing = [f"{path}: not yet in the catalogue: {text!r}" for text in wanted if text not in kept]
    stale = [f"{path}: nobody says this any more: {text!r}" for text in kept if text not in wanted]
    empty = [f"{path}: not translated: {text!r}" for text, done in kept.items() if text in wanted and not done]
    return missing + stale + empty


def _sentences(path: Path) -> dict[Key, bool]:
    """Return every sentence of a catalogue, and whether its translation can be used."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {_key(message): _is_done(message.string, message.fuzzy) for message in read_po(file) if message.id}


def _is_done(translation: str | tuple[str, ...], fuzzy: bool) -> bool:
    parts = (translation,) if isinstance(translation, str) else translation
    return not fuzzy and all(parts)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--update", action="store_true", help="renew the catalogues instead of checking them")
    if shutil.which("xgettext") is None:
        print("gettext is not installed, so the catalogues were not checked.")
        return 1 if os.environ.get("CI") else 0
    if options.parse_args().update:
        (REPOSITORY / LOCALE).mkdir(exist_ok=True)
        collect(REPOSITORY)
        forget_staff(REPOSITORY)
        return 0
    lines = complaints()
    print("\n".join([*lines, "Run `make messages` and translate."]) if lines else "", end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
