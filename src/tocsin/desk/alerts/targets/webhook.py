"""A webhook: the alert as JSON, signed, POSTed to an address that was checked before the connection.

What a receiver gets: the headers `Idempotency-Key` (the same when a message has to be sent again), `Tocsin-Event` (new, update,
cancel, test or digest) and `Tocsin-Signature: t=SECONDS,v1=HEX`, an HMAC-SHA256 with the shared secret over `SECONDS.BODY`.
`examples/verify_webhook.py` is a receiver that checks it. Any answer of 2xx takes the message; redirects are refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import ssl
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpcore

from tocsin import codec
from tocsin.desk.alerts import wording
from tocsin.desk.alerts.nouns import Message, Never, NotNow
from tocsin.desk.alerts.rulebook import NotAllowed, Reader, text, whole, yes_no
from tocsin.desk.alerts.targets.base import Parcel, Target, secret
from tocsin.desk.watch import fetch, reach
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.politeness import retry_after

KEYS: Mapping[str, Reader] = {
    "url": text,
    "url_env": text,
    "secret_env": text,
    "token_env": text,
    "allow_private": yes_no,
    "ca_file": text,
    "timeout": whole(1, 30),
}
NEEDED = ("secret_env",)
AGAIN = (408, 409, 423, 425, 429)  # answers of 4xx that pass


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A webhook from its table in the rules file."""
    if ("url" in options) == ("url_env" in options):
        raise NotAllowed("type", "`webhook` needs `url`, or `url_env` where the address itself is a secret")
    if "url" in options:
        _checked("url", options["url"])
    ca = str(folder / options["ca_file"]) if "ca_file" in options else None
    rest = {k: v for k, v in options.items() if k != "ca_file"}
    return Webhook(name, ca_file=ca, **rest)


def _checked(key: str, url: str) -> str:
    try:
        parts = urlsplit(url)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets that do not close, a port that is none
        is_whole = False
    if not is_whole or any(c.isspace() for c in url):
        raise NotAllowed(key, "an address that begins with https:// or http://")
    if parts.username or parts.password:
        raise NotAllowed(key, "no name or password in the address: use `token_env`, or `url_env` for the whole address")
    return url


class Webhook:
    """One address."""

    rings: ClassVar[bool] = True

    def __init__(
        self,
        name: str,
        *,
        secret_env: str,
        attempts: int,
        url: str | None = None,
        url_env: str | None = None,
        token_env: str | None = None,
        allow_private: bool = False,
        ca_file: str | None = None,
        timeout: int = 10,
    ) -> None:
        self.name, self.attempts = name, attempts
        self._url, self._url_env = url, url_env
        self._secret_env, self._token_env = secret_env, token_env
        self._allow_private, self._ca_file, self._timeout = allow_private, ca_file, timeout

    @property
    def told(self) -> str:
        """The host; the address of a secret webhook stays in the environment."""
        return f"webhook at {urlsplit(self._url).hostname}" if self._url else f"webhook at the address in {self._url_env}"

    def send(self, parcel: Parcel) -> None:
        """POST the parcel."""
        try:
            url = self._url or _checked("url_env", secret(self._url_env or ""))
        except NotAllowed as error:
            raise NotNow(f"{self._url_env}: {error}") from None
        body = payload(parcel)
        key = secret(self._secret_env)
        event = "digest" if parcel.digest else parcel.messages[0].kind
        headers = [
            ("Host", urlsplit(url).netloc),
            ("User-Agent", "tocsin"),
            ("Content-Type", "application/json; charset=utf-8"),
            ("Content-Length", str(len(body))),
            ("Idempotency-Key", parcel.id),
            ("Tocsin-Event", event),
            ("Tocsin-Signature", signature(key, body, parcel.now)),
            ("Connection", "close"),
        ]
        if self._token_env:
            token = secret(self._token_env)
            if not token.isascii() or not token.isprintable():
                raise NotNow(f"{self._token_env} holds characters that no header can")
            headers.append(("Authorization", f"Bearer {token}"))
        status, asked = asyncio.run(self._post(url, headers, body))
        _judge(status, asked, parcel.now)

    async def _post(self, url: str, headers: list[tuple[str, str]], body: bytes) -> tuple[int, str | None]:
        seconds = float(self._timeout)
        guard = reach.Guarded(allow_local=self._allow_private, seconds=seconds)
        times = {"connect": seconds, "read": seconds, "write": seconds}
        request = httpcore.Request("POST", httpcore.URL(url), headers=headers, content=body, extensions={"timeout": times})
        try:
            async with (
                asyncio.timeout(2 * seconds),
                httpcore.AsyncHTTPConnection(httpcore.URL(url).origin, self._tls(), network_backend=guard) as connection,
            ):
                response = await connection.handle_async_request(request)
                try:
                    asked = next((v.decode("latin-1") for k, v in response.headers if k.lower() == b"retry-after"), None)
                    return response.status, asked
                finally:
                    await response.aclose()
        except Fault as fault:
            if fault.name == "private":
                raise Never("its address is a private one; set allow_private = true if it is your own network") from None
            raise NotNow(str(fault)) from None
        except (TimeoutError, httpcore.TimeoutException):
            raise NotNow(f"no answer within {seconds:g} s") from None
        except ssl.SSLError:
            raise NotNow("no secure connection: its certificate is not trusted") from None
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            cause = error.__context__ or error
            if isinstance(cause, ssl.SSLError) or "CERTIFICATE" in str(error).upper():
                raise NotNow("no secure connection: its certificate is not trusted") from None
            raise NotNow("the connection broke before an answer came") from None

    def _tls(self) -> ssl.SSLContext:
        context = fetch.trusted()
        if self._ca_file:
            try:
                context.load_verify_locations(self._ca_file)
            except (OSError, ssl.SSLError):
                raise NotNow("its ca_file cannot be read") from None
        return context


def payload(parcel: Parcel) -> bytes:
    """The JSON of a parcel: one alert, or `{"type": "digest", "alerts": […]}`."""
    alerts = [_alert(m) for m in parcel.messages]
    data = {"type": "digest", "id": parcel.id, "digest": parcel.digest, "alerts": alerts} if parcel.digest else alerts[0]
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def _alert(message: Message) -> dict[str, Any]:
    data = codec.to_data(message)
    return {"type": "alert", "title": wording.title(message), "text": wording.text(message), **data}


def signature(key: str, body: bytes, now: datetime) -> str:
    """The value of the signature header."""
    seconds = str(int(now.timestamp()))
    digest = hmac.new(key.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={digest}"


def _judge(status: int, asked: str | None, now: datetime) -> None:
    if 200 <= status < 300:
        return
    if 300 <= status < 400:
        raise Never(f"it answered {status}, a redirect; give the address that it leads to")
    if status < 500 and status not in AGAIN:
        raise Never(f"it answered {status}")
    until = retry_after(asked, now)
    raise NotNow(f"it answered {status}", after=max(0.0, (until - now).total_seconds()) if until is not None else None)
