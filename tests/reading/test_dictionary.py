from __future__ import annotations

import csv
from collections import Counter
from importlib.resources import files
from pathlib import Path

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.errors import BadRowError, StoreError
from keystone_states.reading import dictionary as dictionaries
from keystone_states.reading.lexicon import Lexicon, folded, key_of, surname_of
from keystone_states.reading.mentions import find_names
from keystone_states.reading.records import Article, Named, Paragraph, ParagraphKind, Span
from keystone_states.reading.segment import sentences
from keystone_states.world import World

FOLDER = files("keystone_states.reading") / "dictionaries"


def names(text: str, lexicon: Lexicon) -> list[Named]:
    made = Article("made-up", "0", text, (Paragraph(Span(0, len(text)), ParagraphKind.BODY),))
    return list(find_names(made, sentences(made), lexicon=lexicon, day=None))


@pytest.mark.parametrize("name", dictionaries.PACKAGED)
def test_packaged_dictionaries_pass_the_check(world: World, name: str) -> None:
    content = (FOLDER / f"{name}.yaml").read_text(encoding="utf-8")
    dictionaries.check(dictionaries.parse(content, name), content, name, actors=world.actors)


def test_women_are_in_the_table_of_persons(world: World) -> None:
    women = dictionaries.packaged()["people.yaml"].women
    assert set(women) <= {person.person for person in world.persons}


def test_no_name_stands_for_two_actors_in_one_section() -> None:
    for file, each in dictionaries.packaged().items():
        for section in ("names", "adjectives", "peoples", "places", "provinces"):
            counted = Counter(name for words in getattr(each, section).values() for name in words)
            assert [name for name, times in counted.items() if times > 1] == [], (file, section)


def test_cities_are_sorted_and_of_known_states(world: World) -> None:
    rows = list(csv.DictReader((FOLDER / "cities.csv").read_text(encoding="utf-8").splitlines()))
    assert rows == sorted(rows, key=lambda row: (row["city"], row["state"]))
    assert {row["state"] for row in rows} <= set(world.actors)
    assert 3_000 <= len(rows) <= 5_000
    assert not {"Of", "Van", "Mary", "Union"} & {row["city"] for row in rows}
    assert {"Nice", "Reading", "Orange"} & {row["city"] for row in rows if row["doubtful"] == "no"} == set()


def test_a_users_dictionary_goes_first(registry: Registry, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text(
        "names: {KAZ: [Land of the Steppe]}\npeople: {UZB: [Anvar NORIN Bek]}\n"
        "titles: {GOV: [grand steward]}\nnobody: {mine: [Moscow Mule]}\nplaces: {KAZ: [Georgia]}\n",
        encoding="utf-8",
    )
    lexicon = Lexicon.of(registry).with_file(mine)
    found = names(
        "The grand steward of Uzbekistan, a Moscow Mule, the Land of the Steppe and Norin, in Georgia.", lexicon
    )
    assert [(each.quote, each.actor) for each in found] == [
        ("grand steward of Uzbekistan", "UZB"),
        ("Moscow Mule", None),
        ("Land of the Steppe", "KAZ"),
        ("Norin", "UZB"),
        ("Georgia", "KAZ"),
    ]
    assert str(mine) in found[2].reason


BAD = {
    "names:\n  KAZ: [a]\n  XYZ: [b]\n": (3, "no actor 'XYZ'; expected an identifier such as KAZ or SCO"),
    "nam:\n  KAZ: [a]\n": (1, "unknown section 'nam'; expected one of names, adjectives"),
    "names:\n  KAZ: {a: b}\n": (2, "names.KAZ: Input should be a valid tuple; expected lists of words"),
    "names:\n  KAZ:\n    - a\n    - 1\n": (4, "names.KAZ.1: Input should be a valid string"),
    "institutions:\n  KAZ:\n    XXX: [a]\n": (3, "no sector 'XXX'; expected one of GOV, LEG"),
    "names:\n  KAZ: ['']\n": (2, "names.KAZ: an empty name"),
    "names:\n  KAZ: [a]\n  KAZ: [b]\n": (3, "'KAZ' is given twice"),
    "posts:\n  akim: {kinds: [governor]}\n": (2, "posts.akim.kinds.0: Input should be"),
    "home:\n  TALIBAN: AFX\n": (2, "no actor 'AFX'"),
    "names: [\n": (2, "expected YAML with sections such as names, people"),
    "- a\n": (1, "the file: Input should be a valid dictionary"),
}


@pytest.mark.parametrize("content", BAD)
def test_a_bad_dictionary_is_refused_with_its_line(registry: Registry, tmp_path: Path, content: str) -> None:
    path = tmp_path / "bad.yaml"
    path.write_text(content, encoding="utf-8")
    line, said = BAD[content]
    with pytest.raises(BadRowError) as caught:
        Lexicon.of(registry).with_file(path)
    assert f"{path}:{line}: " in str(caught.value)
    assert said in str(caught.value)


def test_a_file_that_cannot_be_read(registry: Registry, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"none\.yaml: cannot be read"):
        Lexicon.of(registry).with_file(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("names: {KAZ: [é]}".encode("latin-1"))
    with pytest.raises(BadRowError, match="not UTF-8"):
        Lexicon.of(registry).with_file(tmp_path / "latin.yaml")


@pytest.mark.parametrize(
    ("name", "person", "surname"),
    [
        ("Vladimir Putin", "putin-vladimir", "Putin"),
        ("Xi Jinping", "xi-jinping", "Xi"),
        ("Ursula von der Leyen", "von-der-leyen-ursula", "von der Leyen"),
        ("Shinzo Abe", "abe-shinzo", "Abe"),
        ("Mohammed bin Salman", "mohammed-bin-salman", None),
        ("Zelensky", "zelenskyy-volodymyr", "Zelensky"),
    ],
)
def test_surnames(name: str, person: str, surname: str | None) -> None:
    assert surname_of(name, person) == surname


def test_folding_keeps_words_apart() -> None:
    assert [folded(word) for word in ("U.S.", "Türkiye", "’s", "—", "vice-president")] == [
        *("us", "turkiye", "'s"),
        folded("—"),
        "vice president",
    ]
    assert key_of("Guinea-Bissau") == "guinea bissau"
    assert key_of("Côte d'Ivoire") == "cote divoire"
