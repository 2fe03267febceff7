"""Who says what: all forms of speech, the statement's mode and polarity, its occasion."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tocsin.model import Statement
from tocsin.reading import actors, attribution, times
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def read(text: Text) -> tuple[Statement, ...]:
    """The statements of a text."""
    return attribution.find(text, actors.Cast(text, actors.find(text)), times.find(text))[0]


def told(statement: Statement) -> tuple[str | None, str]:
    """The mention beside the cue and the content's words."""
    return (statement.speaker_span.text if statement.speaker_span else None, " … ".join(p.text for p in statement.parts))


@pytest.mark.parametrize(
    ("text", "speaker", "content", "mode"),
    [
        # direct: the speaker after, before, around
        ('"The dam will hold," Mayor Ines Prado said.', "Mayor Ines Prado", '"The dam will hold,"', "direct"),
        ('Mayor Ines Prado said: "The dam will hold."', "Mayor Ines Prado", '"The dam will hold."', "direct"),
        ('"It will hold," said Ines Prado, "if rain stops."', "Ines Prado", '"It will hold," … "if rain stops."', "direct"),
        ('"It will hold," Prado said. "Nobody has to go."', "Prado", '"It will hold," … "Nobody has to go."', "direct"),
        # indirect: clause, aside, phrase, noun phrase, infinitive, somebody told to do something
        ("Prado said that the dam was safe.", "Prado", "that the dam was safe", "indirect"),
        ("The dam, Prado said, was safe.", "Prado", "The dam … was safe", "indirect"),
        ("The dam was safe, according to the mayor.", "the mayor", "The dam was safe", "indirect"),
        ("The ministry denied the report.", "The ministry", "the report", "indirect"),
        ("The rebels threatened to close the strait.", "The rebels", "to close the strait", "indirect"),
        ("Oslo urged its citizens to leave Arkania.", "Oslo", "its citizens to leave Arkania", "indirect"),
        ("Officials put the toll at 31.", "Officials", "the toll at 31", "indirect"),
        ("The minister dismissed the warning as pure theatre.", "The minister", "the warning as pure theatre", "indirect"),
        ("The embassy warned of a second wave.", "The embassy", "a second wave", "indirect"),
        # mixed: quoted words inside the clause
        ('Prado said the dam was "as solid as rock".', "Prado", 'the dam was "as solid as rock"', "mixed"),
    ],
)  # fmt: skip
def test_form(parse: Parse, text: str, speaker: str, content: str, mode: str) -> None:
    first = read(parse(text))[0]
    assert (*told(first), first.mode) == (speaker, content, mode)


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "ghost fleet" sailed on Monday.',  # scare quotes
        "The ministry should announce a curfew.",  # not said yet
        "The governor is expected to resign.",  # nobody is said to expect it
        "Ferries ran in order to clear the port.",  # "order" is no order
    ],
)
def test_no_statement(parse: Parse, text: str) -> None:
    assert read(parse(text)) == ()


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The army denied that it had crossed the river.", "denies"),
        ("The minister rejected the allegation.", "denies"),
        ("The minister rejected the offer.", "asserts"),  # no claim: nothing is denied
        ("The army insisted that it had not crossed the river.", "denies"),
        ("The report is false, the ministry said.", "denies"),
        ("The consulate advised residents to stay indoors.", "orders"),
        ("The junta threatened to shut the airport.", "threatens"),
        ("The relief agency asked donors to send fuel.", "asks"),
        ("The port is open, the ministry said.", "asserts"),
    ],
)
def test_polarity(parse: Parse, text: str, polarity: str) -> None:
    assert read(parse(text))[0].polarity == polarity


def test_condition_of_a_threat(parse: Parse) -> None:
    found = read(parse('"If they cross the river, we will answer," General Tomas Arden said.'))[0]
    assert found.condition is not None
    assert found.condition.text == "If they cross the river"


def test_occasion_is_kept_while_the_speaker_goes_on(parse: Parse) -> None:
    text = parse(
        "Mayor Ines Prado told reporters in Porto on Friday that the dam was safe.\n\n"
        '"Nobody has to leave," Prado added.\n\nThe ministry said the river was rising.'
    )  # fmt: skip
    first, second, other = read(text)
    assert first.said is not None
    assert second.said is not None
    assert (first.place, first.audience, first.said.text, first.said.basis) == ("Porto", "reporters", "Friday", "stated")
    assert (second.place, second.said.text, second.said.basis) == ("Porto", "Friday", "context")
    assert other.said is not None
    assert (other.place, other.said.basis) == (None, "report")


def test_a_time_inside_the_content_is_no_time_of_speaking(parse: Parse) -> None:
    text = parse("Prado said that the dam would be opened on Friday.")
    statements, found = attribution.find(text, actors.Cast(text, actors.find(text)), times.find(text))
    assert statements[0].said is not None
    assert statements[0].said.time is None
    assert [t.statement for t in found] == [statements[0].id]


