"""The many services (chat, push, SMS, …) that the library apprise knows; an extra: `pip install 'tocsin[notify]'`.

The service's address holds its password or token, so it stands in an environment variable only.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from tocsin.desk.alerts import wording
from tocsin.desk.alerts.nouns import URGENT, NotNow
from tocsin.desk.alerts.rulebook import NotAllowed, Reader, text
from tocsin.desk.alerts.targets.base import Parcel, Target, secret

KEYS: Mapping[str, Reader] = {"url_env": text}
NEEDED = ("url_env",)


def build(name: str, options: Mapping[str, Any], folder: Path) -> Target:
    """A service from its table in the rules file."""
    try:
        import apprise  # noqa: F401
    except ImportError:
        raise NotAllowed("type", "apprise is not installed; pip install 'tocsin[notify]'") from None
    return Service(name, **options)


class Service:
    """One address of apprise."""

    rings: ClassVar[bool] = True

    def __init__(self, name: str, *, attempts: int, url_env: str) -> None:
        self.name, self.attempts = name, attempts
        self._url_env = url_env

    @property
    def told(self) -> str:
        """The variable that holds the address."""
        return f"the service at the address in {self._url_env}"

    def send(self, parcel: Parcel) -> None:
        """Send through apprise; it says only whether it worked."""
        import apprise

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # its warnings name the address, and so the secret
        service = apprise.Apprise()
        if not service.add(secret(self._url_env)):
            raise NotNow(f"the address in {self._url_env} is none that apprise knows")
        title = wording.digest_title(parcel.messages, parcel.digest) if parcel.digest else wording.title(parcel.messages[0])
        body = "\n\n".join(wording.text(m) for m in parcel.messages) if parcel.digest else wording.body(parcel.messages[0])
        is_urgent = any(m.severity in URGENT for m in parcel.messages)
        kind = apprise.NotifyType.WARNING if is_urgent else apprise.NotifyType.INFO
        if not service.notify(body=body, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT):
            raise NotNow("the service did not take it")
