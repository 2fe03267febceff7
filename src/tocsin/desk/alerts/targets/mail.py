"""E-mail: a text and an HTML part, over TLS or STARTTLS with a login, each update in the thread of its alert.

Headers are built by Python's `email` with the modern policy, from lines without control characters: no word of a report can begin
another header. The Message-ID is made of the message's own id, so a mail that had to be sent twice is recognised as one.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping, Sequence
from contextlib import suppress
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, ClassVar

from tocsin.desk.alerts import wording
from tocsin.desk.alerts.nouns import URGENT, Never, NotNow
from tocsin.desk.alerts.rulebook import NotAllowed, Reader, one_of, several, text, whole
from tocsin.desk.alerts.targets.base import Parcel, Target, secret
from tocsin.desk.watch.fetch import trusted
from tocsin.telling.quoting import line

_MOST_SUBJECT = 180  # characters


def address(value: Any) -> str:
    """One address, with or without a name."""
    plain = text(value)
    name, mailbox = parseaddr(plain)
    user, at, domain = mailbox.rpartition("@")
    if not at or not user or not domain or any(c.isspace() or c in ",;<>" for c in mailbox) or not mailbox.isascii():
        raise ValueError('an address such as "desk@example.org" or "Night desk <desk@example.org>"')
    return str(Address(line(name), user, domain))


KEYS: Mapping[str, Reader] = {
    "host": text,
    "port": whole(1, 65_535),
    "security": one_of("starttls", "tls", "none"),
    "user": text,
    "password_env": text,
    "from": address,
    "to": several(address),
    "ca_file": text,
    "timeout": whole(1, 30),
}
NEEDED = ("host", "from", "to")
_PORTS = {"starttls": 587, "tls": 465, "none": 25}


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A mailbox from its table in the rules file."""
    security = options.get("security", "starttls")
    if ("user" in options) != ("password_env" in options):
        raise NotAllowed("user", "`user` and `password_env` (the name of an environment variable) go together")
    if security == "none" and "user" in options:
        raise NotAllowed("security", "a password is sent over TLS only: use starttls or tls")
    if not options["to"]:
        raise NotAllowed("to", "at least one address")
    return Mail(
        name, attempts=options["attempts"], host=options["host"], port=options.get("port", _PORTS[security]), security=security,
        user=options.get("user"), password_env=options.get("password_env"), sender=options["from"], to=options["to"],
        ca_file=str(folder / options["ca_file"]) if "ca_file" in options else None, timeout=options.get("timeout", 15),
    )  # fmt: skip


