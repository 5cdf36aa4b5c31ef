"""Looking for what must not be there, in every form in which it could be."""

import base64
import re
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat


def forms_of(secret: str | bytes) -> set[str]:
    """Return how a secret would look in a text or a dump, all in lower case."""
    raw = secret.encode() if isinstance(secret, str) else secret
    coded = {base64.b64encode(raw), base64.urlsafe_b64encode(raw), base64.b32encode(raw), raw.hex().encode()}
    plain = {secret} if isinstance(secret, str) else set()
    return {form.decode().rstrip("=").lower() for form in coded} | {form.lower() for form in plain}


def forms_of_product_key(printed: str) -> set[str]:
    """Return a product key as it is printed, bare, and with other signs between its groups."""
    written = {printed, printed.replace("-", ""), printed.replace("-", " "), printed.replace("-", "_")}
    return {form for text in written | {text.lower() for text in written} for form in forms_of(text)}


def forms_of_private_key(private: Ed25519PrivateKey) -> set[str]:
    der = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    seed = private.private_bytes_raw()
    return forms_of(seed) | forms_of(der) | {repr(seed)[2:-1].lower()}


def forms_of_code(code: str) -> set[str]:
    return forms_of(f"{code[:3]} {code[3:]}") | {form for form in forms_of(code) if form != code}


def found(forms: Iterable[str], text: str) -> list[str]:
    """Return the forms that stand in a text."""
    low = text.lower()
    return sorted(form for form in forms if form in low)


def stands_alone(code: str, text: str) -> bool:
    """Tell whether six digits stand by themselves.

    Inside a longer number they mean something else, and so they do as the millionths of the instant of a migration.
    """
    return re.search(rf"(?<![0-9a-f.]){code}(?![0-9a-f])", text.lower()) is not None
