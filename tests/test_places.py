"""Places: which words name one, and which of its namesakes they mean. Each row has the reason it is there."""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable

import pytest

from tocsin.model import Place
from tocsin.reading import places
from tocsin.reading.actors import Cast
from tocsin.reading.places.atlas import atlas, key_of
from tocsin.reading.text import Text

Parse = Callable[..., Text]


def found(parse: Parse, words: str, **fields: str) -> dict[str, Place]:
    """The places of a text, by the words of each span."""
    text = parse(words, **fields)
    return {span.text: place for place in places.find(text, Cast(text, ())) for span in place.spans}


@pytest.mark.parametrize(
    ("words", "name", "lat", "lon", "country", "reason"),
    [
        (
            "Envoys met in the Australian city of Melbourne on Tuesday.",
            "Melbourne",
            -37.8,
            145.0,
            "AUS",
            "the adjective says where",
        ),
        ("A storm tore roofs off homes in Melbourne, Florida.", "Melbourne", 28.1, -80.6, "USA", "the state behind the comma"),
        ("Two men from Paris, Texas, were charged.", "Paris", 33.7, -95.6, "USA", "the state behind the comma"),
        ("The strike shut the airports of Paris and Lyon.", "Paris", 48.9, 2.3, "FRA", "nothing speaks for another"),
        ("Shells fell near Goma in eastern Democratic Republic of Congo.", "Goma", -1.7, 29.2, "COD", "the country two words on"),
        ("The consulate in Kiev closed its doors.", "Kiev", 50.5, 30.5, "UKR", "former spelling"),
        (
            "Aid ships left Odessa for Istanbul as Ukraine and Turkey watched.",
            "Odessa",
            46.5,
            30.7,
            "UKR",
            "not the one in Texas",
        ),
        ("Monsoon rain flooded the streets of Bombay.", "Bombay", 19.1, 72.9, "IND", "former name"),
        ("Two tankers waited at the Strait of Istanbul.", "Strait of Istanbul", 41.1, 29.1, None, "a strait by its local name"),
        (
            "A brigade left Fort Bragg, North Carolina, overnight.",
            "Fort Bragg",
            35.1,
            -79.0,
            "USA",
            "a base, not the town in California",
        ),
        ("Jets took off from Al-Udeid in Qatar.", "Al-Udeid", 25.1, 51.3, "QAT", "a base"),
        ("The navy held drills off the Crimean Peninsula.", "Crimean Peninsula", 45.3, 34.4, "UKR", "a disputed area"),
        ("Georgia's president flew home to Tbilisi.", "Georgia", 42.3, 43.4, "GEO", "its capital is named"),
        ("Voters in Georgia and Alabama queued in Atlanta.", "Georgia", 32.8, -83.5, "USA", "among other states"),
        ("Camps filled up in Cox's Bazar in Bangladesh.", "Cox's Bazar", 21.4, 92.0, "BGD", "an apostrophe inside the name"),
        ("Convoys reached Deir ez-Zor from Raqqa.", "Deir ez-Zor", 35.3, 40.1, "SYR", "small words inside the name"),
        (
            "Fighting spread to Balkh Province, the Afghan ministry said.",
            "Balkh Province",
            36.8,
            67.0,
            "AFG",
            "a unit that the list lacks",
        ),
        (
            "Rebels entered Idlib province from the north.",
            "Idlib",
            35.8,
            36.7,
            "SYR",
            "the lower-case unit is no part of the name",
        ),
        ("Officials in Washington said the talks went on.", "Washington", 38.9, -77.0, "USA", "the capital, not the state"),
        ("A ferry sank off Portland, Ore., on Sunday.", "Ore.", 44.0, -120.5, "USA", "an abbreviated state, full stop included"),
        (
            "Miners were trapped near Calama, Chile, and in Mexico.",
            "Mexico",
            23.6,
            -102.5,
            "MEX",
            "the country, not a town of that name",
        ),
        (
            "Doctors in Ohio, Texas and Canada waited for advice. GENEVA (Reuters) - The agency said so in Geneva.",
            "Geneva",
            46.2,
            6.1,
            "CHE",
            "a city that all the world knows",
        ),
        (
            "Police in Hampstead, north London, closed two streets.",
            "Hampstead",
            51.6,
            -0.2,
            "GBR",
            "the great city it is a part of",
        ),
        ("A blast shook Westminster. London police sealed it off.", "Westminster", 51.5, -0.1, "GBR", "the city is named"),
        (
            "Buses from New York stopped in the Texas border city of Brownsville.",
            "Brownsville",
            25.9,
            -97.5,
            "USA",
            "the state before the noun",
        ),
        ("Tokyo recalled the bombs on Hiroshima and Nagasaki.", "Nagasaki", 32.8, 129.9, "JPN", "not a part of Tokyo"),
        ("Planes came from Mexico, the United States and Canada.", "Mexico", 23.6, -102.5, "MEX", "a list, no container"),
        (
            "The envoy flew to New York for talks with the United Nations.",
            "New York",
            40.7,
            -74.0,
            "USA",
            "the city, not the state",
        ),
        ("Ohio, Washington and Idaho closed schools.", "Washington", 47.5, -120.5, "USA", "a state among states"),
        ("Riot police filled the streets of Suez, Egypt.", "Suez", 30.0, 32.5, "EGY", "the town, not the canal"),
        ("Scholars of the Middle East spoke in Baltimore.", "Middle East", 29.0, 42.0, None, "no quarter of Baltimore"),
        ("Crowds in Gaza queued for bread.", "Gaza", 31.4, 34.4, "PSE", "the Strip, not a province of that name far away"),
        ("Trucks brought bread to Gaza and Maputo in Mozambique.", "Gaza", -24.8, 33.4, "MOZ", "unless its country is named"),
        ("Shells fell on Kherson all night. Buses left Kherson at dawn.", "Kherson", 46.7, 32.9, "UKR", "taken for a person"),
        ("Gangs hold most of Port-au-Prince.", "Port-au-Prince", 18.5, -72.3, "HTI", "taken for nothing"),
        ("Drones flew over Rostov-on-Don.", "Rostov-on-Don", 47.2, 39.7, "RUS", "the hyphens are part of it"),
        ("A refinery in Jubail shut down in Saudi Arabia.", "Jubail", 27.0, 49.7, "SAU", "a spelling that only one town has"),
        ("Shells hit Sloviansk, the mayor said.", "Sloviansk", 48.9, 37.6, "UKR", "no old name of another town"),
        ("Riots spread across New Caledonia.", "New Caledonia", -21.5, 165.5, "NCL", "a code of its own, as ISO 3166 has it"),
        ("Houses fell on Lombok island.", "Lombok", -8.6, 116.3, "IDN", "an island wholly in one country"),
        ("Ash rose over Lake Kivu.", "Lake Kivu", -2.0, 29.1, None, "a lake between two"),
        ("The plant near Punggye-ri was closed.", "Punggye-ri", 41.3, 129.1, "PRK", "a small word behind a hyphen"),
        ("Rain hit the town of Spanish, Ontario, in Canada.", "Spanish", 46.2, -82.3, "CAN", "what it lies in is named"),
    ],
)
def test_resolved(parse: Parse, words: str, name: str, lat: float, lon: float, country: str | None, reason: str) -> None:
    place = found(parse, words).get(name)
    assert place is not None, reason
    assert place.lat is not None, reason
    assert place.lon is not None, reason
    assert abs(place.lat - lat) < 1.5, reason
    assert abs(place.lon - lon) < 1.5, reason
    assert place.country == country, reason


