"""The list of public suffixes, from the file that a setting names or from the package that brings a fresh one."""

from functools import cache
from importlib.resources import files
from pathlib import Path

from abaca.inbox.organisations import Suffixes, suffixes_of

# the first that is installed; the packages of others carry lists of other ages
PACKAGED = (("publicsuffixlist", "public_suffix_list.dat"), ("authheaders", "public_suffix_list.txt"))


def public_suffixes(path: str = "") -> Suffixes:
    """Return the list; it is read once."""
    return _read(path)


@cache
def _read(path: str) -> Suffixes:
    if path:
        return suffixes_of(Path(path).read_text(encoding="utf-8").splitlines())
    for package, name in PACKAGED:
        try:
            text = (files(package) / name).read_text(encoding="utf-8")
        except (ModuleNotFoundError, FileNotFoundError):
            continue
        return suffixes_of(text.splitlines())
    raise FileNotFoundError("No list of public suffixes is installed.")
