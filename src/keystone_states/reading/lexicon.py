"""The lexicon: every word by which a text may name an actor, a person, a place or an office, found in one pass.

Built from the registry (states, organisations, persons, with their dates), the packaged dictionaries, the cities, and
what a user adds. Words are compared folded (`folded`): ASCII, lower case, no full stops; a hyphen is a space.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, TypeVar

import ahocorasick

from keystone_states.actors.registry import Registry, fold
from keystone_states.model.rows import NameKind, Organisation, OrganisationKind, Person, Post
from keystone_states.reading import dictionary as dictionaries
from keystone_states.reading.dictionary import Dictionary
from keystone_states.reading.records import Span
from keystone_states.reading.segment import tokens

HYPHENS = "-‐‑–"


class Kind(StrEnum):
    """What a word is, which decides how it is read in its sentence."""

    STATE = "state"
    ADJECTIVE = "adjective"
    PEOPLE = "people"
    CAPITAL = "capital"
    SEAT = "seat of government"
    ORGANISATION = "organisation"
    INSTITUTION = "institution"
    PERSON = "person"
    SURNAME = "surname"
    PLACE = "place"
    TITLE = "title"
    BODY = "body"
    FOLLOW = "follow"
    NOBODY = "no actor"


_BY_NAME_KIND = {
    NameKind.DEMONYM: Kind.PEOPLE,
    NameKind.ADJECTIVE: Kind.ADJECTIVE,
    NameKind.CAPITAL: Kind.CAPITAL,
    NameKind.METONYM: Kind.SEAT,
}
_ANY_CASE = (Kind.TITLE, Kind.BODY, Kind.FOLLOW)
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the registry or of a dictionary: a name, what it is, whom it means, and where it stands.

    `registered`: its dates are looked up in the registry. `plural`: the plural of a title. `doubtful`: a city only
    where the text shows a place. `province`: may say of a town before it which town it is.
    """

    name: str
    kind: Kind
    where: str
    actor: str | None = None
    person: str | None = None
    sector: str = "GOV"
    registered: bool = False
    plural: bool = False
    doubtful: bool = False
    province: bool = False
    full_name: str = ""

    def written_as(self, words: Sequence[str]) -> bool:
        """Whether the words have the capitals of the name: all of an abbreviation, else the first letters."""
        if self.kind in _ANY_CASE or (self.kind is Kind.NOBODY and self.name.islower()):
            return True
        text = "".join(words)
        if self.name.isupper():
            return text.isupper() or (len(self.name) >= 5 and text[0].isupper() and "." not in self.name)
        return text[0].isupper() or not self.name[0].isupper()


@lru_cache(maxsize=65_536)
def folded(word: str) -> str:
    """A word of a text as the lexicon compares it; a mark stays as it is."""
    if word.isascii() and word.isalnum():
        return word.lower()
    if word[0] in "'’":
        return word.replace("’", "'").lower()
    return fold(word).replace("-", " ").strip() or word


def key_of(name: str) -> str:
    """The folded words of a name, as they stand in a folded sentence."""
    if name.isascii() and name.isalpha():
        return name.lower()
    return " ".join(folded(token.text) for token in tokens(name, Span(0, len(name))) if token.text not in HYPHENS)


