"""How a letter reads: the twins of a template, rendered in the language of the recipient."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import mrml
from django.conf import settings
from django.template import Context, Engine, Template, engines
from django.template.backends.django import DjangoTemplates
from django.utils import translation

from abaca.kernel.languages import colon

from .facts import parsed
from .templatetags.own_words import OWN_WORDS
from .wording import CLOSING, HOUSE, Words, filled, tidy

LINE_OF_A_VALUE = "\u2028"  # a line break inside a value, while the text is made
GAP = re.compile(r"\n(?:[ \t]*\n){2,}")  # more than one blank line
MASK = "•••"
# a link in a letter opens something without a log-in, so its token is a secret of the customer's
LINK = re.compile(r"(/(?:order|pay|method|cancel)/)[^/\s]+|(?<=/)[\w.-]+:\w+:[\w-]{20,}")


class NoSubject(ValueError):
    """Tell the author of a template that its text must begin with the subject."""


@dataclass(frozen=True)
class Rendered:
    """A letter as its recipient reads it."""

    subject: str
    text: str
    html: str


def render(
    template: str,
    language: str,
    context: Mapping[str, Any],
    secrets: Mapping[str, str],
    own: Words | None = None,
) -> Rendered:
    """Render both twins; secrets are at hand by their names and, for loops, as `secrets`.

    `own` is what the vendor says in his own words (`queries.own_words`), by sentence.
    """
    words = _words(language, context, secrets, own or {})
    with translation.override(language):
        subject, text = _text(template, words)
        markup = _rendered(f"{template}.mjml", {**words, "subject": subject}, escape=True)
    return Rendered(subject, text, mrml.to_html(markup).content)


def as_text(
    template: str, language: str, context: Mapping[str, Any], secrets: Mapping[str, str], own: Words | None = None
) -> str:
    """Return the text of a letter alone, which is the quicker twin; see `render`."""
    with translation.override(language):
        return _text(template, _words(language, context, secrets, own or {}))[1]


def without_tokens(value: Any) -> Any:
    """Return the facts of a letter with every link that opens something cut short."""
    if isinstance(value, str):
        return LINK.sub(rf"\1{MASK}", value)
    if isinstance(value, list):
        return [without_tokens(each) for each in value]
    if isinstance(value, dict):
        return {name: without_tokens(each) for name, each in value.items()}
    return value


def without_secrets(subject: str, secrets: Mapping[str, str]) -> str:
    """Return the subject as it may be stored."""
    for secret in filter(None, secrets.values()):
        subject = subject.replace(secret, MASK)
    return subject


def engine() -> Engine:
    """Return the engine of the letters: the house's own, in which translated sentences ask for the vendor's words."""
    house = engines["django"]
    if not isinstance(house, DjangoTemplates):
        raise TypeError("letters are written in Django's own language")
    return _engine(house.engine)


@lru_cache(maxsize=2)
def _engine(house: Engine) -> Engine:
    return Engine(
        dirs=house.dirs,
        app_dirs=house.app_dirs,
        libraries={**house.libraries, "i18n": "abaca.messaging.templatetags.own_words"},
        string_if_invalid=house.string_if_invalid,
    )


def _words(language: str, context: Mapping[str, Any], secrets: Mapping[str, str], own: Words) -> dict[str, Any]:
    words = {**_house(language), **parsed(dict(context), secrets), **secrets, "secrets": dict(secrets)}
    return words | {OWN_WORDS: own, "own_closing": _closing(own, words)}


def _closing(own: Words, words: Mapping[str, Any]) -> str:
    """Return the vendor's own paragraph at the end, as plain text: the template escapes it."""
    brand = words["brand"]
    values = dict(zip(HOUSE, (brand["name"], brand["support_email"], words["public_url"]), strict=True))
    return filled(own.get((CLOSING, 0), ""), values | {"name": str(words.get("name", ""))})


def _house(language: str) -> dict[str, Any]:
    brand = {
        "name": settings.VENDOR_NAME,
        "legal_name": settings.VENDOR_LEGAL_NAME,
        "address": settings.VENDOR_ADDRESS,
        "support_email": settings.VENDOR_SUPPORT_EMAIL,
    }
    return {"language": language, "brand": brand, "public_url": settings.PUBLIC_URL, "colon": colon(language)}


def _text(template: str, words: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text; no line break in a name can end the subject before its time.

    Blocks that say nothing leave one blank line and not several; those within a value, as a key of many lines, stay.
    """
    whole = _rendered(f"{template}.txt", _in_one_line(words), escape=False).lstrip()
    first, _newline, rest = whole.partition("\n")
    name, colon, subject = first.partition(":")
    if name != "Subject" or not colon or not subject.strip():
        raise NoSubject(f"{template}.txt does not begin with “Subject: …”")
    return tidy(subject), GAP.sub("\n\n", rest).replace(LINE_OF_A_VALUE, "\n").strip() + "\n"


def _rendered(name: str, words: dict[str, Any], *, escape: bool) -> str:
    return str(_template(name).render(Context(words, autoescape=escape)))


def _template(name: str) -> Template:
    return engine().get_template(name)


def _in_one_line(value: Any) -> Any:
    if isinstance(value, str):
        return LINE_OF_A_VALUE.join(value.splitlines())
    if isinstance(value, list):
        return [_in_one_line(each) for each in value]
    if isinstance(value, dict):
        return {name: _in_one_line(each) for name, each in value.items()}
    return value
