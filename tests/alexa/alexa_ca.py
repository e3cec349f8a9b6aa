"""A certificate authority of our own, so that signatures are really made and really verified."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

NOW = datetime.now(UTC).replace(microsecond=0)
"""The real time, since the stock verifier, our reference peer, knows no other clock."""
DAY = timedelta(days=1)
SIGNER = "echo-api.amazon.com"
CHAIN_URL = "https://s3.amazonaws.com/echo.api/echo-api-cert-13.pem"


@dataclass(frozen=True)
class Party:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)

    def sign(self, body: bytes, digest: hashes.HashAlgorithm | None = None) -> str:
        signature = self.key.sign(body, padding.PKCS1v15(), digest or hashes.SHA256())
        return base64.b64encode(signature).decode()


@cache
def rsa_key(name: str) -> rsa.RSAPrivateKey:
    """One key per name: making them is the slow part."""
    return rsa.generate_private_key(65537, 2048)


def make(
    name: str,
    issuer: Party | None = None,
    *,
    ca: bool = False,
    names: list[str] | None = None,
    digital_signature: bool = True,
    key_usage: bool = True,
    usages: list[x509.ObjectIdentifier] | None = None,
    start: datetime = NOW - DAY,
    end: datetime = NOW + 30 * DAY,
    key: Any = None,
) -> Party:
    """A certificate; self-signed without an issuer."""
    key = key or rsa_key(name)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    signing_key = issuer.key if issuer else key
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), False
        )
    )
    if key_usage:
        builder = builder.add_extension(_usage(digital_signature, ca), critical=True)
    if names:
        alternative = x509.SubjectAlternativeName([x509.DNSName(n) for n in names])
        builder = builder.add_extension(alternative, False)
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), False)
    return Party(builder.sign(signing_key, hashes.SHA256()), key)


def _usage(digital_signature: bool, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=False,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


@cache
def root() -> Party:
    return make("Test Root", ca=True, end=NOW + 3650 * DAY)


@cache
def intermediate() -> Party:
    return make("Test Intermediate", root(), ca=True, end=NOW + 365 * DAY)


def leaf(issuer: Party | None = None, **changes: Any) -> Party:
    """Amazon's signing certificate, or a broken one like it."""
    settings: dict[str, Any] = {
        "names": [SIGNER],
        "usages": [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH],
        **changes,
    }
    return make(SIGNER, issuer or intermediate(), **settings)


@cache
def good_leaf() -> Party:
    return leaf()


def elliptic_leaf() -> Party:
    return leaf(key=ec.generate_private_key(ec.SECP256R1()))
