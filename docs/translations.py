"""Hold the catalogues of translations against the sentences in the program; with --update, collect them anew."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.pofile import read_po

REPOSITORY = Path(__file__).resolve().parents[1]
LOCALE = Path("src/abaca/locale")
LANGUAGES = ("fr", "de")


def collect(repository: Path) -> None:
    """Let gettext read the sources of this checkout and renew its catalogues."""
    words = ["makemessages", "--no-wrap", "--no-location", "--no-obsolete", "-e", "html,txt,py,mjml"]
    languages = [word for language in LANGUAGES for word in ("-l", language)]
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
        return [line for language in LANGUAGES for line in _compare(language, copy)]


def _compare(language: str, copy: Path) -> list[str]:
    path = LOCALE / language / "LC_MESSAGES" / "django.po"
    wanted, kept = _sentences(copy / path), _sentences(REPOSITORY / path)
    missing = [f"{path}: not yet in the catalogue: {text!r}" for text in wanted if text not in kept]
    stale = [f"{path}: nobody says this any more: {text!r}" for text in kept if text not in wanted]
    empty = [f"{path}: not translated: {text!r}" for text, done in kept.items() if text in wanted and not done]
    return missing + stale + empty


def _sentences(path: Path) -> dict[str, bool]:
    """Return every sentence of a catalogue, and whether its translation can be used."""
    if not path.exists():
        return {}
    with path.open("rb") as file:
        return {str(message.id): _is_done(message.string, message.fuzzy) for message in read_po(file) if message.id}


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
        return 0
    lines = complaints()
    print("\n".join([*lines, "Run `make messages` and translate."]) if lines else "", end="\n" if lines else "")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main())
