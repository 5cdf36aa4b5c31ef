"""With a certificate the port speaks in secret, and one connection stays one."""

import smtplib
import ssl
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from abaca.inbox.gateways.smtp_in import RunningDoor
from abaca.inbox.jobs import door
from abaca.kernel.clock import system_now
from tests.inbox.conftest import let_in


@pytest.fixture
def certificate(tmp_path):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(system_now() - timedelta(days=1))
    made = made.not_valid_after(system_now() + timedelta(days=1))
    made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
    file = tmp_path / "certificate.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(secret + made.sign(key, SHA256()).public_bytes(Encoding.PEM))
    return file


def test_mail_comes_in_over_a_secured_connection(settings, certificate):
    settings.MAIL_IN_PORT, settings.MAIL_IN_CONNECTIONS = 0, 1
    settings.MAIL_IN_CERTIFICATE = str(certificate)
    kept = []
    running = RunningDoor(door(), kept.extend)
    for number in range(3):  # each gives its place free for the next
        with let_in(running.port) as server:
            server.starttls(context=ssl.create_default_context(cafile=str(certificate)))
            server.sendmail("alice@example.com", ["support@musa.example"], b"Subject: %d\r\n\r\nx" % number)
    running.stop()
    assert [delivery.raw[:10] for delivery in kept] == [b"Subject: 0", b"Subject: 1", b"Subject: 2"]


def test_without_a_certificate_nothing_is_promised(settings):
    settings.MAIL_IN_PORT = 0
    running = RunningDoor(door(), lambda _deliveries: None)
    with smtplib.SMTP("127.0.0.1", running.port) as server:
        server.ehlo()
        assert not server.has_extn("starttls")
        assert not server.has_extn("auth")
    running.stop()
