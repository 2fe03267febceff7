"""One round of one source: look, take what is new, and say when to look again."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

from tocsin.desk.clock import stamp
from tocsin.desk.store import Source
from tocsin.desk.watch import folder, inflate, taking
from tocsin.desk.watch import seen as rows
from tocsin.desk.watch.article import report_of
from tocsin.desk.watch.choosing import NEWS_DAYS, Choice, choose, moment, stamp_of
from tocsin.desk.watch.faults import Fault
from tocsin.desk.watch.fetch import FEED, Answer, Asked
from tocsin.desk.watch.politeness import pause
from tocsin.desk.watch.seen import Seen
from tocsin.desk.watch.tools import Tools, log
from tocsin.intake.address import identity
from tocsin.intake.feed import Feed, Item

_CHILD = "sitemap "  # before the key of an index's sitemap, so that it is no article's
Job = Callable[[], Awaitable[Fault | None]]


@dataclass(slots=True)
class Found:
    """What a round learned of its source. `whole` is false where something was left for the next round: then the source's
    validators are not kept, so that it is read again even if it has not changed."""

    etag: str | None = None
    modified: str | None = None
    title: str | None = None
    note: str | None = None
    whole: bool = True
    children: list[Seen] = field(default_factory=list)


async def look(tools: Tools, source: Source) -> Source:
    """The source as it stands after a round. Faults of the source are part of that; faults of its articles are not."""
    before, begun = tools.fresh, tools.clock.monotonic()
    try:
        found = await _LOOKS[source.kind](tools, source)
    except Fault as fault:
        return _failed(tools, source, fault)
    fresh = tools.fresh - before
    seconds = round(tools.clock.monotonic() - begun, 2)
    log.debug("looked", extra={"source": source.url, "reports": fresh, "seconds": seconds})
    now = tools.clock.now()
    return replace(
        source,
        etag=found.etag if found.whole else None,
        modified=found.modified if found.whole else None,
        title=found.title or source.title,
        failures=0,
        items=await tools.lane.do(lambda: rows.count(tools.store, source.id)),
        last_ok=stamp(now),
        last_try=stamp(now),
        last_error=found.note,
        next_due=stamp(now + timedelta(seconds=pause(source.every, 0, source.url))),
    )


def _failed(tools: Tools, source: Source, fault: Fault) -> Source:
    now, failures = tools.clock.now(), source.failures + 1
    # A folder is one's own: it may be looked for as often as one likes, and a drive that comes back is to be read at once.
    seconds = source.every if source.kind == "folder" else pause(source.every, failures, source.url)
    due = fault.at or now + timedelta(seconds=seconds)
    log.warning("%s", fault, extra={"source": source.url, "fault": fault.name, "failures": failures, "next": stamp(due)})
    return replace(
        source,
        failures=failures,
        last_try=stamp(now),
        last_error=str(fault),
        next_due=stamp(due),
        paused=source.paused or fault.name == "gone",
        etag=None if fault.name == "unasked_304" else source.etag,
        modified=None if fault.name == "unasked_304" else source.modified,
    )


async def _feed(tools: Tools, source: Source) -> Found:
    """A feed, a sitemap or an index: whatever the address answers with today."""
    known = await tools.lane.do(lambda: rows.of_source(tools.store, source.id))
    answer = await _get(tools, source, source.url, source.etag, source.modified)
    found = Found(etag=answer.etag, modified=answer.modified)
    if not answer.changed:
        await _work(tools, _again(tools, source, known.values()))
        return found
    feed = await _read(tools, answer)
    if feed.kind == "page":
        raise Fault("became_page", links=f"; it links a feed: {', '.join(feed.offers[:3])}" if feed.offers else "")
    found.title, found.note = feed.title, feed.note
    if feed.kind == "index":
        choices = [c async for c in _children(tools, source, feed, known, found)]
    else:
        choices = [_choice(tools, source, feed, known, tools.settings.most, first=source.last_ok is None)]
    note = [_noted(tools, source, item) for choice in choices for item in choice.note]
    if note:
        await tools.lane.do(lambda: rows.write(tools.store, note))
    left = sum(choice.left for choice in choices)
    take = [item for choice in choices for item in choice.take]
    taken = {item.key for item in take}
    others = [s for s in known.values() if s.key not in taken]
    listed = {item.key for item in feed.items}
    gone = [
        Item(key=s.key, url=s.url) for s in others if s.key not in listed and s.url and s.state == "waits" and _is_due(tools, s)
    ]
    done = await _work(tools, _joined(_articles(tools, source, take + gone, known), _again(tools, source, others)))
    if left:
        log.info("%d entries wait for the next round", left, extra={"source": source.url})
    if done and not left and found.children:
        await tools.lane.do(lambda: rows.write(tools.store, found.children))
    # What waits for another try is taken from the feed again, for the feed may carry its title, date and text.
    found.whole = found.whole and done and not left and not any(s.state == "waits" for s in others)
    return found


async def _children(tools: Tools, source: Source, index: Feed, known: Mapping[str, Seen], found: Found) -> AsyncIterator[Choice]:
    """The choices from an index's sitemaps: those that changed lately, a few in a round."""
    oldest = stamp(tools.clock.now() - timedelta(days=NEWS_DAYS))
    first = source.last_ok is None
    room, fetched = tools.settings.most, 0
    for url, changed in sorted(index.children, key=lambda c: c[1] or "9999", reverse=True):
        seen = known.get(_CHILD + url)
        entry = Seen(source=source.id, key=_CHILD + url, stamp=changed or "", state="noted", at=tools.now(), url=url)
        when = moment(changed)
        if (seen and changed and seen.stamp == changed) or (when is not None and stamp(when) < oldest):
            continue  # unchanged, or archive
        if fetched >= tools.settings.children or room <= 0:
            found.whole = False
            break
        fetched += 1
        try:
            answer = await _get(tools, source, url, seen.etag if seen else None, seen.modified if seen else None)
            feed = await _read(tools, answer) if answer.changed else Feed(kind="sitemap")
        except Fault as fault:
            log.warning("%s", fault, extra={"source": source.url, "url": url, "fault": fault.name})
            found.note, found.whole = f"one of its sitemaps cannot be read: {fault}", False
            continue
        choice = _choice(tools, source, feed, known, room, first=first or (seen is None and when is None))
        room -= len(choice.take)
        found.children.append(replace(entry, etag=answer.etag, modified=answer.modified))
        yield choice


