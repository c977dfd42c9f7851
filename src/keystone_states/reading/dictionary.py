"""Reading dictionaries: names, persons, nouns of office and look-alikes, as YAML a scholar can read and extend.

All files share one form (`Dictionary`), the user's too; a file may hold any of its sections. Unknown sections, actors
and sectors are refused with file, line and what was expected.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from keystone_states.errors import BadRowError, StoreError
from keystone_states.model.rows import PostKind

PACKAGED = ("actors", "people", "roles", "others")
SECTORS: dict[str, str] = {
    "GOV": "government",
    "LEG": "parliament",
    "MIL": "armed forces",
    "COP": "police",
    "SPY": "secret service",
    "JUD": "courts",
    "PTY": "party",
    "OPP": "opposition",
    "REB": "rebels and armed groups",
    "REL": "church and clergy",
    "BUS": "business",
    "MED": "press",
    "EDU": "science and schools",
    "LAB": "labour",
    "CRM": "crime",
    "REF": "refugees",
    "CVL": "citizens",
    "NGO": "non-governmental organisation",
    "IGO": "intergovernmental organisation",
    "ELI": "former officials",
    "": "that of what stands before it",
}

Words = tuple[str, ...]


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Office(_Section):
    """Which posts a title is; `titled` must be part of the post's title."""

    kinds: tuple[PostKind, ...]
    titled: str = ""


class Courtesy(_Section):
    """Forms of address before a name, by gender."""

    male: Words = ()
    female: Words = ()
    any: Words = ()


class Dictionary(_Section):
    """The sections of a reading dictionary; each is explained where the packaged files use it."""

    names: dict[str, Words] = {}
    adjectives: dict[str, Words] = {}
    peoples: dict[str, Words] = {}
    institutions: dict[str, dict[str, Words]] = {}
    places: dict[str, Words] = {}
    provinces: dict[str, Words] = {}
    follow: dict[str, Words] = {}
    notes: dict[str, str] = {}
    home: dict[str, str] = {}
    people: dict[str, Words] = {}
    women: Words = ()
    introduced: Words = ()
    titles: dict[str, Words] = {}
    bodies: dict[str, Words] = {}
    modifiers: Words = ()
    former: Words = ()
    posts: dict[str, Office] = {}
    led_by_head_of_government: Words = ()
    holders: dict[str, Words] = {}
    courtesy: Courtesy = Courtesy()
    backed: Words = ()
    spoken: Words = ()
    based: Words = ()
    grounds: Words = ()
    nobody: dict[str, Words] = {}
    given: Words = ()
    first_names: Words = ()
    us_context: Words = ()
    institution_words: Words = ()
    after_place: Words = ()
    ground: Words = ()
    skipped: Words = ()
    openers: Words = ()
    also_words: Words = ()


BY_ACTOR = ("names", "adjectives", "peoples", "institutions", "places", "provinces", "follow", "people", "holders")
BY_SECTOR = ("titles", "bodies")
WORD_LISTS = (
    *("modifiers", "former", "backed", "spoken", "based", "grounds", "given", "first_names", "us_context"),
    *("institution_words", "after_place", "ground", "skipped", "openers", "also_words"),
)


@cache
def packaged() -> dict[str, Dictionary]:
    """The packaged dictionaries by file name."""
    folder = files(__package__) / "dictionaries"
    return {
        f"{name}.yaml": parse((folder / f"{name}.yaml").read_text(encoding="utf-8"), f"{name}.yaml")
        for name in PACKAGED
    }