@dataclass(frozen=True, eq=False)
class Lexicon:
    """All lines by folded name, an automaton over them, and the word lists that steer how a name is read."""

    registry: Registry
    sources: tuple[tuple[str, Dictionary], ...]
    lines: dict[str, tuple[Line, ...]]
    automaton: Any
    words: Dictionary
    surnames: dict[str, tuple[Line, ...]]

    @cached_property
    def surnames_of(self) -> dict[str, tuple[str, ...]]:
        """Folded surnames by full name."""
        grouped: dict[str, list[str]] = {}
        for key, lines in self.surnames.items():
            for line in lines:
                grouped.setdefault(line.full_name, []).append(key)
        return {name: tuple(keys) for name, keys in grouped.items()}

    @cached_property
    def word_sets(self) -> dict[str, frozenset[str]]:
        """The word lists that steer how a name is read, folded."""
        sets = {name: frozenset(map(folded, getattr(self.words, name))) for name in dictionaries.WORD_LISTS}
        for gender in ("male", "female", "any"):
            sets[gender] = frozenset(map(folded, getattr(self.words.courtesy, gender)))
        return sets

    def posts_of(self, person: str | None) -> tuple[Post, ...]:
        """Posts of a person."""
        return self._posts[0].get(person or "", ())

    def posts_at(self, actor: str | None) -> tuple[Post, ...]:
        """Posts of an actor."""
        return self._posts[1].get(actor or "", ())

    def people_of(self, actor: str | None) -> tuple[Line, ...]:
        """Lines of the persons who are known for an actor and in the table of persons."""
        return self._people.get(actor or "", ())

    @cached_property
    def _posts(self) -> tuple[dict[str, tuple[Post, ...]], dict[str, tuple[Post, ...]]]:
        posts = self.registry.world.posts
        return _grouped(posts, lambda post: post.person), _grouped(posts, lambda post: post.actor)

    @cached_property
    def _people(self) -> dict[str, tuple[Line, ...]]:
        every = (line for lines in (*self.surnames.values(), *self.lines.values()) for line in lines)
        known = [line for line in every if line.person]
        return _grouped(known, lambda line: line.actor or "")

    @classmethod
    def of(cls, registry: Registry, *, places: Mapping[str, Sequence[str]] | None = None) -> Lexicon:
        """The lexicon of a registry, the packaged dictionaries, and further places by actor."""
        mine = ("places", Dictionary(places={actor: tuple(names) for actor, names in (places or {}).items()}))
        return _build(registry, (*((mine,) if places else ()), *dictionaries.packaged().items()))

    def with_file(self, path: Path) -> Lexicon:
        """The same with a user's dictionary, which goes before all others; raises `BadRowError` naming its line."""
        mine = dictionaries.read(path, actors=self.registry.world.actors)
        return _build(self.registry, ((str(path), mine), *self.sources))


def _build(registry: Registry, sources: tuple[tuple[str, Dictionary], ...]) -> Lexicon:
    grouped: dict[str, list[Line]] = {}
    surnames: dict[str, list[Line]] = {}
    packaged = dictionaries.packaged()
    mine = [(name, each) for name, each in sources if name not in packaged]
    theirs = [(name, each) for name, each in sources if name in packaged]
    ordered = (
        _dictionary_lines(mine, registry),
        _registry_lines(registry),
        _dictionary_lines(theirs, registry),
        _cities(registry),
    )
    introduced = {key_of(word) for _, each in sources for word in each.introduced}
    for line in (line for lines in ordered for line in lines):
        key = key_of(line.name)
        if line.kind is Kind.SURNAME:
            surnames.setdefault(key, []).append(line)
            if key in introduced:
                continue
        grouped.setdefault(key, []).append(line)
    automaton = ahocorasick.Automaton()
    for key, found in grouped.items():
        automaton.add_word(f" {key} ", (len(key) + 2, tuple(found)))
    automaton.make_automaton()
    return Lexicon(
        registry,
        sources,
        {key: tuple(found) for key, found in grouped.items()},
        automaton,
        _joined(each for _, each in sources),
        {key: tuple(found) for key, found in surnames.items()},
    )


T = TypeVar("T")


def _grouped(rows: Iterable[T], key: Callable[[T], str]) -> dict[str, tuple[T, ...]]:
    grouped: dict[str, list[T]] = {}
    for row in rows:
        grouped.setdefault(key(row), []).append(row)
    return {name: tuple(found) for name, found in grouped.items()}