@pytest.mark.parametrize(
    ("words", "absent", "reason"),
    [
        ("The Washington Post reported the move on Friday.", "Washington", "an outlet"),
        ("The Bank of England kept its rate.", "England", "a body named after a country"),
        ("The Duke of York flew to Oslo.", "York", "a title"),
        ("She teaches law at the University of Chicago.", "Chicago", "a university is not its town"),
        ("Jordan Smith, a witness, ran for cover.", "Jordan", "a first name"),
        ("NATO and the EU sent observers to Poland.", "NATO", "an abbreviation that is also a town abroad"),
        ("Russian and Polish officers met in Minsk.", "Russian", "an adjective is no place"),
        ("Unrest spread through the Arab world.", "Arab", "an adjective that is also a town"),
        ("In Madrid, Spanish Health Minister Ana Ruiz resigned.", "Spanish", "a people's adjective"),
        ("The Gulf monarchies sent money to Turkey.", "Gulf", "a word for many waters"),
        ("Shelling hit the countryside to the West of Aleppo.", "West", "a direction"),
        ("A number of Western states condemned Syria.", "Western", "a direction as adjective"),
        ("The Canadian city of Montreal hosts the talks.", "Canadian", "an adjective before a unit and a place"),
        ("An elderly woman named Licha sat on a bench in Mexico City.", "Licha", "a first name"),
        ("The news agency Andes reported two deaths in Ecuador.", "Andes", "the name of an agency"),
        ("A University of Maryland professor spoke in Cairo.", "University of Maryland", "a body, though listed as a town"),
        ("They gave us two days to leave Lagos.", "us", "a pronoun"),
        ("Admiral Kherson was sacked. Critics of Kherson called it late.", "Kherson", "a title before it"),
        ("Mr Tyre said that the talks went on. Nobody believed Tyre.", "Tyre", "a title before it, once"),
        ("The blast killed Daniel Homs, 31. Relatives of Homs wept.", "Homs", "a first name before it"),
        ("Shares of Bria Holdings fell.", "Bria", "a company"),
    ],
)
def test_no_place(parse: Parse, words: str, absent: str, reason: str) -> None:
    assert absent not in found(parse, words), reason


