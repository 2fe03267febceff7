"""A receiver of Tocsin's webhooks: checks the signature, forgets nothing that came twice, answers.

    TOCSIN_SECRET=… python verify_webhook.py 8750

Only the function `is_genuine` matters; the same ten lines can be written in any language.
"""

import hashlib
import hmac
import json
import os
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import ClassVar


def is_genuine(secret: str, header: str, body: bytes, now: float, tolerance_s: float = 300) -> bool:
    """Whether `body` was signed with the secret, and not long ago. `header` is what Tocsin-Signature holds: t=SECONDS,v1=HEX."""
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    seconds, given = parts.get("t", ""), parts.get("v1", "")
    if not seconds.isdecimal() or abs(now - int(seconds)) > tolerance_s:
        return False  # an old message that somebody kept and sends again
    wanted = hmac.new(secret.encode(), seconds.encode() + b"." + body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(wanted, given)


class Receiver(BaseHTTPRequestHandler):
    """Takes each message once: what had to be sent again carries the same Idempotency-Key."""

    seen: ClassVar[set[str]] = set()

    def do_POST(self) -> None:
        """Check, then take."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not is_genuine(os.environ["TOCSIN_SECRET"], self.headers.get("Tocsin-Signature", ""), body, time.time()):
            self.send_error(401)
            return
        key = self.headers.get("Idempotency-Key", "")
        if key not in self.seen:
            self.seen.add(key)
            message = json.loads(body)
            for alert in message["alerts"] if message["type"] == "digest" else [message]:
                print(alert["kind"], alert["title"])  # noqa: T201  (an example prints)
        self.send_response(204)
        self.end_headers()


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(sys.argv[1])), Receiver).serve_forever()
