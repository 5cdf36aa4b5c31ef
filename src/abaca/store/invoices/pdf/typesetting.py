"""From the content of a paper to its PDF/A-3b; the same content always gives the same bytes.

One compiler lives as long as the process: it keeps fonts and templates, so that only the first paper is slow.
"""

import json
import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

FOLDER = Path(__file__).parent
FONTS = FOLDER / "fonts"
STANDARD = "a-3b"
NO_FONT_HAS = re.compile(r'the text `"(?P<letters>.+?)"` could not be displayed')
BY_NUMBER = re.compile(r"\\u\{([0-9a-f]+)\}")
MOST_LETTERS = 200
NO_LETTER = "?"
_one_at_a_time = Lock()  # a compiler works for one thread only


@cache
def _compiler() -> typst.Compiler:
    return typst.Compiler(str(FOLDER / "invoice.typ"), font_paths=[str(FONTS)], ignore_system_fonts=True)


def typeset(content: dict[str, Any], *, xml: bytes = b"") -> bytes:
    """Return the PDF, with the electronic invoice attached where there is one."""
    return bytes(_compiled(content, xml.decode(), {"format": "pdf", "pdf_standards": STANDARD}))


def picture(content: dict[str, Any], *, ppi: int = 144) -> list[bytes]:
    """Return the pages as PNG files, to be looked at."""
    pages = _compiled(content, "", {"format": "png", "ppi": ppi})
    return pages if isinstance(pages, list) else [pages]


def _compiled(content: dict[str, Any], xml: str, how: dict[str, Any]) -> Any:
    """Compile; a letter that no font of ours has (PDF/A must hold them all) is replaced, and the paper not refused."""
    text = json.dumps(content, ensure_ascii=False)
    for _letter in range(MOST_LETTERS):
        try:
            with _one_at_a_time:
                return _compiler().compile(sys_inputs={"content": text, "xml": xml}, timestamp=0, **how)
        except typst.TypstError as error:
            letters = _missing(str(error))
            if not letters or letters not in text:
                raise
            text = text.replace(letters, NO_LETTER)
    raise ValueError("too many letters that no font has")


def _missing(complaint: str) -> str:
    """Return the letters that no font has, as Typst names them: plainly, or by their number in braces."""
    found = NO_FONT_HAS.search(complaint)
    return BY_NUMBER.sub(lambda each: chr(int(each[1], 16)), found["letters"]) if found else ""
