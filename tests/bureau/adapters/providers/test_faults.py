"""What a source can do wrong, done by a server of our own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bureau.adapters.providers.source_client import SourceClient
from bureau.quality.ports import SourceError
from tests.bureau.adapters.platforms import (
    broken_off,
    data,
    dripping,
    page,
    platform,
    status,
    text,
)

AT = datetime(2026, 8, 21, 12, tzinfo=UTC)


def ask(url: str, **options):
    line = SourceClient("a_source", url, sleep=lambda _: None, **options)
    return line.json("GET", "/", at=AT, params={"token": "secret", "x": "1"})


@pytest.fixture(scope="session")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that no authority signed."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    folder = tmp_path_factory.mktemp("certificate")
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "cert.pem", folder / "key.pem"


@pytest.mark.parametrize(
    ("fault", "reason", "times"),
    [
        (status(500), "HTTP status 500", 3),
        (status(429), "HTTP status 429", 3),
        (status(403), "HTTP status 403", 1),
        (page, "a web page instead of data", 1),
        (text(""), "the answer is empty", 3),
        (text('[{"AQI": "1'), "the answer breaks off", 3),
        (text("AQI=1]"), "the answer is not JSON", 3),
        (text("[" * 100_000 + "]" * 100_000), "the answer is not JSON", 3),
        (broken_off, "the connection broke", 3),
    ],
)
def test_every_fault_has_its_word_and_only_passing_ones_are_tried_again(fault, reason, times):
    with platform(fault) as server, pytest.raises(SourceError, match=reason):
        ask(server.url)
    assert len(server.requests) == times


def test_a_fault_that_passes_is_survived():
    with platform(status(502), broken_off, data([1])) as server:
        assert ask(server.url) == [1]


def test_a_server_that_drips_cannot_hold_us():
    with platform(dripping) as server, pytest.raises(SourceError, match=r"within 0\.3 s"):
        ask(server.url, deadline_seconds=0.3, attempts=1)


def test_nobody_there_is_told_apart():
    with platform(data([])) as server:
        url = server.url
    with pytest.raises(SourceError, match="no connection"):
        ask(url)


def test_an_unknown_certificate_is_refused_unless_it_is_pinned(certificate):
    with platform(data([1]), certificate=certificate) as server:
        secure = server.url.replace("http:", "https:")
        with pytest.raises(SourceError, match="certificate"):
            ask(secure)
        assert server.requests == []
        assert ask(secure, ca_file=str(certificate[0])) == [1]


def test_the_encoding_is_judged_by_the_bytes():
    with platform(data(["嘉兴市的空气质量"], "gb18030")) as server:
        assert ask(server.url) == ["嘉兴市的空气质量"]


def test_answers_are_kept_with_their_request_but_without_secrets():
    with platform(status(500)) as server, pytest.raises(SourceError) as failure:
        ask(server.url)
    assert [answer.status for answer in failure.value.raw] == [500, 500, 500]
    assert "secret" not in failure.value.raw[0].request
    assert "token=…" in failure.value.raw[0].request
