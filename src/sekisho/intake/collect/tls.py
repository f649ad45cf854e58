"""Syslog over TLS (RFC 5425): how the listener shows itself, and whom it believes."""

from __future__ import annotations

import ssl
from typing import Any, Final

from sekisho.intake.collect.settings import Listener
from sekisho.intake.collect.spool import TEXT_BYTES_MAX


class BadCertificate(Exception):
    """A certificate or key cannot be used; the text says which and why."""


def server_context(listener: Listener) -> ssl.SSLContext:
    """TLS 1.2 or later with the listener's certificate; client certificates are asked for where it names a CA.

    No session tickets: a sender that never reads would answer them with a reset when it closes, and a reset throws away
    what we have not read yet. Raises BadCertificate.
    """
    assert listener.certificate is not None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.num_tickets = 0
    try:
        context.load_cert_chain(listener.certificate, listener.key, password=_NO_PASSWORD)
    except (OSError, ValueError) as error:
        raise BadCertificate(f"{listener.certificate}: {error}") from error
    if listener.client_ca is not None:
        context.verify_mode = ssl.CERT_REQUIRED
        try:
            context.load_verify_locations(listener.client_ca)
        except (OSError, ValueError) as error:
            raise BadCertificate(f"{listener.client_ca}: {error}") from error
    return context


def name_in_certificate(secure: ssl.SSLSocket) -> str:
    """The peer's name: its first DNS name, else its common name (RFC 5425, 5.2). Empty without a certificate."""
    said: Any = secure.getpeercert() or {}  # Any: nested tuples, by the kind of entry
    names = [value for kind, value in said.get("subjectAltName", ()) if kind == "DNS"]
    names += [value for part in said.get("subject", ()) for kind, value in part if kind == "commonName"]
    return str(names[0]).encode()[:TEXT_BYTES_MAX].decode(errors="ignore") if names else ""


_NO_PASSWORD: Final = ""  # a key that asks for one is refused, instead of asking at the terminal