def test_one_place_has_all_its_spans_and_names(parse: Parse) -> None:
    text = parse("Kyiv was quiet on Monday. Buses left Kiev for Lviv. In Kyiv, shops stayed open.")
    kyiv = [p for p in places.find(text, Cast(text, ())) if p.name == "Kyiv"]
    assert [[s.text for s in p.spans] for p in kyiv] == [["Kyiv", "Kiev", "Kyiv"]]
    for span in kyiv[0].spans:
        span.check(text.report)


def test_two_that_fit_equally_well_stay_open(parse: Parse) -> None:
    """A small town abroad that nothing in the report points to is named, but not put on the map."""
    place = found(parse, "Doctors in India and China were told of a blaze at Springbrook.").get("Springbrook")
    assert place is None or place.lat is None


def test_namesakes_abroad_stay_open_without_a_hint(parse: Parse) -> None:
    """Bor lies in Russia, Serbia and South Sudan: the report has to say something of one of them."""
    assert found(parse, "Shells fell on Bor on Sunday.")["Bor"].lat is None
    assert found(parse, "Shells fell on Bor in South Sudan on Sunday.")["Bor"].country == "SSD"


def test_a_loose_spelling_needs_its_own_country(parse: Parse) -> None:
    """Mambasa in Congo is not Mombasa in Kenya: what the report names decides, or nothing does."""
    place = found(parse, "Rebels in the Democratic Republic of Congo entered Mambasa.").get("Mambasa")
    assert place is None or place.country in ("COD", None)


def test_a_title_in_the_sentence_before_says_nothing(parse: Parse) -> None:
    assert "Herat" in found(parse, "The vote was called off by the Governor. Herat has been quiet since, and so has Kabul.")


def test_bylines_and_notes_name_no_place(parse: Parse) -> None:
    text = parse(
        "By Austin Dakota\n\nFlood water reached the Thai town of Hat Yai on Monday, officials said, and more rain was due."
    )
    assert "Dakota" not in {s.text for p in places.find(text, Cast(text, ())) for s in p.spans}


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Sana'a", "sanaa"),
        ("Deir ez-Zor", "deir ez zor"),
        ("U.S.", "u s"),
        ("Łódź", "lodz"),
        ("Đà Nẵng", "da nang"),
        ("Xi’an", "xian"),
    ],
)
def test_keys(name: str, key: str) -> None:
    assert key_of(name) == key


def test_every_country_has_its_entry_and_code() -> None:
    known = atlas()
    assert all(any(e.country == "UKR" and e.level == 3 for e in known.find([k])[k]) for k in ("ukraine",))
    assert {len(code) for code in known.countries} == {3}
    assert {e.name for e in known.find(["congo"])["congo"] if e.level == 3} == {
        "Democratic Republic of Congo",
        "Republic of Congo",
    }


@pytest.mark.parametrize("words", [".", "\u200b\u200f", "PARIS " * 400, "مقديشو 首都", "A, B, C, D.", "- - -", "of the of", "’s"])
def test_odd_texts_break_nothing(parse: Parse, words: str) -> None:
    text = parse(words)
    for place in places.find(text, Cast(text, ())):
        for span in place.spans:
            span.check(text.report)


def test_same_words_same_places(parse: Parse) -> None:
    words = "Troops left Goma for Bukavu and Uvira. Rwanda, Burundi and Uganda closed their borders; Kigali denied it."
    assert pickle.dumps(places.find(parse(words), Cast(parse(words), ()))) == pickle.dumps(
        places.find(parse(words), Cast(parse(words), ()))
    )


def test_the_gazetteer_is_loaded_lazily() -> None:
    code = "import sys, tocsin.cli.main; sys.exit('sqlite3' in sys.modules or 'tocsin.reading.places.atlas' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
