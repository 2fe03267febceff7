"""What an alert says, in plain words: what, on whose word, the exact words, how well it stands, what is not known. No more.

Texts, mails, CAP messages and feed entries are all made of these sections, so that every target says the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import NamedTuple

from tocsin.desk.alerts.nouns import Fact, Message
from tocsin.telling import phrasing
from tocsin.telling.quoting import Quote, line

CAUTION = "Compiled by a program from news reports, not issued by whom it names. Check with them before acting on it."
TEST = "This is a test. Nothing has happened."
_MOST_ORIGINS = 6


class Section(NamedTuple):
    """A heading and its lines. With `is_quoted` the lines are words of reports."""

    heading: str
    lines: tuple[str, ...]
    is_quoted: bool = False


def title(message: Message) -> str:
    """The one line of an alert."""
    fact = message.fact
    mark = "TEST: " if message.is_test else ""
    if message.kind == "cancel":
        mark += "Expired: " if message.state == "expired" else "No longer so: "
    elif fact.standing == "came":
        mark += "It came: "
    elif message.kind == "update":
        mark += "Update: "
    return shown(mark + fact.headline)


def shown(text: str) -> str:
    """Words of a report on one line, as every terminal, database and mail can take them."""
    return line(text).encode("utf-8", "replace").decode()


def sections(message: Message) -> list[Section]:
    """All that an alert says under its title."""
    fact = message.fact
    found = [
        Section("Test", (TEST,) if message.is_test else ()),
        Section("Why it ends" if message.kind == "cancel" else "What became of it", (message.reason,) if message.reason else ()),
        Section("What changed", message.changes),
        Section("On whose word", tuple(_origins(fact))),
        Section("The exact words", tuple(_quoted(fact.quotes)), True),
        Section(
            "Denied or contradicted",
            tuple(_quoted(fact.against)) or (("Somebody denies or contradicts it.",) if fact.disputed else ()),
            True,
        ),
        Section("Grade", tuple(_grade(fact))),
        Section("Not known", fact.unknown),
        Section("What would change it", (fact.ahead,) if fact.ahead else ()),
        Section("Takes the place of", tuple(f"alert {r}" for r in message.replaces)),
        Section("Story", (fact.title,) if fact.title else ()),
    ]
    return [s._replace(lines=tuple(shown(x) for x in s.lines)) for s in found if s.lines]


def closing(message: Message) -> str:
    """The last line: which rule told it and what to make of it."""
    return (
        f"{CAUTION} Rule “{shown(message.rule)}”, severity {message.severity}, alert {message.alert}, message {message.sequence}."
    )


def text(message: Message) -> str:
    """As plain text."""
    out = [title(message), ""]
    for section in sections(message):
        out.append(f"{section.heading}:")
        out += [f"  {x}" for x in section.lines]
        out.append("")
    return "\n".join([*out, closing(message)]) + "\n"


def body(message: Message) -> str:
    """The text without its title, for targets that carry the title themselves."""
    return text(message).split("\n\n", 1)[1]


def html(message: Message) -> str:
    """As a fragment of HTML: every word of a report escaped, no links but to the reports' own addresses."""
    out = [f"<h2>{escape(title(message))}</h2>"]
    for section in sections(message):
        tag = "blockquote" if section.is_quoted else "p"
        inner = "".join(f"<{tag}>{escape(x)}</{tag}>" for x in section.lines)
        out.append(f"<h3>{escape(section.heading)}</h3>{inner}")
    links = dict.fromkeys(q.url for q in message.fact.quotes if q.url)
    if links:
        out.append("<p>" + "<br>".join(f'<a href="{escape(u, quote=True)}">{escape(u)}</a>' for u in links) + "</p>")
    return "\n".join([*out, f"<p><small>{escape(closing(message))}</small></p>"])


def digest_title(messages: Sequence[Message], which: str) -> str:
    """The one line of a digest."""
    return f"{which.capitalize()} digest: {phrasing.many(len(messages), 'alert')}"


def _origins(fact: Fact) -> Iterator[str]:
    carried = f"{phrasing.many(fact.carried, 'report')} {'carries' if fact.carried == 1 else 'carry'} it"
    yield f"{fact.who}; {carried}, {phrasing.many(fact.rests_on, 'independent origin')}."
    for origin in fact.origins[:_MOST_ORIGINS] if len(fact.origins) > 1 else ():
        yield f"- {line(origin.why or origin.by)}"
    if fact.rests_on > min(len(fact.origins), _MOST_ORIGINS) > 1:
        yield f"- and {fact.rests_on - min(len(fact.origins), _MOST_ORIGINS)} more"


def _quoted(quotes: Iterable[Quote]) -> Iterator[str]:
    for quote in quotes:
        yield f"“{_bare(quote.text)}” — {quote.where}" + (f", {quote.url}" if quote.url else "")


def _bare(words: str) -> str:
    """Words without the marks that stand around them: these are set here."""
    found = line(words).strip(' ,;“”"')
    return found[1:].rstrip("’',") if found.startswith(("‘", "'")) and found.endswith(("’", "'", "’,")) else found


def _grade(fact: Fact) -> Iterator[str]:
    if fact.grade is None:
        yield "None: the reports tell it in their own words, and only what somebody is reported to say is graded."
        return
    yield f"{fact.grade.admiralty}: {' '.join(line(w) for w in fact.grade.why)}"
