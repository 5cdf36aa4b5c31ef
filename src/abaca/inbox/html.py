"""HTML of mails: made safe for display, and turned into text with its quotations marked."""

import re
from collections.abc import Iterator

import nh3

from .charsets import storable

LONGEST = 400_000  # characters; the rest is cut off
MOST_TAGS = 20_000
DEEPEST = 400  # the cleaner's time grows with the square of the depth
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]{0,30})")
NEVER_DEEP_WORDS = """
area base br col embed hr img input link meta param source track wbr p li td th tr dd dt option tbody thead
"""
NEVER_DEEP = frozenset(NEVER_DEEP_WORDS.split())
SHOWN_WORDS = """
a abbr b blockquote br center code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i ins li ol p pre q s small span
strike strong sub sup table tbody td tfoot th thead tr tt u ul
"""
SHOWN = frozenset(SHOWN_WORDS.split())
ATTRIBUTES = {"a": {"href", "title"}, "td": {"colspan", "rowspan"}, "th": {"colspan", "rowspan"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
SILENT = {"script", "style", "head", "title", "noscript", "template", "iframe", "object", "svg", "math"}
# where mail programs put what they quote; the words are their classes and ids
QUOTED = re.compile(
    r"gmail_quote|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix|divRplyFwdMsg|appendonsend|OutlookMessageHeader"
    r"|zmail_extra|tutanota_quote|mail_android_quote|ms-outlook-mobile-reference-message|x_divRplyFwdMsg",
)
OUTLOOK_LINE = re.compile(r"border(?:-top)?:\s*(?:none;\s*border-top:\s*)?solid\s+#(?:E1E1E1|B5C4DF)", re.IGNORECASE)
MARK = "\u2063quoted\u2063"  # invisible separators, which no sender can bring: they are taken out first

_shown = nh3.Cleaner(
    tags=SHOWN,
    clean_content_tags=SILENT,
    attributes=ATTRIBUTES,
    url_schemes=SCHEMES,
    link_rel="noopener noreferrer nofollow",
    url_relative="deny",
)


def is_bearable(html: str) -> bool:
    """Tell whether the cleaner can take this: neither too many tags nor too deep a nest."""
    depth = 0
    for tags, found in enumerate(TAG.finditer(html)):
        if found[2].lower() not in NEVER_DEEP:
            depth = max(0, depth - 1) if found[1] else depth + 1
        if tags > MOST_TAGS or depth > DEEPEST:
            return False
    return True


def safe(html: str) -> str:
    """Return what may be shown: no scripts, no styles, no pictures from anywhere, links that tell nobody whence."""
    html = html[:LONGEST]
    return storable(_shown.clean(html)) if is_bearable(html) else ""


def text_of(html: str) -> str:
    """Return the text; lines of quotations begin with `> `, as in plain mails."""
    html = html[:LONGEST].replace("\u2063", "")
    if not is_bearable(html):
        return storable(_only_text(html))
    marked = _structured.clean(html)
    return storable(_laid_out(marked))


def _keep_mark(_tag: str, name: str, value: str) -> str | None:
    if name in {"class", "id"}:
        return value if QUOTED.search(value) else None
    if name == "style":
        return value if OUTLOOK_LINE.search(value) else None
    return value


_structured = nh3.Cleaner(
    tags=SHOWN | {"img"},
    clean_content_tags=SILENT,
    attributes={"*": {"class", "id", "style"}, "a": {"href"}, "img": {"alt"}},
    attribute_filter=_keep_mark,
    url_schemes=SCHEMES,
    link_rel=None,
)

PIECE = re.compile(r"<(/?)([a-z][a-z0-9]*)([^>]*)>|([^<]+)|<")
LINE_ENDS_WORDS = """
p div tr table ul ol li blockquote h1 h2 h3 h4 h5 h6 hr pre dl dt dd center
"""
LINE_ENDS = frozenset(LINE_ENDS_WORDS.split())
PARAGRAPHS_WORDS = """
p h1 h2 h3 h4 h5 h6 blockquote pre ul ol table
"""
PARAGRAPHS = frozenset(PARAGRAPHS_WORDS.split())
HREF = re.compile(r'href="([^"]*)"')
ALT = re.compile(r'alt="([^"]*)"')
ENTITIES = {"&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'", "&amp;": "&"}
BLANKS = re.compile(r"[ \t\r\n\f\u00a0]+")


class _Layout:
    """Lines in the making: text flows, blocks break, quotations are marked."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line = ""
        self.quotes = 0
        self.verbatim = 0
        self.links: list[tuple[str, int]] = []

    def write(self, text: str) -> None:
        if self.verbatim:
            first, *rest = text.split("\n")
            self.line += first
            for line in rest:
                self.end_line()
                self.line = line
            return
        flowing = BLANKS.sub(" ", text)
        self.line += flowing.lstrip() if not self.line or self.line.endswith(" ") else flowing

    def end_line(self) -> None:
        self.lines.append("> " * self.quotes + self.line.rstrip())
        self.line = ""

    def end_block(self) -> None:
        if self.line.strip():
            self.end_line()

    def blank(self) -> None:
        self.end_block()
        if self.lines and self.lines[-1].strip("> "):
            self.lines.append(("> " * self.quotes).rstrip())


def _laid_out(clean: str) -> str:
    """Lay out HTML that the cleaner wrote: it is well-formed, and knows few tags."""
    layout = _Layout()
    for found in PIECE.finditer(clean):
        if found[4]:
            layout.write(_plain(found[4]))
        elif found[2]:
            _lay_tag(layout, found[2], found[3], closes=bool(found[1]))
    layout.end_block()
    while layout.lines and not layout.lines[-1].strip("> "):
        layout.lines.pop()
    return "\n".join(layout.lines).strip("\n")


def _lay_tag(layout: _Layout, tag: str, attributes: str, *, closes: bool) -> None:
    if tag == "br":
        layout.end_line()
    elif tag == "img":
        alt = ALT.search(attributes)
        layout.write(_plain(alt[1]) if alt else "")
    elif tag == "a":
        _lay_link(layout, attributes, closes=closes)
    elif tag in LINE_ENDS:
        (layout.blank if tag in PARAGRAPHS else layout.end_block)()
    elif tag in {"td", "th"} and closes:
        layout.write(" ")
    if not closes and MARKED.search(attributes):
        layout.end_block()
        layout.lines.append("> " * layout.quotes + MARK)
    if tag == "blockquote":
        layout.quotes = max(0, layout.quotes + (-1 if closes else 1))
    if tag == "pre":
        layout.verbatim = max(0, layout.verbatim + (-1 if closes else 1))
    if tag == "li" and not closes:
        layout.line = "* "


MARKED = re.compile(r'\b(?:class|id|style)="')


def _lay_link(layout: _Layout, attributes: str, *, closes: bool) -> None:
    """Write the address of a link behind its words, unless they are the address."""
    if not closes:
        href = HREF.search(attributes)
        layout.links.append((_plain(href[1]) if href else "", len(layout.line)))
    elif layout.links:
        address, since = layout.links.pop()
        words = layout.line[since:].strip()
        bare = address.removeprefix("mailto:")
        if address and words and bare not in words and words not in address:
            layout.line += f" <{bare}>"


def _plain(text: str) -> str:
    return re.sub(r"&(?:nbsp|lt|gt|quot|#39|amp);", lambda found: ENTITIES[found[0]], text)


def _only_text(html: str) -> str:
    """Return the text of HTML that nobody can bear, roughly."""
    return " ".join("".join(_between(html)).split())


def _between(html: str) -> Iterator[str]:
    place = 0
    while (begin := html.find("<", place)) >= 0:
        yield html[place:begin] + " "
        end = html.find(">", begin)
        if end < 0:
            return
        place = end + 1
    yield html[place:]
