"""A time-stamping authority made with openssl, for tests."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

from sekisho.archive.outbound import Answered
from sekisho.archive.timestamps import read_roots

URL = "http://tsa.example/"
CONFIG = """
[tsa]
default_tsa = one
[one]
serial = serial
crypto_device = builtin
signer_cert = tsa.pem
signer_key = tsa.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class Authority:
    """A CA and a time-stamping authority below it, in a folder; answers as RFC 3161 section 3.4 says.

    With `chain` another CA stands between, and the certificates of both CAs are in the answer, in no order.
    """

    def __init__(self, folder: Path, *, chain: bool = False) -> None:
        folder.mkdir()
        self.folder = folder
        self.asked = 0
        new_key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        ca = ["-addext", "basicConstraints=critical,CA:true", "-addext", "keyUsage=critical,keyCertSign"]
        self.openssl(
            "req",
            "-x509",
            *new_key,
            "-keyout",
            "ca.key",
            "-out",
            "ca.pem",
            "-days",
            "30",
            "-subj",
            "/CN=CA",
            *ca,
        )
        between = "keyUsage=critical,keyCertSign\nbasicConstraints=critical,CA:true\n"
        leaf = "keyUsage=critical,digitalSignature\nextendedKeyUsage=critical,timeStamping\n"
        issuer = "ca"
        if chain:
            self._certify("between", issuer, between, new_key)
            issuer = "between"
        self._certify("tsa", issuer, leaf, new_key)
        (folder / "chain.pem").write_bytes(
            (folder / f"{issuer}.pem").read_bytes() + (folder / "ca.pem").read_bytes()
        )
        certs = "certs = chain.pem\n" if chain else ""
        (folder / "tsa.cnf").write_text(CONFIG + certs)
        (folder / "serial").write_text("01\n")
        self.roots = read_roots(folder / "ca.pem")

    def _certify(self, name: str, issuer: str, extensions: str, new_key: Sequence[str]) -> None:
        self.openssl(
            "req", *new_key, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={name.upper()}"
        )
        (self.folder / "extensions").write_text(extensions)
        self.openssl(
            "x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
            "-CAcreateserial", "-out", f"{name}.pem", "-days", "30", "-extfile", "extensions",
        )  # fmt: skip

    def openssl(self, *words: str) -> None:
        done = subprocess.run(
            ["openssl", *words], cwd=self.folder, capture_output=True, check=False, text=True
        )
        assert done.returncode == 0, done.stderr

    def answer(self, request: bytes) -> bytes:
        self.asked += 1
        (self.folder / "query.tsq").write_bytes(request)
        self.openssl("ts", "-reply", "-config", "tsa.cnf", "-queryfile", "query.tsq", "-out", "answer.tsr")
        return (self.folder / "answer.tsr").read_bytes()

    def __call__(self, url: str, body: bytes, content_type: str) -> Answered:
        assert (url, content_type) == (URL, "application/timestamp-query")
        return Answered(200, "application/timestamp-reply", self.answer(body))

    def stamp(self, text: str) -> bytes:
        """A stamp over a text, asked for by openssl itself; the request stays as `text.tsq`."""
        (self.folder / "text").write_text(text, encoding="utf-8")
        self.openssl("ts", "-query", "-data", "text", "-sha256", "-cert", "-out", "text.tsq")
        return self.answer((self.folder / "text.tsq").read_bytes())
