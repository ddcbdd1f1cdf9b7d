"""Encrypted connections: the certificate is that of the name, although an address is connected to."""

import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.fetched_web import Desk, Web, page


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate of harbour.example, signed by itself."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "harbour.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("harbour.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "harbour.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return file


def test_a_certificate_is_held_to_the_name_of_the_host(
    desk: Desk, web: Web, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    web.server.socket = context.wrap_socket(web.server.socket, server_side=True)
    web.pages = {"/b": page("In confidence.")}
    ours, other = (web.url("/b", host).replace("http:", "https:") for host in ("harbour.example", "quay.example"))

    unknown = desk.fetch(ours, fetch_attempts=1).outcomes
    assert [outcome.status for outcome in unknown] == ["failed"]
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    known = desk.fetch(ours, other, fetch_attempts=1).outcomes
    assert {outcome.url: outcome.status for outcome in known} == {ours: "fetched", other: "failed"}
    assert all("certificate" in each.message for each in [*unknown, known[1]])