def read(path: Path, *, actors: Collection[str]) -> Dictionary:
    """A user's dictionary; raises `StoreError` when the file cannot be read, `BadRowError` for what is in it."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError as fault:
        raise StoreError(f"{path}: cannot be read ({fault.strerror}); expected a reading dictionary in YAML") from None
    except UnicodeDecodeError:
        raise BadRowError(f"{path}: is not UTF-8; expected a reading dictionary in YAML, saved as UTF-8") from None
    dictionary = parse(content, str(path))
    check(dictionary, content, str(path), actors=actors)
    return dictionary


def parse(content: str, name: str) -> Dictionary:
    """A dictionary from its text; `name` is what errors call the file."""
    try:
        return Dictionary.model_validate(yaml.load(content, _LOADER) or {})
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        problem = getattr(fault, "problem", None) or "not YAML"
        raise BadRowError(f"{name}:{line}: {problem}; expected YAML with sections such as names, people") from None
    except ValidationError as fault:
        first = fault.errors()[0]
        where = _line(content, first["loc"])
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        if first["type"] == "extra_forbidden":
            expected = ", ".join(Dictionary.model_fields)
            raise BadRowError(f"{name}:{where}: unknown section {place!r}; expected one of {expected}") from None
        raise BadRowError(f"{name}:{where}: {place}: {first['msg']}; expected {_SHAPE}") from None


_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def check(dictionary: Dictionary, content: str, name: str, *, actors: Collection[str]) -> None:
    """Raise `BadRowError` for an actor, a sector or a word that cannot be, and for what is given twice."""
    for place, actor in _actors(dictionary):
        if actor not in actors:
            said = f"no actor {actor!r}; expected an identifier such as KAZ or SCO; `keystone actors list` shows all"
            raise BadRowError(f"{name}:{_line(content, place)}: {'.'.join(place)}: {said}")
    for place, sector in _sectors(dictionary):
        if sector not in SECTORS:
            said = f"no sector {sector!r}; expected one of {', '.join(filter(None, SECTORS))}"
            raise BadRowError(f"{name}:{_line(content, place)}: {'.'.join(place)}: {said}")
    for place, word in _words(dictionary):
        if not word.strip():
            raise BadRowError(f"{name}:{_line(content, place)}: {'.'.join(place)}: an empty name; expected a word")
    for line, key in _twice(yaml.compose(content, _LOADER)):
        raise BadRowError(f"{name}:{line}: {key!r} is given twice; expected each key once; join the two lists")


def _twice(node: Any) -> Iterator[tuple[int, str]]:
    """Keys that stand twice in one mapping, which YAML would drop in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            if key.value in seen:
                yield key.start_mark.line + 1, key.value
            seen.add(key.value)
            yield from _twice(value)


def _actors(dictionary: Dictionary) -> Iterator[tuple[tuple[str, ...], str]]:
    for section in BY_ACTOR:
        yield from (((section, actor), actor) for actor in getattr(dictionary, section))
    for party, state in dictionary.home.items():
        yield from ((("home", party), actor) for actor in (party, state))
    yield from ((("led_by_head_of_government",), actor) for actor in dictionary.led_by_head_of_government)


def _sectors(dictionary: Dictionary) -> Iterator[tuple[tuple[str, ...], str]]:
    for section in BY_SECTOR:
        yield from (((section, sector), sector) for sector in getattr(dictionary, section))
    for actor, by_sector in dictionary.institutions.items():
        yield from ((("institutions", actor, sector), sector) for sector in by_sector)


def _words(dictionary: Dictionary) -> Iterator[tuple[tuple[str, ...], str]]:
    plain = [each for each in BY_ACTOR if each != "institutions"]
    for section in (*plain, "nobody", *BY_SECTOR):
        for key, words in getattr(dictionary, section).items():
            yield from (((section, key), word) for word in words)


_SHAPE = "lists of words, such as KAZ: [Kazakh, Kazakhs]; a word such as No or 1 in quotation marks"


def _line(content: str, place: tuple[int | str, ...]) -> int:
    """The line on which a place of a YAML text stands, as deep as it can be followed."""
    node: Any = yaml.compose(content, _LOADER)
    line = 0
    for step in place:
        if isinstance(node, yaml.MappingNode):
            pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
            if pair is None:
                break
            line, node = pair[0].start_mark.line, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
            line = node.start_mark.line
    return line + 1
