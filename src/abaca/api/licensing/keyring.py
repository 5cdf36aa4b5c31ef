"""The public keys, so that anybody can check a signature."""

from abaca.licensing.keyring.actions import current_signer
from abaca.licensing.keyring.queries import published

from . import shapes
from .door import Answer, Call, call
from .errors import NoSuchCall


@call("keys", method="GET")
def keys(asked: Call) -> Answer:
    """Publish the keys; a program pins them when it is built and never trusts one because it was fetched."""
    signer = current_signer(at=asked.at)
    rows = [
        {
            "kid": key.kid,
            "public_key": bytes(key.public_key).hex(),
            "state": key.state,
            "since": shapes.instant(key.since),
        }
        for key in published()
    ]
    return Answer({"keys": rows}, kid=signer.kid)


@call("unknown")
def unknown(_asked: Call) -> Answer:
    """Answer for an address where there is no call."""
    raise NoSuchCall
