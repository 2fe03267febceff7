"""An invented flood, told by two reports: one picture with every kind of record, and a hostile text in it."""

from __future__ import annotations

from dataclasses import replace

from tocsin.model import (
    Actor,
    Advisory,
    BriefLine,
    Carrier,
    Claim,
    Conflict,
    Event,
    Figure,
    Gap,
    Grade,
    Indicator,
    Origin,
    Picture,
    Place,
    Report,
    Said,
    Segment,
    Series,
    Span,
    Statement,
    Story,
    Time,
    TimelineEntry,
    Window,
)

HOSTILE = "</script><img src=x onerror=alert(1)><!--\"'"
FIRST = (
    "Photo: the harbour of Port Alder\n\n"
    "Minister Ana Brook said on Monday that at least 40 people had died near Port Alder "
    "and that a second wave could come by Friday.\n\n"
    "Norland told its citizens to leave by Thursday, Seaside Wire reported."
)
SECOND = f"The governor denied that 40 people had died. {HOSTILE} He gave another number: 12 people.\n"


def span(report: Report, words: str) -> Span:
    start = report.text.index(words)
    return Span(report=report.id, start=start, end=start + len(words), text=words)


def picture() -> Picture:
    """Two reports on an invented flood: a claim, its denial, a window, an advisory, figures, places, and a hostile text."""
    one = Report(
        id="r1",
        key="one",
        source="https://example.org/one",
        outlet="Seaside Post",
        headline="Second wave feared",
        text=FIRST,
        language="en",
        published="2031-03-03",
        published_basis="stated",
        agency="Seaside Wire",
        family="f1",
        story="st1",
        segments=(Segment(start=0, end=32, role="caption"),),
    )
    two = Report(
        id="r2",
        key=HOSTILE,
        source="two.txt",
        outlet=None,
        text=SECOND,
        published="2031-03-04",
        language="en",
        family="f2",
        story="st1",
    )
    said = Said(from_="2031-03-03", to="2031-03-03", text="on Monday", basis="stated", time="t1")
    content = span(one, "that at least 40 people had died near Port Alder and that a second wave could come by Friday")
    brook = Actor(
        id="a1", name="Ana Brook", kind="person", roles=("Minister",), country="NOR", mentions=(span(one, "Ana Brook"),)
    )
    governor = Actor(id="a2", name=f"governor {HOSTILE}", kind="office", mentions=(span(two, "The governor"),))
    silent = Actor(id="a3", name="Seaside Wire", kind="agency", mentions=(span(one, "Seaside Wire"),))
    carrier = Carrier(name="Seaside Wire", kind="agency", span=span(one, "Seaside Wire"))
    s1 = Statement(
        id="s1",
        span=content,
        parts=(content,),
        cue=span(one, "said"),
        speaker="a1",
        speaker_span=span(one, "Minister Ana Brook"),
        mode="indirect",
        polarity="asserts",
        said=said,
        place="Port Alder",
        claim="c1",
        via=(carrier,),
    )
    denial = span(two, "that 40 people had died")
    s2 = Statement(
        id="s2",
        span=denial,
        parts=(denial,),
        cue=span(two, "denied"),
        speaker="a2",
        speaker_span=span(two, "The governor"),
        mode="indirect",
        polarity="denies",
        claim="c2",
    )
    parts = (span(two, "He gave"), span(two, "12 people"))
    whole = span(two, "He gave another number: 12 people")
    s3 = Statement(
        id="s3", span=whole, parts=parts, cue=None, speaker=None, speaker_span=None, mode="mixed", polarity="asserts", claim="c3"
    )

    def claim(ident: str, s: Statement, *, disputed: bool) -> Claim:
        origin = Origin(by="Ana Brook", kind="speaker", statements=(s.id,), why="Ana Brook said it.")
        grade = Grade(admiralty="B3", why=("By name and office.",))
        return Claim(
            id=ident,
            text=s.span.text,
            statements=(s.id,),
            reports=1,
            families=1,
            origins=1,
            origin_list=(origin,),
            status="single",
            disputed=disputed,
            grade=grade,
        )

    def figure(ident: str, words: Span, low: float, high: float | None, statement: str) -> Figure:
        return Figure(
            id=ident,
            span=words,
            low=low,
            high=high,
            qualifier="at least" if high is None else "exact",
            unit="people",
            counted="people killed",
            holder=None,
            place="Port Alder",
            as_of="2031-03-03",
            statement=statement,
            report=words.report,
        )

    f1 = figure("g1", span(one, "at least 40 people"), 40, None, "s1")
    f2 = figure("g2", span(two, "12 people"), 12, 12, "s3")
    window = Window(
        id="w1",
        span=span(one, "a second wave could come by Friday"),
        event="a second wave could come",
        actor=None,
        target=None,
        place="Port Alder",
        earliest=None,
        latest="2031-03-07",
        vague=False,
        word="could",
        probability=(0.2, 0.55),
        statement="s1",
        times=("t2",),
    )
    advisory = Advisory(
        id="d1",
        span=span(one, "Norland told its citizens to leave by Thursday"),
        issuer=None,
        issuer_country="NOR",
        audience="citizens",
        country=None,
        area="Port Alder",
        action="leave",
        urgency=None,
        deadline="2031-03-06",
        means=None,
        change="new",
        statement=None,
    )

    def time(ident: str, words: str, day: str) -> Time:
        return Time(id=ident, span=span(one, words), type="date", value=day, earliest=day, latest=day, anchor=None, report="r1")

    place = Place(id="p1", name="Port Alder", geonameid=None, lat=61.5, lon=5.25, country="NOR", spans=(span(one, "Port Alder"),))
    event = Event(
        id="e1",
        span=span(one, "people had died"),
        type="ASSAULT",
        mode=None,
        actor=None,
        recipient=None,
        place=None,
        when=None,
        modality="done",
    )
    conflict = Conflict(id="k1", kind="denial", a="c2", b="c1", why="The governor denies it.", spans=(denial, content))
    return Picture(
        as_of="2031-03-04",
        reports=(one, two),
        actors=(brook, governor, silent),
        statements=(s1, s2, s3),
        claims=(claim("c1", s1, disputed=True), claim("c2", s2, disputed=False), claim("c3", s3, disputed=False)),
        conflicts=(conflict,),
        times=(time("t1", "Monday", "2031-03-03"), time("t2", "Friday", "2031-03-07")),
        figures=(f1, f2),
        series=(
            Series(
                id="z1", counted="people killed", holder=None, place="Port Alder", points=("g1", "g2"), reading="disagreement"
            ),
        ),
        windows=(window,),
        advisories=(advisory,),
        events=(event,),
        places=(place,),
        stories=(Story(id="st1", title=f"Flood {HOSTILE}", reports=("r1", "r2"), first="2031-03-03", last="2031-03-04"),),
        indicators=(
            Indicator(
                id="i1",
                name="Dams overtopped",
                state="lit",
                since="2031-03-03",
                evidence=("s1",),
                origins=1,
                story="st1",
                question="Is it?",
            ),
            Indicator(id="i2", name="Roads closed", state="quiet", since=None, evidence=(), origins=0, story="st1"),
        ),
        timeline=(
            TimelineEntry(date="2031-03-03", text="People had died", ids=("e1",), kind="happened"),
            TimelineEntry(date="2031-03-07", text="Expected by 2031-03-07", ids=("w1",), kind="expected"),
        ),
        brief=(
            BriefLine(section="windows", text=f"until Friday: “a second wave” {HOSTILE}", ids=("w1", "s1"), story="st1"),
            BriefLine(section="figures", text="at least 40 people killed", ids=("g1",), story="st1"),
            BriefLine(section="gaps", text="Seaside Wire is silent", ids=("a3",), story="st1"),
        ),
        gaps=(Gap(kind="silent", text="Seaside Wire is silent", ids=("a3",)),),
    )


def several(picture: Picture) -> Picture:
    """The same with the second report in a story of its own, and a third report in none."""
    one, two = picture.reports
    other = Report(id="r3", key="three", source="three.txt", text="Nichts Neues.", language="de")
    st1, st2 = (replace(picture.stories[0], id=i, title=i, reports=(r,)) for i, r in (("st1", "r1"), ("st2", "r2")))
    return replace(picture, reports=(one, replace(two, story="st2"), other), stories=(st1, st2))