async def _page(tools: Tools, source: Source) -> Found:
    """A page that is itself the report: official advice, a live bulletin. Another text is a new version."""
    answer = await _get(tools, source, source.url, source.etag, source.modified)
    if not answer.changed:
        return Found(etag=answer.etag, modified=answer.modified, title=source.title)
    try:
        fields = await tools.workshop.article(answer.body, answer.content_type, answer.url)
    except Fault as fault:
        await tools.aside(source, fault, answer.url, answer.body)
        raise
    report, article = report_of(fields, url=answer.url, article=identity(source.url))
    accepted = await tools.accept(report, article, source)
    if accepted.fresh or source.last_ok is None:
        entry = Seen(
            source=source.id, key=report.id, stamp=report.id, state="taken", at=tools.now(), article=article, url=answer.url
        )
        await tools.lane.do(lambda: rows.write(tools.store, [entry]))
    return Found(etag=answer.etag, modified=answer.modified, title=report.headline)


async def _folder(tools: Tools, source: Source) -> Found:
    note = await folder.look(tools, source)
    return Found(title=source.title, note=note)


_LOOKS: dict[str, Callable[[Tools, Source], Awaitable[Found]]] = {
    "feed": _feed,
    "sitemap": _feed,
    "page": _page,
    "folder": _folder,
}


async def _get(tools: Tools, source: Source, url: str, etag: str | None, modified: str | None) -> Answer:
    is_page = source.kind == "page"
    asked = Asked(url=url, local=tools.own_host(source), etag=etag, modified=modified)
    return await tools.fetcher.get(asked if is_page else replace(asked, wanted="feed", limits=FEED))


async def _read(tools: Tools, answer: Answer) -> Feed:
    return await tools.workshop.feed(inflate.unpacked(answer.body, FEED.plain), answer.content_type, answer.url)


def _choice(tools: Tools, source: Source, feed: Feed, known: Mapping[str, Seen], most: int, *, first: bool) -> Choice:
    archive = feed.kind == "sitemap"
    now = tools.clock.now()
    return choose(feed.items, known, feed=source.url, most=most, now=now, archive=archive, first=first)


def _noted(tools: Tools, source: Source, item: Item) -> Seen:
    return Seen(source=source.id, key=item.key, stamp=stamp_of(item), state="noted", at=tools.now(), url=item.url)


def _articles(tools: Tools, source: Source, items: list[Item], known: Mapping[str, Seen]) -> dict[str, list[Job]]:
    """The entries to take, by host, each host's in order."""
    jobs: dict[str, list[Job]] = {}
    for item in items:
        host = urlsplit(item.url or source.url).netloc
        jobs.setdefault(host, []).append(partial(taking.take, tools, source, item, known.get(item.key)))
    return jobs


def _again(tools: Tools, source: Source, known: Iterable[Seen]) -> dict[str, list[Job]]:
    """The articles to look at once more, by host."""
    now = tools.now()
    jobs: dict[str, list[Job]] = {}
    due = [s for s in known if s.state == "taken" and s.again and s.again <= now and s.url]
    for entry in sorted(due, key=lambda s: (s.again or "", s.key))[: tools.settings.most]:
        host = urlsplit(entry.url or "").netloc
        jobs.setdefault(host, []).append(partial(taking.look_again, tools, source, entry))
    return jobs


def _is_due(tools: Tools, entry: Seen) -> bool:
    return entry.again is None or entry.again <= tools.now()


def _joined(first: dict[str, list[Job]], then: dict[str, list[Job]]) -> dict[str, list[Job]]:
    return {host: first.get(host, []) + then.get(host, []) for host in (*first, *(h for h in then if h not in first))}


async def _work(tools: Tools, jobs: dict[str, list[Job]]) -> bool:
    """Do the jobs, the hosts side by side. Whether nothing was left: a host that fails again and again is left for later."""

    async def one(work: list[Job]) -> bool:
        strikes, whole = 0, True
        for job in work:
            if strikes >= tools.settings.strikes:
                return False
            fault = await job()
            if fault is not None and not fault.lasting:
                strikes, whole = strikes + 1, False
                if fault.name in ("asked_to_wait", "no_name", "robots_unknown"):
                    return False
            else:
                strikes = 0
        return whole

    ends = await asyncio.gather(*(one(work) for work in jobs.values()), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException):  # the store could not be written: the other hosts were finished first
            raise end
    return all(ends)