def _joined(sources: Iterable[Dictionary]) -> Dictionary:
    """Word lists of all dictionaries in one; of a mapping the first source wins."""
    joined: dict[str, Any] = {}
    for source in sources:
        for section in source.model_fields_set:
            value, known = getattr(source, section), joined.get(section)
            if isinstance(value, tuple):
                joined[section] = (*(known or ()), *value)
            elif isinstance(value, dict):
                joined[section] = {**value, **(known or {})}
            else:
                joined[section] = known or value
    return Dictionary.model_construct(**joined)


# The registry


def _registry_lines(registry: Registry) -> Iterator[Line]:
    world = registry.world
    for state in world.states:
        for name in {state.name, state.official_name}:
            yield from _spellings(name, Kind.STATE, f"states: {name}", state.actor)
    for row in world.names:
        if row.kind is not NameKind.PARTIAL:
            kind = _BY_NAME_KIND.get(row.kind, Kind.STATE)
            yield from _spellings(row.name, kind, f"names: {row.name}, {row.kind.replace('_', ' ')}", row.actor)
    for organisation in world.organisations:
        yield from _organisation_lines(organisation)
    for person in world.persons:
        yield from _person_lines(person)


def _spellings(name: str, kind: Kind, where: str, actor: str, sector: str = "GOV") -> Iterator[Line]:
    """The name, and without its article where it has one; a plural demonym is a people, a singular an adjective too."""
    if kind is Kind.PEOPLE:
        kind, sector = (Kind.PEOPLE, "CVL") if name.endswith("s") or name.endswith("men") else (Kind.ADJECTIVE, sector)
    yield Line(name, kind, where, actor, sector=sector, registered=True)
    if name[:4].lower() == "the ":
        yield Line(name[4:], kind, where, actor, sector=sector, registered=True)


def sector_of(row: Organisation) -> str:
    """Sector of an organisation: a party that is no state is taken for an armed group."""
    return "REB" if row.kind is OrganisationKind.NON_STATE else "IGO"


def _organisation_lines(row: Organisation) -> Iterator[Line]:
    sector = sector_of(row)
    for name in filter(None, (row.name, row.abbreviation, *row.aliases)):
        yield from _spellings(name, Kind.ORGANISATION, f"organisations: {name}", row.actor, sector)


def _person_lines(person: Person) -> Iterator[Line]:
    for spelling in (person.name, *person.aliases):
        where = f"persons: {spelling}"
        if " " in spelling:
            yield Line(spelling, Kind.PERSON, where, person.actor, person.person, full_name=spelling)
            words = spelling.split()
            if "bin" in words[:-2]:  # Mohamed bin Zayed Al Nahyan is called by the first three
                short = " ".join(words[: words.index("bin") + 2])
                yield Line(short, Kind.PERSON, where, person.actor, person.person, full_name=spelling)
        surname = surname_of(spelling, person.person)
        if surname:
            yield Line(surname, Kind.SURNAME, where, person.actor, person.person, full_name=spelling)


_NUMERALS = frozenset(("i", "ii", "iii", "iv", "vi", "vii", "viii", "xiv", "xvi"))  # popes and kings have no surname


def surname_of(name: str, person: str) -> str | None:
    """The surname in a spelling of a person's name, told by the identifier, which begins with it; None: no telling.

    A spelling that has the surname first (Xi Jinping) gives its first word; Arabic chains of names give none.
    """
    words, parts = name.split(), person.split("-")
    if len(words) == 1 or "bin" in parts or parts[-1] in _NUMERALS:
        return words[0] if len(words) == 1 else None
    plain = [folded(word).replace(" ", "-") for word in words]
    if plain[0] == parts[0]:
        return words[0]
    for length in range(len(parts) - 1, 0, -1):
        if plain[-length:] == parts[:length]:
            return " ".join(words[-length:])
    return words[-1] if len(words) <= 3 and words[-1][0].isupper() else None


# Dictionaries


def _dictionary_lines(sources: Iterable[tuple[str, Dictionary]], registry: Registry) -> Iterator[Line]:
    for file, source in sources:
        yield from _actor_lines(file, source, registry)
        yield from _people_lines(file, source)
        yield from _role_lines(file, source)
        for section, words in source.nobody.items():
            yield from (Line(word, Kind.NOBODY, f"{file}: {section}: {word}") for word in words)


