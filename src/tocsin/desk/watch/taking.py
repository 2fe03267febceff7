"""One entry of a feed, from its address to the store, and what is written down of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

from tocsin.desk.clock import stamp
from tocsin.desk.store import Source
from tocsin.desk.watch import seen as rows
from tocsin.desk.watch.article import Fields, message_of, report_of
from tocsin.desk.watch.choosing import stamp_of
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.fetch import Answer, Asked
from tocsin.desk.watch.politeness import pause
from tocsin.desk.watch.seen import Seen
from tocsin.desk.watch.tools import Tools
from tocsin.intake.address import identity, site
from tocsin.intake.feed import Item


async def take(tools: Tools, source: Source, item: Item, known: Seen | None) -> Fault | None:
    """Fetch an entry's page, accept its report, and write down what became of it. Returns the fault where there was one.

    The report is accepted first and the row written after it: a kill between the two fetches nothing twice, because what
    the store has is asked before anything is fetched. Where another source is at the same article it is waited for.
    """
    name = message_of(item, source.url)
    async with tools.only(name):
        entry = known or Seen(source=source.id, key=item.key, stamp="", state="waits", at=tools.now(), url=item.url)
        if entry.state != "taken" and name in await tools.lane.do(lambda: rows.had(tools.store, [name])):
            is_followed = await tools.lane.do(lambda: rows.followed(tools.store, name))
            again = None if is_followed or item.url is None else _later(tools, tools.settings.looks[0])
            await _put(tools, replace(_taken(tools, entry, name, item), again=again))
            return None
        return await _take(tools, source, item, entry)


async def look_again(tools: Tools, source: Source, known: Seen) -> Fault | None:
    """Look at an article that was taken before for changes that its feed does not tell."""
    assert known.url is not None
    try:
        answer, fields = await _fetched(tools, source, known.url, known)
    except Fault as fault:  # it was had once: nothing is lost, and it is asked again next time
        again = stamp(fault.at) if fault.at else _later(tools, tools.settings.retry)
        await _put(tools, replace(known, again=again if not fault.lasting else None))
        return fault
    await _keep(tools, source, known, None, answer, fields)
    return None


async def _take(tools: Tools, source: Source, item: Item, entry: Seen) -> Fault | None:
    """The page where it can be had, else the text that the feed carries, else the reason why there is neither."""
    fault = Fault("no_article", why=f"an entry of {source.url} has neither an address nor a text")
    if item.url is not None:
        try:
            answer, fields = await _fetched(tools, source, item.url, entry)
        except Fault as found:
            fault = found
        else:
            await _keep(tools, source, entry, item, answer, fields)
            return None
    carried = item.html if item.url is not None else item.html or item.summary
    if carried:
        try:
            fields = await tools.workshop.entry(carried, item.url or source.url)
        except Fault as found:
            fault = fault if item.url is not None else found
        else:
            await _keep(tools, source, entry, item, None, fields)
            return None if fault.lasting else fault
    await _failed(tools, source, item, entry, fault)
    return fault


async def _fetched(tools: Tools, source: Source, url: str, entry: Seen) -> tuple[Answer, Fields | None]:
    """The page and its fields; no fields where nothing changed since it was taken."""
    local = tools.own_host(source)
    had = entry.state == "taken"
    asked = Asked(url=url, local=local, etag=entry.etag if had else None, modified=entry.modified if had else None)
    answer = await tools.fetcher.get(asked)
    if not answer.changed:
        return answer, None
    if _is_front(answer.url) and not _is_front(url):  # what many sites do with an article that they took away
        raise Fault("no_article", why=f"{url} leads to a front page: {answer.url}")
    return answer, await tools.workshop.article(answer.body, answer.content_type, answer.url)


def _is_front(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


async def _keep(
    tools: Tools, source: Source, entry: Seen, item: Item | None, answer: Answer | None, fields: Fields | None
) -> None:
    """Accept what was read and write down that the entry is taken."""
    fresh, article = False, entry.article
    if fields is not None:
        url, name = (answer.url, article) if answer else _as_carried(source, item, article)
        report, article = report_of(fields, url=url, item=item, article=name)
        fresh = (await tools.accept(report, article, source)).fresh
    found = _taken(tools, entry, article, item)
    looks = 0 if fresh or entry.state != "taken" else entry.looks + 1
    waits = tools.settings.looks
    # What only the feed's own text gave is not looked at again: the page was not to be had, and would read differently.
    again = _later(tools, waits[looks]) if looks < len(waits) and (answer is not None) else None
    marks = {"etag": answer.etag, "modified": answer.modified} if answer else {"etag": None, "modified": None}
    await _put(tools, replace(found, looks=looks, again=again, **marks))


def _as_carried(source: Source, item: Item | None, article: str | None) -> tuple[str, str | None]:
    """Where a text comes from that only the feed gave, and its article. What a feed says of a page on another site is the
    feed's word alone: it must not stand there as that site's, least of all as a later version of what that site did say."""
    if item is None or item.url is None:
        return source.url, article or (message_of(item, source.url) if item else None)
    there, here = site(item.url), site(source.url)
    if there == here or there.endswith(f".{here}") or here.endswith(f".{there}"):
        return item.url, article or message_of(item, source.url)
    return source.url, f"{identity(source.url)}#{item.key}"


async def _failed(tools: Tools, source: Source, item: Item, entry: Seen, fault: Fault) -> None:
    """Write down when to try again, or that it is not to be had."""
    now = tools.now()
    if fault.name == "asked_to_wait" and fault.at is not None:
        await _put(tools, replace(entry, state=_or_taken(entry, "waits"), again=stamp(fault.at)))
        return
    tries = entry.tries + 1
    if fault.lasting or tries >= tools.settings.tries:
        # The row comes first: set aside twice is counted, and fetched again for nothing is impolite.
        await _put(
            tools, replace(entry, state=_or_taken(entry, "refused"), stamp=stamp_of(item), tries=tries, at=now, again=None)
        )
        await tools.aside(source, fault, item.url or item.key)
        return
    again = _later(tools, pause(tools.settings.retry, tries, item.url or item.key))
    await _put(tools, replace(entry, state=_or_taken(entry, "waits"), tries=tries, at=now, again=again))


def _or_taken(entry: Seen, state: rows.State) -> rows.State:
    """What was taken once stays taken, whatever happens to a later look."""
    return "taken" if entry.state == "taken" else state


def _taken(tools: Tools, entry: Seen, article: str | None, item: Item | None) -> Seen:
    written = stamp_of(item) if item else entry.stamp
    url = (item.url if item else None) or entry.url
    return replace(entry, state="taken", stamp=written, article=article, url=url, tries=0, at=tools.now())


def _later(tools: Tools, seconds: float) -> str:
    return stamp(tools.clock.now() + timedelta(seconds=seconds))


async def _put(tools: Tools, entry: Seen) -> None:
    await tools.lane.do(lambda: rows.write(tools.store, [entry]))
