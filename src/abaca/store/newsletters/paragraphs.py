"""How staff write a newsletter: paragraphs, headings, lists and buttons, in plain text.

A blank line divides. `# ` begins a heading, `- ` a line of a list, and `[Words](https://…)` alone is a button.
"""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from abaca.kernel.refusals import Refusal

BUTTON = re.compile(r"\[(?P<words>[^\[\]]{1,80})\]\((?P<href>\S{1,500})\)")
LOOKS_LIKE_BUTTON = re.compile(r"\[[^\[\]]*\]\([^)]*\)?")
HEADING = re.compile(r"#{1,3}\s+(?P<words>.+)")
POINT = re.compile(r"[-*•]\s+(?P<words>.+)")

Block = dict[str, Any]


class LinkUnclear(Refusal):
    code = "link_unclear"
    sentence = _("“{part}” is no button. Write [Words](https://…) on a line of its own, with a blank line around it.")
    status = 422


@dataclass(frozen=True)
class _Line:
    kind: str
    words: str
    href: str = ""


def blocks_of(body: str) -> list[Block]:
    """Return the parts of a text, each with its kind: heading, paragraph, points or button.

    Refuse a link that is not whole or does not lead to the web: a reader could not follow it.
    """
    return [block for part in re.split(r"\n\s*\n", body.replace("\r\n", "\n").strip()) for block in _part(part)]


def _part(part: str) -> list[Block]:
    found: list[Block] = []
    for line in (_line(each.strip()) for each in part.splitlines() if each.strip()):
        last: Block = found[-1] if found else {"kind": ""}
        if line.kind == "points" and last["kind"] == "points":
            last["points"] = [*last["points"], line.words]
        elif line.kind == "points":
            found.append({"kind": "points", "points": [line.words]})
        elif line.kind == "paragraph" and last["kind"] == "paragraph":
            last["words"] = f"{last['words']} {line.words}"
        elif line.kind == "button":
            found.append({"kind": "button", "words": line.words, "href": line.href})
        else:
            found.append({"kind": line.kind, "words": line.words})
    return found


def _line(line: str) -> _Line:
    button = BUTTON.fullmatch(line)
    if button and _leads_to_the_web(button["href"]):
        return _Line("button", button["words"].strip(), button["href"])
    unclear = LOOKS_LIKE_BUTTON.search(line)
    if unclear:
        raise LinkUnclear(part=unclear[0][:80])
    for kind, shape in (("heading", HEADING), ("points", POINT)):
        found = shape.fullmatch(line)
        if found:
            return _Line(kind, found["words"].strip())
    return _Line("paragraph", line)


def _leads_to_the_web(href: str) -> bool:
    try:
        parts = urlsplit(href)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not parts.username
