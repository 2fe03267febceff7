"""A mail server that is real: SMTP on a free port, with STARTTLS or TLS by a certificate of its own, and a login."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "desk", "correct horse"


@dataclass
class Mailbox:
    """What came. `refuse` gives, by recipient, the answer to give instead of taking it; `answer` that to the whole mail."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    envelopes: list[list[str]] = field(default_factory=list)
    refuse: dict[str, str] = field(default_factory=dict)
    answer: str | None = None
    logins: list[str] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Take or refuse a recipient."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Take or refuse a mail."""
        if self.answer is not None:
            return self.answer
        mail = message_from_bytes(cast(bytes, envelope.content), policy=policy.default)
        self.mails.append(cast(EmailMessage, mail))
        self.envelopes.append(list(envelope.rcpt_tos))
        return "250 OK"

    def log_in(self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
        """Whether user and password are right."""
        right = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
        self.logins.append(f"{mechanism} {'right' if right else 'wrong'}")
        return AuthResult(success=right, handled=False)


@contextmanager
def mailbox(folder: Path, security: str = "starttls", *, is_trusted: bool = True) -> Iterator[Mailbox]:
    """A running server; the certificate's authority is written to `ca.pem` in the folder (another one's where not trusted)."""
    authority = trustme.CA()
    (authority if is_trusted else trustme.CA()).cert_pem.write_to_path(str(folder / "ca.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(context)
    box = Mailbox()
    over_tls: dict[str, Any] = {"ssl_context": context} if security == "tls" else {}
    starttls: dict[str, Any] = {"tls_context": context, "require_starttls": True} if security == "starttls" else {}
    # Over TLS from the start aiosmtpd knows of no TLS, so it cannot insist on a login there; the tests look at `logins`.
    login: dict[str, Any] = {
        "authenticator": box.log_in,
        "auth_required": security == "starttls",
        "auth_require_tls": security != "tls",
    }
    with socket.socket() as probe:  # the controller knocks at the port that it was told, so it cannot be 0
        probe.bind(("127.0.0.1", 0))
        box.port = int(probe.getsockname()[1])
    controller = Controller(
        box, hostname="127.0.0.1", port=box.port, **over_tls, **starttls, **(login if security != "none" else {})
    )
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
