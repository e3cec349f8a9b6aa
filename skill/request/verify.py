"""Proves that the bytes of a request were signed by Alexa.

The rules are Amazon's for skills hosted as a web service: an RSA SHA-256 signature over the raw
body, by a certificate that names echo-api.amazon.com, whose chain is fetched from one place and
leads to a trusted root. The stock verifier of `ask-sdk-webservice-support` is not used: it cannot
be imported with a current OpenSSL, fetches without a timeout, caches before it validates, and turns
bad input into server errors.

Nothing of a request is logged or quoted here.
"""

from __future__ import annotations

import base64
import binascii
import http.client
import posixpath
import re
import time
import warnings
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final
from urllib.parse import urlsplit

import msgspec
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from skill.errors import ConfigError, RequestRefused
from skill.request.chains import Chains, no_chain
from skill.request.envelope import Clock

Download = Callable[[str], bytes]
"""Fetches the PEM chain at a URL. Any failure may be raised; it means "not verified"."""

CHAIN_HOST: Final = "s3.amazonaws.com"
CHAIN_PATH: Final = "/echo.api/"
CHAIN_MAX_BYTES: Final = 64 * 1024
CHAIN_TIMEOUT_S: Final = 3.0
SIGNER: Final = "echo-api.amazon.com"
CACHE_ENTRIES: Final = 8

_PLAIN_PATH: Final = re.compile(r"/[A-Za-z0-9._~/-]*")


class Signer(msgspec.Struct, frozen=True):
    """The key of a validated chain and the time in which the whole chain is valid."""

    key: RSAPublicKey
    valid_from: datetime
    valid_until: datetime


class SignatureVerifier:
    """Checks the signature headers of a request against its raw body.

    Args:
        roots_pem: trusted root certificates; None takes those of `certifi`.
        download: fetches a chain; None fetches over HTTPS within `CHAIN_TIMEOUT_S`.
        now: the clock that certificates are judged by.
    """

    def __init__(self, roots_pem: bytes | None, download: Download | None, now: Clock) -> None:
        try:
            roots = x509.load_pem_x509_certificates(roots_pem) if roots_pem else _certifi_roots()
            self._store = Store(roots)
        except ValueError as error:
            raise ConfigError(
                "the root certificates cannot be read: give PEM text with at least one certificate"
            ) from error
        self._download = download or download_chain
        self._now = now
        self._signers: dict[str, Signer] = {}
        self._lock = Lock()
        self._chains = Chains[Signer]()

    def verify(self, chain_url: str | None, signature: str | None, body: bytes) -> None:
        """Accepts the body, or says why not.

        Raises:
            RequestRefused: a header is missing or broken, the chain is not to be trusted, or the
                signature does not belong to these bytes.
        """
        if not chain_url:
            raise RequestRefused(
                "header", "The SignatureCertChainUrl header is missing: send it with Signature-256."
            )
        if not signature:
            raise RequestRefused(
                "header",
                "The Signature-256 header is missing: sign the body with RSA and SHA-256.",
            )
        try:
            signed = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            raise RequestRefused(
                "signature", "The Signature-256 header is not base64: encode the signature in it."
            ) from None
        signer = self._signer(normal_chain_url(chain_url))
        try:
            signer.key.verify(signed, body, PKCS1v15(), SHA256())
        except InvalidSignature:
            raise RequestRefused(
                "signature",
                "The signature does not match the body: send the very bytes that were signed.",
            ) from None

    def _signer(self, url: str) -> Signer:
        now = self._now()
        return self._known(url, now) or self._chains.fetched(
            url, lambda: self._known(url, now) or self._fetched(url, now)
        )

    def _known(self, url: str, now: datetime) -> Signer | None:
        with self._lock:
            signer = self._signers.get(url)
        valid = signer is not None and signer.valid_from <= now <= signer.valid_until
        return signer if valid else None

    def _fetched(self, url: str, now: datetime) -> Signer:
        try:
            pem = self._download(url)
        except Exception:  # noqa: BLE001 - a download may fail in any way; each means: not verified
            raise no_chain() from None
        signer = self._validated(pem, now)
        with self._lock:
            # Only validated chains get here, so strangers cannot fill or poison the cache.
            self._signers.pop(url, None)
            while len(self._signers) >= CACHE_ENTRIES:
                del self._signers[next(iter(self._signers))]
            self._signers[url] = signer
        return signer

    def _validated(self, pem: bytes, now: datetime) -> Signer:
        if not isinstance(pem, bytes) or len(pem) > CHAIN_MAX_BYTES:
            raise _chain_refused("is too large")
        try:
            leaf, *intermediates = x509.load_pem_x509_certificates(pem)
            _check_leaf(leaf)
            chain = (
                PolicyBuilder()
                .store(self._store)
                .time(now)
                .extension_policies(
                    ca_policy=ExtensionPolicy.webpki_defaults_ca(), ee_policy=_leaf_policy()
                )
                .build_server_verifier(x509.DNSName(SIGNER))
                .verify(leaf, intermediates)
            )
            key = leaf.public_key()
        except VerificationError:
            raise _chain_refused("is expired or does not lead to a trusted root") from None
        except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
            raise _chain_refused("cannot be read") from None
        if not isinstance(key, RSAPublicKey):
            raise _chain_refused("does not hold an RSA key")
        return Signer(
            key,
            max(certificate.not_valid_before_utc for certificate in chain),
            min(certificate.not_valid_after_utc for certificate in chain),
        )


