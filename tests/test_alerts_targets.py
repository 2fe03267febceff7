"""Every kind of target over a real server or file, read back by somebody else's reader."""

from __future__ import annotations

import logging
import runpy
import time
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from mailbox import PASSWORD, USER, Mailbox, mailbox
from pathlib import Path
from typing import Any, cast

import feedparser
import icalendar
import pytest
from lxml import etree

from alerting import FOLDERS, Desk, advisory, picture, report, rule, window
from receiver import Receiver, receiver
from tocsin.desk.alerts import letters
from tocsin.model import Span

ROOT = Path(__file__).resolve().parents[1]
LEAVE = advisory("d1", "r1", "NOR", "leave", "2027-03-01", deadline="2027-03-09")
LATER = replace(LEAVE, id="d2", deadline="2027-03-12", said="2027-03-02")
GONE = replace(LEAVE, id="d3", change="withdrawn", said="2027-03-03")
SECRET = "a long shared secret"


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A desk, with the secrets in the environment."""
    monkeypatch.setenv("HOOK_SECRET", SECRET)
    monkeypatch.setenv("MAIL_PASSWORD", PASSWORD)
    made = Desk(tmp_path, "")
    yield made
    made.close()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    """A receiver of webhooks."""
    with receiver() as running:
        yield running


def put(desk: Desk, *advisories: Any, **rooms: Any) -> None:
    desk.store.put_stories({"story": picture(advisories=advisories, **rooms)})


# -- webhook


def hooked(hook: Receiver, **keys: Any) -> str:
    more = "".join(f"{k} = {v}\n" for k, v in {"allow_private": "true", **keys}.items())
    return f'[targets.hook]\ntype = "webhook"\nurl = "{hook.url}"\nsecret_env = "HOOK_SECRET"\n{more}' + rule(targets="hook")


def test_a_webhook_is_signed_as_the_example_checks_it(desk: Desk, hook: Receiver) -> None:
    """The receiver in examples/ takes what came, and neither another body, another secret nor an old message."""
    is_genuine = runpy.run_path(str(ROOT / "examples" / "verify_webhook.py"))["is_genuine"]
    desk.path.write_text(hooked(hook))
    put(desk, LEAVE)
    assert desk.run().sent == 1
    (came,) = hook.came
    now, header = desk.clock.now().timestamp(), came.headers["Tocsin-Signature"]
    assert is_genuine(SECRET, header, came.body, now)
    assert not is_genuine(SECRET, header, came.body + b" ", now)
    assert not is_genuine("another", header, came.body, now)
    assert not is_genuine(SECRET, header, came.body, now + 600)
    assert not is_genuine(SECRET, "", came.body, now)
    assert came.data["title"] == "Norway to citizens: leave Chad, by Tue 9 Mar 2027"
    assert came.data["kind"] == came.headers["Tocsin-Event"] == "new"
    assert came.data["fact"]["quotes"][0]["text"] == "told to leave"
    assert came.data["fact"]["origins"]


def test_update_and_cancel_follow_with_the_alerts_id(desk: Desk, hook: Receiver) -> None:
    """The same alert, the next number, and what changed."""
    desk.path.write_text(hooked(hook))
    for advisories in ((LEAVE,), (LEAVE, LATER), (LEAVE, LATER, GONE)):
        put(desk, *advisories)
        desk.run()
    data = [c.data for c in hook.came]
    assert [(d["kind"], d["sequence"]) for d in data] == [("new", 1), ("update", 2), ("cancel", 3)]
    assert len({d["alert"] for d in data}) == 1
    assert data[1]["changes"] == ["Deadline: Fri 12 Mar 2027 (before: Tue 9 Mar 2027)"]
    assert data[2]["reason"]


REFUSED = [
    (302, {"Location": "http://127.0.0.1:9/"}, "a redirect"),
    (404, {}, "it answered 404"),
    (401, {}, "it answered 401"),
]


@pytest.mark.parametrize(("status", "headers", "why"), REFUSED)
def test_what_is_refused_for_good_is_a_dead_letter_at_once(
    desk: Desk, hook: Receiver, status: int, headers: dict[str, str], why: str
) -> None:
    """Trying again would bring nothing; a redirect is never followed, for the signature would go to a stranger."""
    desk.path.write_text(hooked(hook))
    hook.answers = [(status, headers)]
    put(desk, LEAVE)
    assert desk.run().dead == 1
    (letter,) = letters.dead(desk.store)
    assert why in letter.error
    assert letters.replay(desk.store, desk.clock).again == (letter.id,)
    assert desk.run().sent == 1
    assert hook.keys() == {letter.id: 2}


def test_a_private_address_is_refused_unless_allowed(desk: Desk, hook: Receiver) -> None:
    """By the address that is connected to, before anything is sent."""
    desk.path.write_text(hooked(hook, allow_private="false"))
    put(desk, LEAVE)
    assert desk.run().dead == 1
    assert "private" in letters.dead(desk.store)[0].error
    assert hook.came == []


def test_retry_after_is_honoured(desk: Desk, hook: Receiver) -> None:
    """429 with two hours: nothing before, and then the same key again."""
    desk.path.write_text(hooked(hook))
    hook.answers = [(429, {"Retry-After": "7200"})]
    put(desk, LEAVE)
    assert desk.run().failed == 1
    desk.clock.turn(7100)
    assert desk.run().sent == 0
    desk.clock.turn(200)
    assert desk.run().sent == 1
    assert list(hook.keys().values()) == [2]


def test_nobody_listens(desk: Desk, hook: Receiver, unused_tcp_port: int) -> None:
    """Tried again with growing waits, then a dead letter; no address stands in what is kept of it."""
    rules = hooked(hook, attempts=3).replace(str(hook.port), str(unused_tcp_port))
    desk.path.write_text(rules)
    put(desk, LEAVE)
    assert desk.run().failed == 1
    for _ in range(2):
        desk.clock.turn(200)
        desk.run()
    (letter,) = letters.dead(desk.store)
    assert "tried 3 times" in letter.error
    assert hook.url not in letter.error


@pytest.fixture
def unused_tcp_port() -> int:
    """A port on which nobody listens."""
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# -- e-mail


def mailed(box: Mailbox, security: str = "starttls", to: str = '["a@example.org", "Night desk <b@example.org>"]') -> str:
    login = f'user = "{USER}"\npassword_env = "MAIL_PASSWORD"\nca_file = "ca.pem"\n' if security != "none" else ""
    return (
        f'[targets.desk]\ntype = "mail"\nhost = "localhost"\nport = {box.port}\nsecurity = "{security}"\n{login}'
        f'from = "Tocsin <tocsin@example.org>"\nto = {to}\n' + rule(targets="desk")
    )


@pytest.mark.parametrize("security", ["starttls", "tls", "none"])
def test_a_mail_arrives(desk: Desk, tmp_path: Path, security: str) -> None:
    """With TLS and a login, in text and HTML, to all."""
    with mailbox(tmp_path, security) as box:
        desk.path.write_text(mailed(box, security))
        put(desk, LEAVE)
        assert desk.run().sent == 1
        (mail,) = box.mails
    assert box.envelopes == [["a@example.org", "b@example.org"]]
    assert box.logins == ([] if security == "none" else ["PLAIN right"])
    assert mail["Subject"] == "Norway to citizens: leave Chad, by Tue 9 Mar 2027"
    assert mail["List-Id"] == "Tocsin alerts <alerts.example.org>"
    text, html = part(mail, "plain"), part(mail, "html")
    assert "“told to leave” — Gazette r1, 2027-03-01, report r1" in text
    assert "“told to leave” — Gazette r1" in html
    assert "Norway; 1 report carries it" in text


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return cast(str, cast(EmailMessage, found).get_content())


def test_updates_thread(desk: Desk, tmp_path: Path) -> None:
    """Each later mail answers the ones before, so that a mail program shows one conversation."""
    with mailbox(tmp_path) as box:
        desk.path.write_text(mailed(box))
        for advisories in ((LEAVE,), (LEAVE, LATER), (LEAVE, LATER, GONE)):
            put(desk, *advisories)
            desk.run()
        first, second, third = box.mails
    assert second["In-Reply-To"] == first["Message-ID"]
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert second["Subject"].startswith("Update: Norway")
    assert third["Subject"].startswith("No longer so: Norway")
    assert "no longer say so" in part(third, "plain")


HOSTILE = "leave\r\nBcc: thief@example.org\r\n\r\n<script>alert(1)</script>\u202e\x00 \ud83d now"


def test_no_word_of_a_report_becomes_a_header(desk: Desk, tmp_path: Path) -> None:
    """Line breaks, markup and lone surrogates of a report stay words."""
    bad = replace(LEAVE, audience=HOSTILE, span=Span(report="r1", start=0, end=len(HOSTILE), text=HOSTILE))
    with mailbox(tmp_path, "none") as box:
        desk.path.write_text(mailed(box, "none"))
        put(desk, bad, reports=(report("r1", "2027-03-01", outlet=HOSTILE),))
        assert desk.run().sent == 1
        (mail,) = box.mails
    assert mail["Bcc"] is None
    assert box.envelopes == [["a@example.org", "b@example.org"]]
    assert "Bcc: thief" in mail["Subject"]
    assert "<script>" not in part(mail, "html")
    assert "&lt;script&gt;" in part(mail, "html")


def test_one_recipient_is_slow(desk: Desk, tmp_path: Path) -> None:
    """Who has it does not get it again; who was put off gets it later; who is refused for good is a dead letter."""
    with mailbox(tmp_path) as box:
        desk.path.write_text(mailed(box))
        box.refuse = {"b@example.org": "450 later"}
        put(desk, LEAVE)
        assert desk.run().failed == 1
        desk.clock.turn(60)
        box.refuse = {}
        assert desk.run().sent == 1
        assert box.envelopes == [["a@example.org"], ["b@example.org"]]
        assert len({m["Message-ID"] for m in box.mails}) == 1
        box.refuse = {"b@example.org": "550 no such user"}
        put(desk, LEAVE, LATER)
        assert desk.run().dead == 1
    assert "b@example.org: 550" in letters.dead(desk.store)[0].error


MAIL_FAULTS = [
    ({"is_trusted": False}, None, "certificate is not trusted"),
    ({}, "wrong", "does not accept the login"),
    ({}, None, "could not take it now (451)"),
]


@pytest.mark.parametrize(("how", "password", "why"), MAIL_FAULTS)
def test_a_mail_server_with_a_fault(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: dict[str, bool], password: str | None, why: str
) -> None:
    """It is tried again, the reason is told, and the password stands nowhere."""
    if password:
        monkeypatch.setenv("MAIL_PASSWORD", password)
    with mailbox(tmp_path, **how) as box:
        box.answer = "451 busy"
        desk.path.write_text(mailed(box))
        put(desk, LEAVE)
        assert desk.run().failed == 1
        assert box.mails == []
    desk.store.close()
    assert why in error_of(desk)
    assert PASSWORD.encode() not in (tmp_path / "tocsin.db").read_bytes() + (tmp_path / "tocsin.db-wal").read_bytes()


def error_of(desk: Desk) -> str:
    from sqlalchemy import select

    from tocsin.desk.alerts import tables

    with desk.store.look() as connection:
        return str(connection.execute(select(tables.deliveries.c.error)).scalar_one())


def test_a_secret_that_is_not_set(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said by the variable's name, and the message waits."""
    monkeypatch.delenv("MAIL_PASSWORD")
    with mailbox(tmp_path) as box:
        desk.path.write_text(mailed(box))
        put(desk, LEAVE)
        assert desk.run().failed == 1
    assert error_of(desk) == "the environment variable MAIL_PASSWORD is not set"


