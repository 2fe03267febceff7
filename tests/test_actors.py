"""Who is named in a report: names, roles, offices, governments, unnamed sources, and who a pronoun means."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tocsin.model import Actor
from tocsin.reading import actors
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def cast_of(parse: Parse, words: str) -> actors.Cast:
    text = parse(words)
    return actors.Cast(text, actors.find(text))


def at(parse: Parse, words: str, phrase: str, nth: int = 0) -> Actor | None:
    """The actor whom the nth occurrence of a phrase means."""
    cast = cast_of(parse, words)
    start = -1
    for _ in range(nth + 1):
        start = words.index(phrase, start + 1)
    return cast.at(start, start + len(phrase))


def name_at(parse: Parse, words: str, phrase: str, nth: int = 0) -> str | None:
    actor = at(parse, words, phrase, nth)
    return actor.name if actor else None


@pytest.mark.parametrize(
    ("words", "phrase", "name"),
    [
        # titles, ranks and roles stay outside the name; particles and hyphens inside
        ("Gen. Abdel Rahman al-Tijani said the army would hold. Tijani left.", "Tijani", "Abdel Rahman al-Tijani"),
        ("Lt. Col. Jean-Marie Ouédraogo announced the coup. Ouédraogo smiled.", "Ouédraogo", "Jean-Marie Ouédraogo"),
        ("Sheikh Khalid bin Rashid met envoys. Sheikh Khalid promised help.", "Sheikh Khalid", "Khalid bin Rashid"),
        ("Dr Amina Bello warned of cholera. Dr Bello said doses were short.", "Dr Bello", "Amina Bello"),
        ("World Bank chief Anna von der Weide agreed.", "World Bank chief Anna von der Weide", "Anna von der Weide"),
        # the family name may come first, or be the only name
        ("Foreign Minister Tan Wei Ling spoke on Monday. Ms Tan took no questions.", "Ms Tan", "Tan Wei Ling"),
        ("Governor Sutrisno said the volcano was calm. Sutrisno urged caution.", "Sutrisno", "Sutrisno"),
        ("President Luiz da Rocha flew over the flood.", "President Luiz da Rocha", "Luiz da Rocha"),
        # the full name may come after the short one
        ("Mr Okoro said the bridge was gone. Emeka Okoro, the mayor, called for boats.", "Mr Okoro", "Emeka Okoro"),
        ("The minister's call came late. Orban said the Danube had peaked, said Viktor Orbán.", "Orban", "Viktor Orbán"),
    ],
)
def test_a_person_is_one_actor_under_all_names(parse: Parse, words: str, phrase: str, name: str) -> None:
    actor = at(parse, words, phrase)
    assert actor is not None
    assert (actor.name, actor.kind) == (name, "person")


def test_roles_and_country_come_from_the_words_before_or_after_the_name(parse: Parse) -> None:
    words = "Kenyan Foreign Minister Grace Wanjiru spoke. Idris Haddad, the prime minister of Algeria, did not."
    first, second = at(parse, words, "Grace Wanjiru"), at(parse, words, "Idris Haddad")
    assert first is not None
    assert second is not None
    assert (first.roles, first.country) == (("Kenyan Foreign Minister",), "KEN")
    assert (second.roles, second.country) == (("prime minister of Algeria",), "DZA")


@pytest.mark.parametrize(
    ("words", "phrase", "name"),
    [
        ("Peru’s interior minister, Rosa Quispe, told reporters it was over.", "Peru’s interior minister", "Rosa Quispe"),
        ("Defence Minister Ilir Hoxha spoke first. The minister said troops would stay.", "The minister", "Ilir Hoxha"),
        ("Admiral Budi Hartono spoke.\n“It was,” the military spokesman said.", "the military spokesman", "Budi Hartono"),
        ("A spokesperson for the Chilean health ministry said so. Carmen Soto added a date.", "A spokesperson", "Carmen Soto"),
        ("A US defence official saw divers.\n“It is no drill,” the official told AFP.", "the official", "US defence official"),
        ("Chad's foreign ministry denied it. The ministry said no ship had left.", "The ministry", "Chad's foreign ministry"),
        ("The World Food Programme raised the alarm. The agency reported 40 deaths.", "The agency", "World Food Programme"),
    ],
)
def test_a_role_is_linked_where_one_candidate_is_left(parse: Parse, words: str, phrase: str, name: str) -> None:
    assert name_at(parse, words, phrase) == name


@pytest.mark.parametrize(
    ("words", "phrase", "name"),
    [
        # an initial is no name: "Trent" is not the T. of somebody else
        ("President Trent spoke. Mira T. Falk, Mr. Trent’s aide, did not. Mr. Trent left.", "Mr. Trent", "Trent"),
        # a full name that stands in the headline only, or beside somebody else
        ("Ana Solberg Is Raising Money for the Rest.\nOn Tuesday, Solberg went further. Solberg left.", "Solberg", "Ana Solberg"),
        # a listener between commas is not the one who speaks
        ("In an interview with Nora Quist, the director said it was over.", "the director", "director"),
        # a description that no list knows, with the name beside it
        ("The dean of the hospital in Homs, Dr Samir Nader, put it bluntly.", "The dean of the hospital", "Samir Nader"),
        # somebody only described is named after all
        ("A baker, who gave his name only as Karim, fled. Karim lost all.", "Karim", "Karim"),
        # one name in two spellings
        ("President Petro Zalenskyy spoke. Zalenskiy left on Monday.", "Zalenskiy", "Petro Zalenskyy"),
        # initials of a body that only this text names
        (
            "The Tram Accident Investigation Branch said so. The TAIB gave a date.",
            "The TAIB",
            "Tram Accident Investigation Branch",
        ),
        # a body by the head of its name, or by what it is
        ("The Observatory for Rights spoke. The observatory added more.", "The observatory", "Observatory for Rights"),
        ("The Observatory for Rights spoke. The Rome-based group agreed.", "The Rome-based group", "Observatory for Rights"),
        # "its clinic" is another body than the one whose it is
        ("Doctors Without Borders shut its clinic in Wau. It said gunmen came.", "It", "Doctors Without Borders"),
        # the office that another holds abroad
        (
            "Peru’s minister, Rosa Quispe, met her Chilean counterpart, Pablo Soto. The Chilean minister spoke.",
            "The Chilean minister",
            "Pablo Soto",
        ),
        # the premier is the prime minister, the official the mayor, where one is near
        ("Prime Minister Ali Reza left. The premier said nothing.", "The premier", "Ali Reza"),
        ("Mayor Rui Costa denied it. The official said roads were open.", "The official", "Rui Costa"),
    ],
)
def test_one_actor_under_another_word(parse: Parse, words: str, phrase: str, name: str) -> None:
    assert name_at(parse, words, phrase) == name


@pytest.mark.parametrize(
    ("words", "phrase", "names"),
    [
        ("Mayor Ana Lind met Governor Bo Rask. Both said the dam held.", "Both", ("Ana Lind", "Bo Rask")),
        ("Mayor Ana Lind and Governor Bo Rask met. They said the dam held.", "They", ("Ana Lind", "Bo Rask")),
        ("Mayor Ana Lind met Governor Bo Rask. The pair said the dam held.", "The pair", ("Ana Lind", "Bo Rask")),
        ("Chad and Niger shut their border. The two countries said so.", "The two countries", ("Chad", "Niger")),
        (
            "Labour Minister Ana Lind and Trade Minister Bo Rask met Mayor Li Wen. The two ministers said so.",
            "The two ministers",
            ("Ana Lind", "Bo Rask"),
        ),
    ],
)
def test_several_speak_as_one(parse: Parse, words: str, phrase: str, names: tuple[str, ...]) -> None:
    actor = at(parse, words, phrase)
    assert actor is not None
    assert actor.kind == "group"
    assert set(names) <= {actor.name, *actor.aliases}


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("Both said the dam held.", "Both"),  # nobody was named
        ("Ana Lind, Bo Rask and Li Wen met. Both said the dam held.", "Both"),  # two of three
        ("Labour Minister Ana Lind and Trade Minister Bo Rask met. The minister said so.", "The minister"),  # which?
    ],
)
def test_who_cannot_be_told_stays_open(parse: Parse, words: str, phrase: str) -> None:
    assert at(parse, words, phrase) is None


@pytest.mark.parametrize(
    ("words", "phrase", "name", "country"),
    [
        ("Georgia said its border was shut. Georgian troops left.", "Georgia", "Georgia", "GEO"),
        ("Georgia Governor Ike Bell spoke in Atlanta.", "Georgia Governor Ike Bell", "Ike Bell", "USA"),
        ("Omar Jordan bought the club. Jordan said he would stay.", "Jordan", "Omar Jordan", None),
        ("Brussels warned that tariffs would follow.", "Brussels", "European Union", None),
        ("Brussels said Belgian police would help.", "Brussels", "Belgium", "BEL"),
        ("Kenya’s president met miners. State House said talks went on.", "State House", "State House", "KEN"),
        ("The Syrian government agreed.", "The Syrian government", "Syria", "SYR"),
        ("The government in Nairobi agreed.", "The government in Nairobi", "Kenya", "KEN"),
        ("Kenyan boats left Mombasa, in Kenya. The army said so.", "The army", "army", "KEN"),  # the only country
        ("Kenyan boats left for Oman. The army said so.", "The army", "army", None),  # of two
    ],
)
def test_whose_country_a_name_means(parse: Parse, words: str, phrase: str, name: str, country: str | None) -> None:
    actor = at(parse, words, phrase)
    assert actor is not None
    assert (actor.name, actor.country) == (name, country)


def test_two_holders_of_one_role_leave_it_open(parse: Parse) -> None:
    words = "Health Minister Ana Lopez met Finance Minister Luis Prado. The minister said money was there."
    assert name_at(parse, words, "The minister") not in ("Ana Lopez", "Luis Prado")


def test_a_family_name_that_fits_two_people_is_left_open(parse: Parse) -> None:
    words = "Park Min Ho, the envoy, was silent. Park Yo Han, an aide, denounced the drills. Park said more would follow."
    assert at(parse, words, "Park", 2) is None


@pytest.mark.parametrize(
    ("words", "phrase", "name"),
    [
        ("Mayor Joyce Banda said roads were cut. “Stay home,” she said.", "she", "Joyce Banda"),
        ("Mr Ali Kaya thanked Ms Elif Demir. She said it was nothing.", "She", "Elif Demir"),
        ("Jo Ott's spokesperson said talks went on. If not, she said, force follows.", "she", "Jo Ott's spokesperson"),
        ("The State Department issued an advisory. It warned that help would be late.", "It", "State Department"),
        ("Two Western officials said the port was mined. They asked not to be named.", "They", "two Western officials"),
        ("Three US officials briefed reporters. A raid is likely, one said, with a smile.", "one", "three US officials"),
    ],
)
def test_a_pronoun_means_the_one_who_fits(parse: Parse, words: str, phrase: str, name: str) -> None:
    assert name_at(parse, words, phrase) == name


@pytest.mark.parametrize(
    ("words", "phrase"),
    [
        ("Omar Sy and Idriss Ba met in Dakar. He said it was over.", "He"),  # two men
        ("Malaysia denies it.", "it"),  # an object is not its own subject
        ("“He is fighting an election,” Ratna Dewi said.", "He"),  # inside a quotation somebody else is meant
    ],
)
def test_a_pronoun_with_two_candidates_or_none_stays_open(parse: Parse, words: str, phrase: str) -> None:
    assert at(parse, words, phrase) is None


@pytest.mark.parametrize(
    ("words", "phrase", "kind", "name", "country"),
    [
        ("Moscow said the drills were over.", "Moscow", "government", "Russia", "RUS"),
        ("The US warned its citizens.", "The US", "government", "United States", "USA"),
        ("The White House said talks went on.", "The White House", "office", "White House", "USA"),
        ("The Kremlin denied it.", "The Kremlin", "office", "Kremlin", "RUS"),
        ("The Peruvian health ministry said so.", "The Peruvian health ministry", "office", "Peruvian health ministry", "PER"),
        ("According to Reuters, the port was shut.", "Reuters", "agency", "Reuters", "GBR"),
        ("The World Health Organization agreed.", "The World Health Organization", "organisation", None, None),
        ("Residents said they heard shots.", "Residents", "group", "residents", None),
        ("The port is shut, diplomatic sources said.", "diplomatic sources", "unnamed", "diplomatic sources", None),
        ("Two people close to him said no.", "Two people close to him", "unnamed", "two people close to him", None),
        ("The deal is off, according to a leaked memo.", "a leaked memo", "document", "leaked memo", None),
        ("A crane operator told AFP he saw marines.", "A crane operator", "unnamed", "crane operator", None),
        ("The Lake Liberation Front said it won.", "The Lake Liberation Front", "organisation", "Lake Liberation Front", None),
    ],
)
def test_kinds(parse: Parse, words: str, phrase: str, kind: str, name: str | None, country: str | None) -> None:
    actor = at(parse, words, phrase)
    assert actor is not None
    assert actor.kind == kind
    assert name is None or (actor.name, actor.country) == (name, country)


def test_joint_speakers_are_one_group_with_the_names_as_aliases(parse: Parse) -> None:
    words = "Germany, the Netherlands and Spain said they would leave."
    group = at(parse, words, "Germany, the Netherlands and Spain")
    assert group is not None
    assert (group.kind, group.aliases) == ("group", ("Germany", "Netherlands", "Spain"))


def test_an_abbreviation_defined_in_the_text_goes_before_a_listed_one(parse: Parse) -> None:
    words = "The Angolan Armed Forces (FAA) sent boats. The FAA said two sank."
    actor = at(parse, words, "The FAA")
    assert actor is not None
    assert actor.country == "AGO"


def test_places_and_ships_are_no_people(parse: Parse) -> None:
    words = "The KN Pulau Raya was struck near the Karang Batu reef in Fort Harlan. It returned through Kampung Melati."
    assert [a.name for a in cast_of(parse, words).actors if a.kind == "person"] == []


def test_only_the_described_who_were_asked_for_are_shown(parse: Parse) -> None:
    words = "Soldiers fired on protesters, witnesses said."
    cast = cast_of(parse, words)
    assert cast.actors == ()
    start = words.index("witnesses")
    assert cast.at(start, start + len("witnesses")) is not None
    assert [a.name for a in cast.actors] == ["witnesses"]


def test_mentions_cut_and_pronouns_are_no_aliases(parse: Parse) -> None:
    text = parse("Mayor Joyce Banda said roads were cut. “Stay home,” she said.")
    found = actors.find(text)
    for actor in found:
        for mention in actor.mentions:
            mention.check(text.report)
    banda = next(a for a in found if a.kind == "person")
    assert "she" in [m.text for m in banda.mentions]
    assert "she" not in banda.aliases


def test_reading_twice_gives_the_same_actors(parse: Parse) -> None:
    words = "Mayor Joyce Banda met two officials. An official told Reuters that another official had left."
    assert actors.find(parse(words)) == actors.find(parse(words))


@pytest.mark.parametrize("length", range(1, 260, 7))
def test_a_text_cut_anywhere_is_read(parse: Parse, length: int) -> None:
    words = (
        "Gen. Omar al-Sharif (a rebel), spokesman for the army of X, said the embassy in Rome, Italy’s foreign ministry "
        "and 'the UN's refugee agency (UNHCR) had left. He told AP, “It is over.” Its spokesman, Dr. Ali, one of the men"
        " who spoke to the Post, added that they"
    )
    text = parse(words[:length])
    cast = actors.Cast(text, actors.find(text))
    for token in text.doc:
        cast.at(token.idx, token.idx + len(token))
    assert all(m.text for a in cast.actors for m in a.mentions)
