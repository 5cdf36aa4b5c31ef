"""DKIM (RFC 6376): the vendor's domain vouches for what leaves, so that the recipient's server may believe it."""

from base64 import b64encode
from dataclasses import dataclass

import dkim
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_private_key

SIGNED = (
    "from", "to", "subject", "date", "message-id", "in-reply-to", "references", "reply-to", "auto-submitted",
    "list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type",
)  # fmt: skip
RELAXED = (b"relaxed", b"relaxed")  # blanks may be changed on the way, nothing else


@dataclass(frozen=True)
class Seal:
    """The vendor's domain, the name of its key in the DNS, and the private key as PEM."""

    domain: str
    selector: str
    private_key: bytes

    @property
    def record(self) -> str:
        """The name in the DNS under which the public half stands."""
        return f"{self.selector}._domainkey.{self.domain}"


def signed(content: bytes, seal: Seal | None) -> bytes:
    """Return the letter with its signature on top, or as it is where there is no key.

    `From` is signed once more than it stands there, so that nobody can add a second one on the way.
    """
    if seal is None:
        return content
    there = {line.split(b":", 1)[0].strip().lower().decode("ascii", "replace") for line in _header_lines(content)}
    names = [name.encode() for name in SIGNED if name in there]
    signature = dkim.sign(
        content,
        seal.selector.encode(),
        seal.domain.encode(),
        seal.private_key,
        canonicalize=RELAXED,
        include_headers=[b"from", *names],
    )
    return bytes(signature) + content


def public_record(private_key: bytes) -> str:
    """Return the public half of a private key in PEM as its record in the DNS says it."""
    key = load_pem_private_key(private_key, password=None)
    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={b64encode(public).decode()}"


def _header_lines(content: bytes) -> list[bytes]:
    head = content.partition(b"\r\n\r\n")[0]
    return [line for line in head.split(b"\r\n") if line[:1] not in (b" ", b"\t")]
