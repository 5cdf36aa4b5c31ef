"""What the look from outside makes of an answer that something on the way has spoilt."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from abaca.licensing.facades.keygen.proof import FAULTS, fault
from abaca.licensing.facades.keygen.signing import Target, headers
from abaca.licensing.keyring.signatures import public_half

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
TARGET = Target("POST", "/v1/licenses/actions/validate-key", "shop.example:8443")
AT = datetime(2027, 1, 1, tzinfo=UTC)
BODY = b'{"meta":{}}'


def heard(**changed: str) -> dict[str, str]:
    signed = headers(PRIVATE, UUID(int=1), TARGET, BODY, AT)
    return {name.lower(): value for name, value in signed.items()} | changed


@pytest.mark.parametrize(
    ("head", "target", "body", "dates", "expected"),
    [
        (heard(), TARGET, BODY, 1, None),
        (heard(**{"keygen-signature": ""}), TARGET, BODY, 1, "unsigned"),
        (heard(**{"content-encoding": "gzip"}), TARGET, BODY, 1, "compressed"),
        (heard(), TARGET, b"{}", 1, "body"),
        (heard(), TARGET, BODY, 2, "dates"),
        (heard(date="Fri, 01 Jan 2027 00:00:01 GMT"), TARGET, BODY, 1, "date"),
        (heard(), Target("POST", TARGET.path, "shop.example"), BODY, 1, "host"),
        (heard(**{"keygen-signature": 'signature="?"'}), TARGET, BODY, 1, "host"),
    ],
)
def test_each_fault_has_its_name(head, target, body, dates, expected):
    assert fault(target, head, body, dates=dates, public_keys=[public_half(PRIVATE)]) == expected


def test_every_fault_has_its_sentence():
    assert set(FAULTS) == {"unsigned", "compressed", "body", "dates", "date", "host"}


def test_the_signature_of_an_unknown_key_does_not_count():
    stranger = public_half(Ed25519PrivateKey.from_private_bytes(bytes(32)))
    assert fault(TARGET, heard(), BODY, dates=1, public_keys=[stranger]) == "host"