def _actor_lines(file: str, source: Dictionary, registry: Registry) -> Iterator[Line]:
    sections = (
        ("names", source.names, Kind.STATE, "GOV"),
        ("adjectives", source.adjectives, Kind.ADJECTIVE, "GOV"),
        ("peoples", source.peoples, Kind.PEOPLE, "CVL"),
        ("places", source.places, Kind.PLACE, "GOV"),
        ("provinces", source.provinces, Kind.PLACE, "GOV"),
        ("follow", source.follow, Kind.FOLLOW, "IGO"),
    )
    for section, by_actor, kind, sector in sections:
        for actor, names in by_actor.items():
            row = registry.world.actors[actor]
            party = sector_of(row) if isinstance(row, Organisation) else sector
            shown = Kind.ORGANISATION if kind is Kind.STATE and isinstance(row, Organisation) else kind
            for name in names:
                where = f"{file}: {section}: {name}"
                yield Line(name, shown, where, actor, sector=party, province=section == "provinces")
    for actor, by_sector in source.institutions.items():
        for sector, names in by_sector.items():
            for name in names:
                yield Line(name, Kind.INSTITUTION, f"{file}: institutions: {name}", actor, sector=sector)


def _people_lines(file: str, source: Dictionary) -> Iterator[Line]:
    for actor, names in source.people.items():
        for name in names:
            words = name.split()
            capitals = [word for word in words if word.isupper() and len(word.strip(".")) > 1]
            surname = " ".join(capitals or words[-1:])
            full = " ".join(word.title() if word in capitals else word for word in words)
            where = f"{file}: people: {name}"
            yield Line(full, Kind.PERSON, where, actor, full_name=full)
            yield from (
                Line(each, Kind.SURNAME, where, actor, full_name=full)
                for each in {surname.title() if capitals else surname, surname.removeprefix("al-").title()}
                if len(words) > 1
            )


def _role_lines(file: str, source: Dictionary) -> Iterator[Line]:
    for sector, words in source.titles.items():
        for word in words:
            where = f"{file}: titles: {word}"
            yield Line(word, Kind.TITLE, where, sector=sector)
            yield from (Line(each, Kind.TITLE, where, sector=sector, plural=True) for each in _plurals(word))
    for sector, words in source.bodies.items():
        for word in words:
            where = f"{file}: bodies: {word}"
            yield Line(word, Kind.BODY, where, sector=sector)
            yield from (Line(each, Kind.BODY, where, sector=sector, plural=True) for each in _plurals(word))
    for actor, words in source.holders.items():
        yield from (Line(word, Kind.TITLE, f"{file}: holders: {word}", actor, sector="REL") for word in words)


def _plurals(word: str) -> tuple[str, ...]:
    """Regular plurals of a noun phrase, on its last word and before "of" or "general" on its first."""
    head, link, rest = word.partition(" of ")
    if not link:
        head, link, rest = word.partition(" for ")
    if word.endswith("s"):
        return ()
    ends = (("man", "men"), ("child", "children"), ("y", "ies"), ("ch", "ches"), ("sh", "shes"))
    last = next((head[: -len(old)] + new for old, new in ends if head.endswith(old)), head + "s")
    last = head + "s" if head.endswith(("ay", "ey", "oy")) else last
    return (last + link + rest,)


# Cities


@cache
def _city_rows() -> tuple[tuple[str, str, bool], ...]:
    content = (files(__package__) / "dictionaries" / "cities.csv").read_text(encoding="utf-8")
    return tuple((row["city"], row["state"], row["doubtful"] == "yes") for row in csv.DictReader(content.splitlines()))


def _cities(registry: Registry) -> Iterator[Line]:
    for city, state, doubtful in _city_rows():
        if state in registry.world.actors:
            yield Line(city, Kind.PLACE, f"cities.csv: {city}", state, doubtful=doubtful)