def test_a_quotation_over_paragraphs_is_one_statement(parse: Parse) -> None:
    text = parse("“We have water for a week,” Prado said. “We share it.\n\n“After that we have none.”")
    assert [len(s.parts) for s in read(text)] == [3]


def test_spans_cut_and_time_grows_in_proportion(parse: Parse) -> None:
    import time

    def cost(n: int) -> float:
        text = parse("\n".join(f'"It is over," speaker{k} said. Reports say that ship {k} sank.' for k in range(n)))
        cast, found = actors.Cast(text, ()), ()
        start = time.process_time()
        statements, _ = attribution.find(text, cast, found)
        spent = time.process_time() - start
        for s in statements:
            for span in (s.span, *s.parts, *filter(None, (s.cue, s.speaker_span, s.condition))):
                span.check(text.report)
        return spent

    cost(10)
    assert cost(800) < 8 * 3 * max(cost(100), 0.01)  # eight times the text, with room for a busy machine


def cases() -> list[tuple[str, str]]:
    """The reports of `cases/attribution.tsv` with their statements."""
    lines = (Path(__file__).parent / "cases" / "attribution.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return [(row[0].replace("\\n", "\n"), row[1]) for row in rows]


@pytest.mark.parametrize(("words", "expected"), cases())
def test_forms_of_the_news(parse: Parse, words: str, expected: str) -> None:
    text = parse(words)
    cast = actors.Cast(text, actors.find(text))
    found = attribution.words_of(attribution.find(text, cast, times.find(text))[0])
    names = {a.id: a.name for a in cast.actors}
    told = [
        (names.get(s.speaker or "", "-"), " … ".join(p.text for p in s.parts), "+".join(c.name for c in s.via)) for s in found
    ]
    wanted = [tuple(part.strip() for part in one.split("|")) for one in expected.split(" // ") if one]
    assert told == wanted


def test_attitudes_and_words_unsaid_are_marked(parse: Parse) -> None:
    text = parse("The minister praised the brave nurses. The ministry declined to comment. The mayor said the bridge is shut.")
    found = attribution.find(text, actors.Cast(text, actors.find(text)), ())[0]
    assert [s.attitude for s in found] == [True, True, False]
    assert attribution.words_of(found) == found[2:]


def test_what_was_not_said_is_marked(parse: Parse) -> None:
    found = read(parse("The army has not confirmed that the town has fallen."))
    assert [(s.negated, s.polarity) for s in found] == [(True, "asserts")]


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ('"Not one soldier has crossed the river," General Ann Kova said when asked about the accusation.', "denies"),
        ("The admiral called the report a fairy tale.", "denies"),
        ("The admiral called the storm a monster.", "asserts"),
        ('"Not one tent has arrived," Mayor Ann Kova said.', "asserts"),  # a plain negative answers nobody
    ],
)  # fmt: skip
def test_denials_answer_a_claim(parse: Parse, text: str, polarity: str) -> None:
    assert [s.polarity for s in read(parse(text)) if not s.attitude] == [polarity]  # what was asked is no claim


