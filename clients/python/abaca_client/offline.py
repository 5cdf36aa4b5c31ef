"""The text that a computer without a network shows, as a QR code or a file, to be carried to one that has one."""

import base64
import json

BEGINNING = "ACT1."


def request_text(*, product: str, product_key: str | None, fingerprint: str, nonce: str, device: str) -> str:
    """Write an offline request; without a product key the page asks its reader to sign in."""
    members = {"v": 1, "p": product, "k": product_key, "f": fingerprint, "n": nonce, "d": device}
    told = {name: value for name, value in members.items() if value is not None}
    payload = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()
    return BEGINNING + base64.b32encode(payload).rstrip(b"=").decode()