class Mail:
    """One list of recipients by one server."""

    rings: ClassVar[bool] = True

    def __init__(
        self,
        name: str,
        *,
        attempts: int,
        host: str,
        port: int,
        security: str,
        user: str | None,
        password_env: str | None,
        sender: str,
        to: Sequence[str],
        ca_file: str | None,
        timeout: int,
    ) -> None:
        self.name, self.attempts = name, attempts
        self._host, self._port, self._security = host, port, security
        self._user, self._password_env = user, password_env
        self._from, self._to, self._ca_file, self._timeout = sender, tuple(to), ca_file, timeout

    @property
    def told(self) -> str:
        """Who gets it by which server."""
        return f"mail to {', '.join(self._to)} by {self._host}:{self._port} ({self._security})"

    def send(self, parcel: Parcel) -> None:
        """Send one mail to all who have not got it yet."""
        to = [a for a in self._to if a not in parcel.reached]
        if not to:
            return
        mail = self.compose(parcel)
        refused = self._hand_over(mail, [parseaddr(a)[1] for a in to])
        if not refused:
            return
        reached = tuple(a for a in to if parseaddr(a)[1] not in refused)
        why = "; ".join(f"{who}: {code}" for who, code in sorted(refused.items()))
        if any(code < 500 for code in refused.values()):
            raise NotNow(f"not yet taken for {why}", reached=reached)
        raise Never(f"refused for {why}", reached=reached)

    def compose(self, parcel: Parcel) -> EmailMessage:
        """The mail of a parcel."""
        domain = parseaddr(self._from)[1].rpartition("@")[2]
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = self._from
        mail["To"] = ", ".join(self._to)
        first = parcel.messages[0]
        title = wording.digest_title(parcel.messages, parcel.digest) if parcel.digest else wording.title(first)
        mail["Subject"] = _clean(title)[:_MOST_SUBJECT]
        mail["Date"] = format_datetime(parcel.now)
        mail["Message-ID"] = f"<{parcel.id}@{domain}>"
        earlier = [] if parcel.digest else [f"<{e.id}@{domain}>" for e in parcel.earlier.get(first.id, ())]
        if earlier:
            mail["In-Reply-To"] = earlier[-1]
            mail["References"] = " ".join(earlier[-20:])
        mail["List-Id"] = f"Tocsin alerts <alerts.{domain}>"
        mail["Auto-Submitted"] = "auto-generated"
        mail["X-Tocsin-Id"] = parcel.id
        if any(m.severity in URGENT for m in parcel.messages) and first.kind != "cancel":
            mail["Importance"] = "high"
        texts = [wording.text(m) for m in parcel.messages]
        mail.set_content(_clean_body(("\n" + "-" * 60 + "\n\n").join(texts)))
        parts = "\n<hr>\n".join(wording.html(m) for m in parcel.messages)
        head = '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>Alert</title></head>'
        mail.add_alternative(_clean_body(f"{head}<body>\n{parts}\n</body></html>\n"), subtype="html")
        return mail

    def _hand_over(self, mail: EmailMessage, to: list[str]) -> dict[str, int]:
        """Give the mail to the server. Returns the recipients it refused, with its code."""
        try:
            server = self._server()
            try:
                self._log_in(server)
                refused = server.send_message(mail, parseaddr(self._from)[1], to)
            finally:
                with suppress(smtplib.SMTPException, OSError):
                    server.quit()
                server.close()
            return {who: code for who, (code, _) in refused.items()}
        except smtplib.SMTPRecipientsRefused as error:
            return {who: code for who, (code, _) in error.recipients.items()}
        except smtplib.SMTPAuthenticationError as error:
            raise NotNow(f"the server does not accept the login ({error.smtp_code})") from None
        except smtplib.SMTPNotSupportedError:
            raise NotNow("the server does not offer STARTTLS or a login as asked for") from None
        except smtplib.SMTPResponseException as error:
            if 500 <= error.smtp_code < 600:
                raise Never(f"the server refused it ({error.smtp_code})") from None
            raise NotNow(f"the server could not take it now ({error.smtp_code})") from None
        except ssl.SSLError:
            raise NotNow("no secure connection: the server's certificate is not trusted") from None
        except (smtplib.SMTPServerDisconnected, TimeoutError):
            raise NotNow("the server broke off or was silent for too long") from None
        except (OSError, smtplib.SMTPException):
            raise NotNow(f"no connection to {self._host}:{self._port}") from None

    def _server(self) -> smtplib.SMTP:
        if self._security == "tls":
            return smtplib.SMTP_SSL(self._host, self._port, timeout=self._timeout, context=self._tls())
        return smtplib.SMTP(self._host, self._port, timeout=self._timeout)

    def _log_in(self, server: smtplib.SMTP) -> None:
        if self._security == "starttls":
            server.starttls(context=self._tls())
        if self._user and self._password_env:
            server.login(self._user, secret(self._password_env))

    def _tls(self) -> ssl.SSLContext:
        context = trusted()
        if self._ca_file:
            try:
                context.load_verify_locations(self._ca_file)
            except (OSError, ssl.SSLError):
                raise NotNow("its ca_file cannot be read") from None
        return context


def _clean(value: str) -> str:
    """One line that any header can hold."""
    return line(value).encode("utf-8", "replace").decode()


def _clean_body(value: str) -> str:
    return value.encode("utf-8", "replace").decode().replace("\0", "\ufffd")