# -- CAP, Atom, iCalendar

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"


def test_cap_messages_hold_to_the_standard_and_refer_to_each_other(desk: Desk, tmp_path: Path) -> None:
    """Validated by the schema of OASIS; an update and a cancel name all that went before: sender, identifier, time."""
    schema = etree.XMLSchema(etree.parse(ROOT / "tests" / "schemas" / "CAP-v1.2.xsd"))
    desk.path.write_text(FOLDERS + rule(targets="cap", severity="severe") + rule("w", "window", targets="cap"))
    ahead = window("w1", "r1", "2027-03-09")
    put(desk, LEAVE, windows=(ahead,))
    desk.run()
    desk.clock.turn(3600)
    put(desk, LEAVE, LATER, windows=(ahead,))
    desk.run()
    desk.clock.turn(3600)
    put(desk, LEAVE, LATER, GONE)
    desk.run()
    found = [etree.parse(p) for p in sorted((tmp_path / "cap").iterdir())]
    for document in found:
        schema.assertValid(document)
    alerts = [d.getroot() for d in found]
    by_kind: dict[str, list[Any]] = {}
    for root in alerts:
        by_kind.setdefault(text(root, "msgType"), []).append(root)
    assert {k: len(v) for k, v in by_kind.items()} == {"Alert": 2, "Update": 1, "Cancel": 2}
    first = next(r for r in by_kind["Alert"] if text(r, "info/severity") == "Severe")
    (update,) = by_kind["Update"]
    cancel = next(r for r in by_kind["Cancel"] if text(r, "identifier").startswith(text(first, "identifier")[:-2]))
    named = [f"{text(r, 'sender')},{text(r, 'identifier')},{text(r, 'sent')}" for r in (first, update)]
    assert text(update, "references") == named[0]
    assert text(cancel, "references") == " ".join(named)
    assert text(first, "info/expires").startswith("2027-03-09T23:59:59")
    values = [(text(p, "valueName"), text(p, "value")) for p in first.iter(f"{CAP}parameter")]
    assert ("words", "told to leave") in values
    assert ("origin", "Norway") in values


