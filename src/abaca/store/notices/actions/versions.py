"""Which words a letter was written with: a short name that changes when they do."""

import re
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.template.backends.django import Template as LoadedTemplate
from django.template.loader import get_template

SPOKEN_OF = re.compile(r"""{%-?\s*(?:extends|include)\s+"([^"]+)\"""")


@lru_cache(maxsize=256)
def text_version(template: str, language: str) -> str:
    """Return twelve characters that stand for the words of a letter in a language (N4).

    They are the digest of the text template with all that it is built from, and of the language's catalogue. A process
    reads both once, as it does for the letters themselves.
    """
    digest = blake2b(digest_size=6)
    seen: set[str] = set()
    waiting = [f"{template}.txt"]
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        loaded = get_template(name)
        source = loaded.template.source if isinstance(loaded, LoadedTemplate) else ""
        digest.update(f"{name}\0{source}\0".encode())
        waiting += sorted(SPOKEN_OF.findall(source))
    digest.update(_catalogue(language))
    return digest.hexdigest()


def _catalogue(language: str) -> bytes:
    for folder in settings.LOCALE_PATHS:
        file = Path(folder).joinpath(language, "LC_MESSAGES", "django.mo")
        if file.is_file():
            return blake2b(file.read_bytes()).digest()
    return b""
