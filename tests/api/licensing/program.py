"""A program of the vendor, as the API sees it: it checks every signature that it gets."""

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.test import Client

from abaca.licensing.keyring.models import SigningKey
from abaca.messaging.actions import secrets_of
from abaca.messaging.models import Letter

NONCE = "AAECAwQFBgcICQoLDA0ODw"
UNSIGNED = {429, 500, 503}


def checked(response: Any, sent: bytes) -> None:
    """Fail unless the answer was signed for what was sent."""
    if response.status_code in UNSIGNED:
        return
    version, kid, sig = response.headers["Abaca-Signature"].split(";")
    key = SigningKey.objects.get(kid=kid.removeprefix("kid="))
    halves = [base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=") for body in (sent, response.content)]
    signature = base64.urlsafe_b64decode(sig.removeprefix("sig=") + "==")
    Ed25519PublicKey.from_public_bytes(bytes(key.public_key)).verify(signature, b"response/" + b".".join(halves))
    assert version == "v1"


@dataclass
class Program:
    client: Client
    fingerprint: str = "f" * 64
    product: str = "musa-accounting"
    token: str = ""

    def post(self, path: str, body: Any = None, *, token: str | None = None, **members: Any) -> Any:
        sent = json.dumps({"product": self.product, "nonce": NONCE} | members).encode() if body is None else body
        bearer = self.token if token is None else token
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        response = self.client.post(f"/api/licensing/v1/{path}", sent, content_type="application/json", headers=headers)
        checked(response, sent)
        return response

    def get(self, path: str, **query: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        response = self.client.get(f"/api/licensing/v1/{path}", {"product": self.product} | query, headers=headers)
        checked(response, b"")
        return response

    def asks(self, path: str, **members: Any) -> Any:
        """Call with this device's fingerprint."""
        return self.post(path, **({"fingerprint": self.fingerprint} | members))

    def signs_in(self, email: str, **members: Any) -> Any:
        challenge = self.asks("sign-in", email=email).json()["challenge"]
        answer = self.asks("sign-in/confirm", challenge=challenge, code=code_for(email), **members)
        self.token = answer.json()["token"]
        return answer


def code_for(email: str) -> str:
    """Read the newest code that went to an address."""
    letter = Letter.objects.filter(to_address=email).latest("id")
    return secrets_of(letter)["code"].replace(" ", "")