def text(node: Any, path: str) -> str:
    return str(node.findtext("/".join(f"{CAP}{p}" for p in path.split("/"))))


def test_a_feed_shows_each_alert_once_as_it_is_now(desk: Desk, tmp_path: Path) -> None:
    """Read by feedparser: the entry keeps its id, its title and time change."""
    desk.path.write_text('[targets.feed]\ntype = "atom"\nfile = "out/alerts.xml"\n' + rule(targets="feed"))
    put(desk, LEAVE)
    desk.run()
    before = feedparser.parse((tmp_path / "out" / "alerts.xml").read_bytes())
    desk.clock.turn(3600)
    put(desk, LEAVE, LATER)
    desk.run()
    after = feedparser.parse((tmp_path / "out" / "alerts.xml").read_bytes())
    assert not before.bozo
    assert not after.bozo
    (old,), (new,) = before.entries, after.entries
    assert old.id == new.id
    assert new.title == "Update: Norway to citizens: leave Chad, by Fri 12 Mar 2027"
    assert old.updated < new.updated
    assert "“told to leave”" in new.content[0].value


def test_a_calendar_is_revised_and_taken_back(desk: Desk, tmp_path: Path) -> None:
    """Read by icalendar: SEQUENCE grows with the deadline's revision, STATUS says that it is off; the UID stays."""
    desk.path.write_text('[targets.cal]\ntype = "ical"\nfile = "deadlines.ics"\n' + rule(targets="cal"))
    seen = []
    for advisories in ((LEAVE,), (LEAVE, LATER), (LEAVE, LATER, GONE)):
        put(desk, *advisories)
        desk.run()
        calendar = icalendar.Calendar.from_ical((tmp_path / "deadlines.ics").read_bytes())
        (entry,) = calendar.walk("VEVENT")
        seen.append((str(entry["UID"]), int(entry["SEQUENCE"]), str(entry["STATUS"]), entry.start.isoformat()))
    assert len({uid for uid, *_ in seen}) == 1
    assert [s[1:] for s in seen] == [
        (0, "CONFIRMED", "2027-03-09"),
        (1, "CONFIRMED", "2027-03-12"),
        (2, "CANCELLED", "2027-03-12"),
    ]


