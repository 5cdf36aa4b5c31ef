"""DKIM (RFC 6376, RFC 8463): the vendor's domain vouches for what leaves, so that its recipient may believe it.

The fields are read, chosen and brought into their canonical form by dkimpy. The signature itself is made by
`cryptography`, since dkimpy computes in plain Python, which takes longer than all the rest of a letter.
"""

import re
import textwrap
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key
from dkim import rfc822_parse, select_headers
from dkim.canonicalization import Relaxed

from .canonical import relaxed_body

SIGNED = (
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "auto-submitted",
    "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
)  # fmt: skip
BEHIND_A_SELECTOR = "-ed25519"  # each key has a name of its own in the DNS
PRIVATE_KEY = re.compile(rb"-----BEGIN ([A-Z ]*)PRIVATE KEY-----.*?-----END \1PRIVATE KEY-----", re.DOTALL)
LONGEST_LINE = 72


class NoKey(ValueError):
    """Say why a file holds no key with which letters can be signed."""


@dataclass(frozen=True)
class Seal:
    """The vendor's domain, the name of one of its keys in the DNS, and the private half."""

    domain: str
    selector: str
    key: RSAPrivateKey | Ed25519PrivateKey

    @property
    def place(self) -> str:
        """The name in the DNS under which the public half stands."""
        return f"{self.selector}._domainkey.{self.domain}"

    @property
    def record(self) -> str:
        """What has to stand there."""
        if isinstance(self.key, RSAPrivateKey):
            public = self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
            return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"
        public = self.key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return f"v=DKIM1; k=ed25519; p={b64encode(public).decode()}"

    def made_of(self, covered: bytes) -> bytes:
        """Return the signature of what is covered."""
        if isinstance(self.key, RSAPrivateKey):
            return self.key.sign(covered, PKCS1v15(), SHA256())
        return self.key.sign(sha256(covered).digest())

    @property
    def algorithm(self) -> str:
        return "rsa-sha256" if isinstance(self.key, RSAPrivateKey) else "ed25519-sha256"


@lru_cache(maxsize=4)
def seals_of(domain: str, selector: str, pem: bytes) -> tuple[Seal, ...]:
    """Return the keys of a file as those who sign with them: RSA, and Ed25519 where the file holds such a key too.

    The letters of a process are signed with the same keys, and looking whether a key is sound takes long.
    """
    seals: dict[str, Seal] = {}
    for found in PRIVATE_KEY.finditer(pem):
        seal = _seal(domain, selector, found[0])
        if seals.setdefault(seal.algorithm, seal) is not seal:
            raise NoKey(f"it holds two keys for {seal.algorithm}")
    if "rsa-sha256" not in seals:
        raise NoKey("it holds no RSA key, and many who receive letters know no other")
    return tuple(seals[name] for name in sorted(seals, reverse=True))


def signed(content: bytes, seals: Sequence[Seal]) -> bytes:
    """Return the letter with a signature by each key on top, or as it is where there is no key.

    `From` is signed once more than it stands there, so that nobody can add a second one on the way. No time is signed
    but the `Date` of the letter: the same letter gives the same bytes.
    """
    if not seals:
        return content
    above, _blank, body = content.partition(b"\r\n\r\n")
    fields, _nothing = rfc822_parse(above)
    head = Relaxed.canonicalize_headers(fields)
    there = {name for name, _value in head}
    names = ["from", *(name for name in SIGNED if name.encode() in there)]
    covered = _lines(select_headers(head, [name.encode() for name in names]))
    digest = b64encode(sha256(relaxed_body(body)).digest()).decode()
    return b"".join(_field(seal, names, digest, covered) for seal in seals) + content


def _seal(domain: str, selector: str, pem: bytes) -> Seal:
    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError) as reason:
        raise NoKey("a key in it cannot be read, or wants a password") from reason
    if isinstance(key, RSAPrivateKey):
        return Seal(domain, selector, key)
    if isinstance(key, Ed25519PrivateKey):
        return Seal(domain, selector + BEHIND_A_SELECTOR, key)
    raise NoKey("it holds a key that is neither RSA nor Ed25519")


def _field(seal: Seal, names: Sequence[str], digest: str, covered: bytes) -> bytes:
    """Return the field with the signature of a letter, and of the field itself as far as it stands without it."""
    lines = (
        f" v=1; a={seal.algorithm}; c=relaxed/relaxed;",
        f" d={seal.domain}; s={seal.selector};",
        *_folded(f"h={': '.join(names)};"),
        f" bh={digest};",
        " b=",
    )
    unsigned = "\r\n".join(lines).encode()
    [itself] = Relaxed.canonicalize_headers([(b"DKIM-Signature", unsigned)])
    signature = b64encode(seal.made_of(covered + _lines([itself]).rstrip())).decode()
    folded = "\r\n ".join(signature[at : at + LONGEST_LINE] for at in range(0, len(signature), LONGEST_LINE))
    return b"DKIM-Signature:" + unsigned + folded.encode() + b"\r\n"


def _folded(words: str) -> Iterator[str]:
    for line in textwrap.wrap(words, LONGEST_LINE, break_long_words=False, break_on_hyphens=False):
        yield f" {line}"


def _lines(fields: Sequence[tuple[bytes, bytes]]) -> bytes:
    return b"".join(name + b":" + value for name, value in fields)