@pytest.mark.parametrize(
    ("text", "channel", "place", "day"),
    [
        ('Envoy Ann Lee spoke in Washington. "It is over," Lee wrote on Facebook.', "Facebook post", None, None),
        ("Speaking in Quito on Thursday, Mayor Ann Lee said the road was shut.", None, "Quito", "Thursday"),
        ("The general called the attack a reprisal for airstrikes in Kunduz this week.", None, None, None),
        ("The human rights office in Geneva said 12 people had died.", None, "Geneva", None),
        ('Mayor Ann Lee took to X in the evening. "It is over," Lee wrote.', "tweet", None, None),
    ],
)
def test_occasion(parse: Parse, text: str, channel: str | None, place: str | None, day: str | None) -> None:
    found = read(parse(text))[-1]
    assert found.said is not None
    assert (found.channel, found.place, found.said.text) == (channel, place, day)


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        # a clause put into the sentence, whatever the parse hangs it on
        ("The coup, insisted General Evan Mott, was planned abroad.", "General Evan Mott", "The coup … was planned abroad"),
        ("It was the navy, admirals conceded, that cut the cable.", "admirals", "It was the navy … that cut the cable"),
        ("When she woke, Captain Una Fenn told the inquiry, she saw fog.", "Captain Una Fenn", "When she woke … she saw fog"),
        ("The port is shut, Oslo said, and there would be more.", "Oslo", "The port is shut … and there would be more"),
        ("The port is shut, the mayor said, and left the room.", "the mayor", "The port is shut"),  # what she did
        ("The port is shut, said Ana Lima, a pilot who had come home.", "Ana Lima", "The port is shut"),  # an apposition
        ("A third has spoiled, the head of the depot, Hadi Sani, told radio.", "Hadi Sani", "A third has spoiled"),
        ("Nine dead, said the police.", "the police", "Nine dead"),  # no verb
        ("The band, if the mayor is to be believed, fled by sea.", "the mayor", "The band … fled by sea"),
        # phrases and nouns
        ("They came by car and left on foot, according to a guard.", "a guard", "They came by car and left on foot"),
        ("The reform is, in the words of Ana Lima, \"a gift with a hook\".", "Ana Lima", 'The reform is … "a gift with a hook"'),
        ("The union's position is that the mine is unsafe.", "The union's", "that the mine is unsafe"),
        ("A warning from the mayor that the river could rise emptied the beach.", "the mayor", "that the river could rise"),
        ("Under the accord, all fighters would leave the coast.", "the accord", "all fighters would leave the coast"),
        # fragments
        ('The mayor called the ruling "a disgrace," a word she chose with care.', "The mayor", 'the ruling "a disgrace,"'),
        ('For the bishop the curfew is "an insult to the dead".', "the bishop", 'the curfew is "an insult to the dead"'),
        ("Economists put the damage at 2 million euros, a figure few believe.", "Economists", "the damage at 2 million euros"),
    ],
)  # fmt: skip
def test_forms_read_from_their_shape(parse: Parse, text: str, speaker: str, content: str) -> None:
    assert (speaker, content) in [told(s) for s in read(parse(text))]


@pytest.mark.parametrize(
    "text",
    [
        "All told, 340 houses were washed away.",  # nobody told it
        "According to plan, the trucks left at noon and the lamps were put out.",  # a plan is no source
        "The swollen river threatens the old town.",  # no deed is threatened
        'The "night of lists", when ballots were recounted, still divides the town.',  # a clause beside a name
        "The dam, built in 1960, stands empty.",
    ],
)
def test_no_statement_by_shape(parse: Parse, text: str) -> None:
    assert attribution.words_of(read(parse(text))) == ()


@pytest.mark.parametrize(
    ("text", "polarity"),
    [
        ("The envoy urged both sides to stop.", "asks"),
        ("The mayor urged residents to leave.", "orders"),  # an authority's own public
        ("The Pope called on both armies to stop.", "asks"),
        ("Qatar offered to host the talks.", "offers"),
        ("The commander vowed to burn every boat.", "threatens"),
        ("The commander vowed to rebuild every boat.", "asserts"),
        ('"If one more boat comes, we will sink it," the commander said.', "threatens"),
        ('"If one more boat comes, we will welcome it," the commander said.', "asserts"),
        ('"No one is to fire without my order," Captain Eva Lis told the crew.', "orders"),
        ('"We did not fire on the ward," the army said. Rebels had accused it of shelling the ward.', "denies"),
    ],
)  # fmt: skip
def test_what_a_cue_does(parse: Parse, text: str, polarity: str) -> None:
    assert read(parse(text))[0].polarity == polarity


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("The envoy said talks could resume provided that both sides stop firing.", "provided that both sides stop firing"),
        ("As long as we are kept out, the agency said, it can say nothing.", "As long as we are kept out"),
        ("Should the pump fail, engineer Ada Bell told the BBC, the dam would have to be drained.", "Should the pump fail"),
        ("If anything, the surgeon said, the number is too low.", None),  # a turn of phrase
    ],
)  # fmt: skip
def test_conditions(parse: Parse, text: str, condition: str | None) -> None:
    found = read(parse(text))[0].condition
    assert (found.text if found is not None else None) == condition


def test_bare_words_after_a_paragraph_are_its_speakers(parse: Parse) -> None:
    text = parse(
        "Interior Minister Omar Said said that eleven people had been held in the raid on the tower.\n\n"
        '"They had uniforms, they had weapons and they had a list of names."'
    )  # fmt: skip
    assert [told(s)[0] for s in read(text)] == ["Interior Minister Omar Said"] * 2


def test_headlines_count_where_the_story_lets_the_speaker_say_nothing(parse: Parse) -> None:
    story = "Fighting went on around the airport overnight, and the last road to the south was cut before dawn."
    label = parse(f"Mayor Ana Lima: We will not talk to rebels\n\n{story}")
    assert [told(s) for s in read(label)] == [("Mayor Ana Lima", "We will not talk to rebels")]
    assert read(parse(f"Explainer: What we know of the battle\n\n{story}")) == ()
    again = parse(f"Norway warns of jamming\n\n{story} Norway said on Monday that pilots had lost their signal on many flights.")
    assert [told(s)[1] for s in read(again)] == ["that pilots had lost their signal on many flights"]