def test_a_folder_that_cannot_be_written(desk: Desk, tmp_path: Path) -> None:
    """The messages wait; when there is room again they are written."""
    (tmp_path / "cap").write_text("a file in the way")
    desk.path.write_text(FOLDERS + rule(targets="cap"))
    put(desk, LEAVE)
    assert desk.run().failed == 1
    (tmp_path / "cap").unlink()
    desk.clock.turn(60)
    assert desk.run().sent == 1


# -- the many services


def test_the_library_of_many_services(desk: Desk, hook: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through apprise to its own JSON service, over a real connection; a failure names no address."""
    logging.getLogger("apprise").setLevel(logging.CRITICAL)
    monkeypatch.setenv("SERVICE", f"json://someone:hidden@127.0.0.1:{hook.port}/hook")
    desk.path.write_text('[targets.chat]\ntype = "notify"\nurl_env = "SERVICE"\n' + rule(targets="chat"))
    put(desk, LEAVE)
    assert desk.run().sent == 1
    (came,) = hook.came
    assert came.data["title"] == "Norway to citizens: leave Chad, by Tue 9 Mar 2027"
    assert "told to leave" in came.data["message"]
    hook.answers = [(500, {})]
    put(desk, LEAVE, LATER)
    assert desk.run().failed == 1
    desk.clock.turn(120)
    assert desk.run().sent == 1


def test_a_slow_target_delays_no_other(desk: Desk, hook: Receiver, tmp_path: Path) -> None:
    """While the webhook keeps its connection open, the folder has its files already."""
    from tocsin.desk.alerts.engine import Alerts

    hook.wait_s = 1.5
    second = rule("second", targets="cap")
    desk.path.write_text(hooked(hook) + FOLDERS + second)
    put(desk, LEAVE)
    alerts = Alerts(desk.store, desk.clock, desk.path)
    begun = time.monotonic()
    alerts.step()
    while not list((tmp_path / "cap").glob("*.xml")):
        assert time.monotonic() - begun < 1.4
        time.sleep(0.02)
    for thread in alerts._threads.values():
        thread.join(5)
    assert alerts.tally(alerts.step()).sent == 2