def normal_chain_url(url: str) -> str:
    """Returns the one form of a chain URL that is fetched and cached.

    Query and fragment are dropped, dot segments resolved, host in lower case, port left out.
    Percent-encoding, user names and unusual characters are refused rather than interpreted.

    Raises:
        RequestRefused: the URL is not one that Amazon publishes certificates under.
    """
    refused = RequestRefused(
        "chain url",
        f"The certificate chain URL is not allowed: use https://{CHAIN_HOST}{CHAIN_PATH}... .",
    )
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise refused from None
    if parts.scheme.lower() != "https" or "@" in parts.netloc or port not in (None, 443):
        raise refused
    if (parts.hostname or "").lower() != CHAIN_HOST or not _PLAIN_PATH.fullmatch(parts.path):
        raise refused
    path = posixpath.normpath(parts.path)
    if not path.startswith(CHAIN_PATH) or path.startswith("//"):
        raise refused
    return f"https://{CHAIN_HOST}{path}"


def download_chain(url: str) -> bytes:
    """Fetches a chain over HTTPS: no redirects, no proxies, bounded in time and size.

    Args:
        url: as `normal_chain_url` returns it.

    Raises:
        OSError: no answer in time, or not the answer 200.
        http.client.HTTPException: the answer is not HTTP.
    """
    deadline = time.monotonic() + CHAIN_TIMEOUT_S
    connection = http.client.HTTPSConnection(CHAIN_HOST, timeout=CHAIN_TIMEOUT_S)
    try:
        connection.request("GET", urlsplit(url).path)
        response = connection.getresponse()
        if response.status != 200:
            raise OSError(f"the certificate host answered {response.status}")
        pem = b""
        # A host that drips bytes would outlast any timeout on a single read.
        while len(pem) <= CHAIN_MAX_BYTES and time.monotonic() < deadline:
            block = response.read1(CHAIN_MAX_BYTES)
            if not block:
                return pem
            pem += block
        raise OSError("the certificate chain is too large or too slow")
    finally:
        connection.close()


def _check_leaf(leaf: x509.Certificate) -> None:
    """The checks that the WebPKI profile of `cryptography` leaves out."""
    try:
        names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        raise _chain_refused("lacks its names or its key usage") from None
    # The profile would accept *.amazon.com; Amazon promises the exact name.
    if SIGNER not in names.get_values_for_type(x509.DNSName):
        raise _chain_refused(f"is not for {SIGNER}")
    if not usage.digital_signature:
        raise _chain_refused("may not be used for signatures")


def _leaf_policy() -> ExtensionPolicy:
    """The WebPKI profile with any extended usage: this key signs requests, it serves no TLS."""
    return ExtensionPolicy.webpki_defaults_ee().may_be_present(
        x509.ExtendedKeyUsage, Criticality.AGNOSTIC, _any_extended_usage
    )


def _any_extended_usage(
    policy: Policy, certificate: x509.Certificate, usage: x509.ExtendedKeyUsage | None
) -> None:
    return None


def _chain_refused(what: str) -> RequestRefused:
    return RequestRefused(
        "certificate", f"The certificate chain {what}: sign with Alexa's current certificate."
    )


def _certifi_roots() -> list[x509.Certificate]:
    """The public roots, without the few that `cryptography` objects to or will refuse to read."""
    import certifi

    roots = []
    pem = Path(certifi.where()).read_bytes()
    for block in re.findall(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", pem, re.S):
        with warnings.catch_warnings():
            warnings.simplefilter("error", CryptographyDeprecationWarning)
            try:
                roots.append(x509.load_pem_x509_certificate(block))
            except (ValueError, CryptographyDeprecationWarning):
                continue
    return roots
