"""The gold: texts with the events and quotes that a careful reader takes from them, and the lexicon of invented actors.

Three kinds are read: a YAML file of sentences, a folder of pages each with its YAML beside it, and a JSON list of
sentences that are labelled with one event each. `tests/golden/reading/README.md` says by which rules the first two
are made.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.dates import PartialDate
from keystone_states.model.rows import Name, Organisation, Part, Person, Post, SourcedRow, State
from keystone_states.reading.clean import clean
from keystone_states.reading.records import EventStatus
from keystone_states.world import World

LEXICON = "lexicon.yaml"
YIELD = "YIELD"
YIELDS = ("CONCEDE", "RETREAT")  # PLOVER 2.0 divides the older type YIELD into these
TO_COME = ("CONSULT", "SUPPORT", "COOPERATE", "AID")  # when planned, pure PLOVER calls them AGREE


def pure_plover(kind: str, status: EventStatus) -> str:
    """The type in pure PLOVER, where a meeting, support, cooperation or aid that is planned is an agreement."""
    return "AGREE" if status is EventStatus.PLANNED and kind in TO_COME else kind


def _known_type(kind: str) -> str:
    if kind not in ontology.plover().types:
        raise ValueError(f"no PLOVER type {kind!r}; there are {', '.join(ontology.plover().types)}")
    return kind


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GoldEvent(_Entry):
    """An event as the text tells it; several sources without a target did it together."""

    type: Annotated[str, AfterValidator(_known_type)]
    mode: str | None = None
    status: EventStatus
    source: tuple[str, ...]
    target: tuple[str, ...]
    date: PartialDate | None = None
    place: str | None = None
    role: Part | None = None
    context: Literal["energy", "transport", "military"] | None = None
    quote: str | None = None

    @model_validator(mode="after")
    def _fits(self) -> GoldEvent:
        modes = ontology.plover().types[self.type].modes
        if self.mode is not None and self.mode not in modes:
            raise ValueError(f"{self.type} has no mode {self.mode!r}; there are {', '.join(modes) or 'none'}")
        if not self.source and not self.target:
            raise ValueError("an event without any actor; expected a source or a target")
        return self


class GoldQuote(_Entry):
    """Words in quotation marks and the actor whose they are; None where the speaker is of no actor or unnamed."""

    words: str
    speaker: str | None


class GoldTie(_Entry):
    """A tie as the text tells it: the ids of its ends (a person's for posts, study and languages), words and dates.

    `object` is for ends that are actors; `value` is the words of the text for what the tie holds, where they matter.
    """

    kind: str
    subject: str
    object: str | None = None
    value: str | None = None
    since: PartialDate | None = None
    until: PartialDate | None = None

    @model_validator(mode="after")
    def _known(self) -> GoldTie:
        kinds = ontology.ties().ties
        if self.kind not in kinds:
            raise ValueError(f"no kind of tie {self.kind!r}; there are {', '.join(kinds)}")
        return self


class GoldText(_Entry):
    """A sentence or a page's cleaned text with all that it tells, events or ties; `day` is the day of publication.

    `parties`: the words for source and target of the one event of which labels tell where the parties stand.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")]
    day: date | None
    split: Literal["dev", "held"]
    text: Annotated[str, Field(min_length=1)]
    events: tuple[GoldEvent, ...] = ()
    quotes: tuple[GoldQuote, ...] = ()
    note: str = ""
    parties: tuple[str, str] | None = None
    ties: tuple[GoldTie, ...] = ()


class GoldPage(_Entry):
    """What is expected of a page: its head, phrases that must stay, furniture that must go, events and quotes."""

    page: str
    day: date | None
    split: Literal["dev", "held"]
    title: str
    byline: str | None = None
    keeps: tuple[str, ...]
    drops: tuple[str, ...]
    events: tuple[GoldEvent, ...]
    quotes: tuple[GoldQuote, ...] = ()
    note: str = ""


class Invented(_Entry):
    """Actors that only the gold knows, as rows of our tables, and places by the actor whose they are."""

    states: tuple[State, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    names: tuple[Name, ...] = ()
    persons: tuple[Person, ...] = ()
    posts: tuple[Post, ...] = ()
    places: dict[str, tuple[str, ...]] = {}


class Labels(StrEnum):
    """Whether every event of a text is in the gold, or one event of each text, or every tie and no event."""

    ALL = "all events"
    ONE = "one event"
    TIES = "ties"


@dataclass(frozen=True, slots=True)
class Gold:
    """Texts of one file or folder."""

    name: str
    labels: Labels
    texts: tuple[GoldText, ...]
    lexicon: Invented

    def part(self, split: str) -> Gold:
        """The texts of one split, `dev` or `held`; `all` for both."""
        return replace(self, texts=tuple(each for each in self.texts if split in ("all", each.split)))

    def world(self, world: World) -> World:
        """A World that knows the invented actors as well."""
        return replace(
            world,
            states=(*world.states, *self.lexicon.states),
            organisations=(*world.organisations, *self.lexicon.organisations),
            names=(*world.names, *self.lexicon.names),
            persons=(*world.persons, *self.lexicon.persons),
            posts=(*world.posts, *self.lexicon.posts),
        )


def held_out(ids: Iterable[str]) -> frozenset[str]:
    """The third of some ids that is held out: the first by the SHA-256 of the id (rounded down)."""
    ordered = sorted(ids, key=lambda each: sha256(each.encode()).hexdigest())
    return frozenset(ordered[: len(ordered) // 3])


def read_gold(path: Path) -> Gold:
    """The gold in a YAML file of sentences, a folder of pages, or a JSON list of sentences labelled with one event.

    Raises `StoreError` when it cannot be read, `BadInputError` naming file and entry for what is wrong in it.
    """
    if path.is_dir():
        return _pages(path)
    return _labelled(path) if path.suffix == ".json" else _sentences(path)


# Sentences


def _sentences(path: Path) -> Gold:
    content = _yaml(path)
    entries = content.get("sentences") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BadInputError(f"{path.name}: no list `sentences`; expected sentences: [- {{id: …, text: …, events: …}}]")
    labels, told = (Labels.TIES, "ties") if content.get("labels") == Labels.TIES else (Labels.ALL, "events")
    for n, entry in enumerate(entries):
        if isinstance(entry, dict) and told not in entry:
            raise BadInputError(f"{path.name}: sentence {_id(entry, n)}: {told}: missing; correct it")
    texts = tuple(
        _checked(GoldText, entry, f"{path.name}: sentence {_id(entry, n)}") for n, entry in enumerate(entries)
    )
    _once(path.name, [each.id for each in texts])
    return Gold(path.name, labels, texts, _lexicon(content.get("lexicon", {}), path))


def _id(entry: Any, number: int) -> Any:
    return entry.get("id", number + 1) if isinstance(entry, dict) else number + 1


def _once(name: str, ids: Sequence[str]) -> None:
    twice = next((each for each in ids if ids.count(each) > 1), None)
    if twice is not None:
        raise BadInputError(f"{name}: the id {twice!r} stands there twice; give each entry an id of its own")


_ROWS: dict[str, type[SourcedRow]] = {
    "states": State,
    "organisations": Organisation,
    "names": Name,
    "persons": Person,
    "posts": Post,
}


def _lexicon(content: Any, path: Path) -> Invented:
    """A lexicon, or that of the file it names; its `source` is that of each of its rows, its posts are certain."""
    if isinstance(content, str):
        other = path.parent / content
        found = _yaml(other)
        inner = found.get("lexicon") if isinstance(found, dict) else None
        return _lexicon(None if isinstance(inner, str) else inner, other)
    if not isinstance(content, dict) or not all(isinstance(content.get(part, []), list) for part in _ROWS):
        raise BadInputError(f"{path.name}: a lexicon that cannot be used; expected lists {', '.join(_ROWS)}")
    source = content.get("source", {})
    sure = {"acting": "no", "disputed": "no", "confidence": "high"}
    rows = {
        part: tuple(
            _checked(row, {**source, **(sure if row is Post else {}), **entry}, f"{path.name}: lexicon: {part} {n}")
            for n, entry in enumerate(content.get(part, []), 1)
        )
        for part, row in _ROWS.items()
    }
    rest = {key: value for key, value in content.items() if key not in (*_ROWS, "source")}
    return _checked(Invented, {**rows, **rest}, f"{path.name}: lexicon")


# Pages


def read_pages(folder: Path) -> tuple[GoldPage, ...]:
    """What is expected of each page of a folder, by name: the YAML files that name a page."""
    return tuple(
        _checked(GoldPage, _yaml(path), path.name) for path in sorted(folder.glob("*.yaml")) if path.name != LEXICON
    )


def _pages(folder: Path) -> Gold:
    """Pages as texts, each cleaned, under the lexicon of `lexicon.yaml` in the folder where there is one."""
    path = folder / LEXICON
    content = _yaml(path) if path.is_file() else {}
    texts = tuple(_page_text(folder, page) for page in read_pages(folder))
    return Gold(folder.name, Labels.ALL, texts, _lexicon(content.get("lexicon", {}), path))


def _page_text(folder: Path, page: GoldPage) -> GoldText:
    path = folder / page.page
    try:
        content = path.read_bytes()
    except OSError as fault:
        raise StoreError(f"cannot read the page {path} ({fault.strerror}); expected it beside its YAML file") from None
    return GoldText(
        id=path.stem,
        day=page.day,
        split=page.split,
        text=clean(content, name=page.page).text,
        events=page.events,
        quotes=page.quotes,
        note=page.note,
    )


# Sentences labelled with one event


def _labelled(path: Path) -> Gold:
    """A JSON list of objects with id, type, source, target (lists of actors) and text; further keys are not looked at,
    but for `source_text` and `target_text`, the words of the text that name the parties.

    The type YIELD of older PLOVER is kept as it stands: CONCEDE and RETREAT both count as YIELD.
    """
    try:
        entries = json.loads(_text(path))
    except json.JSONDecodeError as fault:
        raise BadInputError(f"{path.name}:{fault.lineno}: not JSON ({fault.msg}); expected a list of objects") from None
    if not isinstance(entries, list):
        raise BadInputError(
            f"{path.name}: no list; expected a JSON list of objects with id, type, source, target, text"
        )
    texts = tuple(_one_event(entry, f"{path.name}: entry {n}") for n, entry in enumerate(entries, 1))
    _once(path.name, [each.id for each in texts])
    return Gold(path.name, Labels.ONE, texts, Invented())


def _one_event(entry: Any, where: str) -> GoldText:
    try:
        kind, source, target = str(entry["type"]), tuple(entry["source"]), tuple(entry["target"])
        words = (entry["source_text"], entry["target_text"]) if {"source_text", "target_text"} <= entry.keys() else None
        text = GoldText(
            id=str(entry["id"]).lower(), day=None, split="dev", text=entry["text"], events=(), parties=words
        )
    except (KeyError, TypeError, AttributeError, ValidationError) as fault:
        said = f"lacks or spoils {' '.join(str(fault).split())[:80]}"
        raise BadInputError(f"{where}: {said}; expected the keys id, type, source, target and text") from None
    if kind != YIELD and kind not in ontology.plover().types:
        raise BadInputError(f"{where}: no PLOVER type {kind!r}; expected one of PLOVER's, or {YIELD}")
    # The label may lack both sides, and YIELD is no type of PLOVER 2.0, so the checks of a whole event do not apply.
    event = GoldEvent.model_construct(type=kind, status=EventStatus.REPORTED, source=source, target=target)
    return text.model_copy(update={"events": (event,)})


# Files

T = TypeVar("T", bound=BaseModel)


def _checked(model: type[T], entry: Any, where: str) -> T:
    try:
        return model.model_validate(entry)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"]) or "the entry"
        raise BadInputError(f"{where}: {key}: {first['msg']}; correct it") from None


def _yaml(path: Path) -> Any:
    try:
        return yaml.load(_text(path), getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as fault:
        raise BadInputError(f"{path.name}: not YAML ({' '.join(str(fault).split())})") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise StoreError(f"cannot read {path} ({fault.strerror or fault}); expected a gold file or folder") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{path.name}: is not UTF-8; expected a gold file saved as UTF-8") from None


def actors_in(gold: Gold) -> Iterator[str]:
    """Every actor id the gold names, with repetition."""
    for text in gold.texts:
        for event in text.events:
            yield from (*event.source, *event.target)
        yield from (quote.speaker for quote in text.quotes if quote.speaker is not None)
        yield from (end for tie in text.ties for end in (tie.subject, tie.object) if end is not None)


def counts(gold: Gold) -> Mapping[str, int]:
    """How many texts the gold holds, how many without an event, and how many events and quotes."""
    return {
        "texts": len(gold.texts),
        "texts without an event": sum(not each.events for each in gold.texts),
        "events": sum(len(each.events) for each in gold.texts),
        "quotes": sum(len(each.quotes) for each in gold.texts),
    }
