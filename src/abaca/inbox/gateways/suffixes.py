"""The list of public suffixes, from the file that a setting names or from the package that brings a fresh one."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from abaca.inbox.organisations import Suffixes, suffixes_of

PACKAGED = ("publicsuffixlist", "public_suffix_list.dat")


def public_suffixes(path: str = "") -> Suffixes:
    """Return the list; it is read once."""
    return _read(path)


@cache
def _read(path: str) -> Suffixes:
    if path:
        return suffixes_of(Path(path).read_text(encoding="utf-8").splitlines())
    package, name = PACKAGED
    return suffixes_of((files(package) / name).read_text(encoding="utf-8").splitlines())
