"""The dictionary of events: which words name which PLOVER event, from YAML that a scholar can read and extend."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError


class Rule(BaseModel):
    """One rule, as `dictionaries/events.yaml` explains its keys; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    type: str
    mode: str | None = None
    verbs: tuple[str, ...] = ()
    objects: frozenset[str] = frozenset()
    preps: tuple[str, ...] = ()
    subjects: frozenset[str] = frozenset()
    to: bool = False
    that: bool = False
    inner: frozenset[str] = frozenset()
    helpers: frozenset[str] = frozenset()
    own: bool = False
    without: frozenset[str] = frozenset()
    near: frozenset[str] = frozenset()
    of_kind: frozenset[str] = frozenset()
    direct: bool = False
    theirs: bool = False
    source: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    target: tuple[str, ...] = Field(default=("obj",))
    subject_from: tuple[str, ...] = ("of", "by", "from")
    mutual: bool = False
    swap: bool = False
    planned: bool = False
    needs_two: bool = False
    needs_person: bool = False
    within: bool = False
    shallow: bool = False
    asked: bool = False
    role: str | None = None
    older: str | None = None
    contexts: tuple[str, ...] = ()


class StatusWords(BaseModel):
    """Words that decide whether an act took place, as `dictionaries/status.yaml` explains them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    negations: frozenset[str]
    future: frozenset[str]
    modal: frozenset[str]
    planners: frozenset[str]
    wishers: frozenset[str]
    conditions: frozenset[str]
    deniers: frozenset[str]
    preventers: frozenset[str]
    dismissers: frozenset[str]
    reports: frozenset[str]
    instruments: frozenset[str]
    idle: frozenset[str]
    nones: frozenset[str]
    tellers: frozenset[str]
    once: frozenset[str]
    places: frozenset[str]
    towards: frozenset[str]
    of_what: frozenset[str]
    pronouns: frozenset[str]
    owners: frozenset[str]
    plural: frozenset[str]
    speaking: frozenset[str]
    pairs: frozenset[str]
    known: frozenset[str]
    described: frozenset[str]
    things: frozenset[str]
    private: frozenset[str]
    times: frozenset[str]
    rulers: frozenset[str]
    crowds: frozenset[str]
    officials: frozenset[str]
    persons: frozenset[str]
    matters: frozenset[str]
    processes: frozenset[str]
    talks: frozenset[str]
    occasions: frozenset[str]
    sport: frozenset[str]
    maybe_sport: frozenset[str]


@dataclass(frozen=True)
class RuleBook:
    """All rules by the lemma that fires them, in the order of the file."""

    rules: tuple[Rule, ...]
    by_verb: Mapping[str, tuple[Rule, ...]]
    by_noun: Mapping[str, tuple[Rule, ...]]

    @classmethod
    def of(cls, rules: Iterable[Rule]) -> RuleBook:
        """A book of rules."""
        kept = tuple(rules)
        by_verb: dict[str, list[Rule]] = {}
        by_noun: dict[str, list[Rule]] = {}
        for rule in kept:
            for verb in rule.verbs:
                by_verb.setdefault(verb, []).append(rule)
            for noun in rule.nouns:
                by_noun.setdefault(noun, []).append(rule)
        return cls(
            kept,
            {verb: tuple(found) for verb, found in by_verb.items()},
            {noun: tuple(found) for noun, found in by_noun.items()},
        )

    @cached_property
    def hyphenated(self) -> frozenset[str]:
        """Words of the book that are written with a hyphen, which stand as three in a sentence (test-fire)."""
        words = (word for rule in self.rules for word in (*rule.verbs, *rule.nouns, *rule.objects))
        return frozenset(word for word in words if "-" in word)

    def nouns_of(self, kind: str) -> tuple[str, ...]:
        """The nouns that name an act of a type."""
        return self._nouns.get(kind, ())

    @cached_property
    def _nouns(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for rule in self.rules:
            found.setdefault(rule.type, {}).update(dict.fromkeys(rule.nouns))
        return {kind: tuple(nouns) for kind, nouns in found.items()}

    def with_rules(self, rules: Iterable[Rule]) -> RuleBook:
        """The book with more rules, which go before those it has; a rule of the same id takes its place."""
        added = tuple(rules)
        replaced = {rule.id for rule in added}
        return RuleBook.of((*added, *(rule for rule in self.rules if rule.id not in replaced)))


@cache
def packaged_rules() -> RuleBook:
    """The rules that come with Keystone."""
    return RuleBook.of(read_rules(_packaged("events.yaml"), where="events.yaml"))


@cache
def status_words() -> StatusWords:
    """The packaged words on status."""
    return StatusWords.model_validate(_packaged("status.yaml"))


def _packaged(name: str) -> Any:
    text = files("keystone_states.reading").joinpath("dictionaries", name).read_text(encoding="utf-8")
    return yaml.load(text, yaml.CSafeLoader)


def rules_of_file(path: Path) -> tuple[Rule, ...]:
    """The rules in a user's file; raises `StoreError` when it cannot be read, `BadInputError` naming what is wrong."""
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise StoreError(f"cannot read the rules {path} ({fault.strerror}); expected a YAML file") from None
    except (yaml.YAMLError, UnicodeDecodeError) as fault:
        raise BadInputError(
            f"{path.name}: not YAML ({' '.join(str(fault).split())}); expected a list `rules`"
        ) from None
    return read_rules(content, where=path.name)


def read_rules(content: Any, *, where: str) -> tuple[Rule, ...]:
    """Rules of a mapping with a list `rules`, each checked; raises `BadInputError` at the first that is wrong."""
    entries = content.get("rules") if isinstance(content, dict) else None
    if not isinstance(entries, list):
        raise BadInputError(f"{where}: no list `rules`; expected rules: [- {{id: …, type: …, verbs: […]}}]")
    rules = tuple(_rule(entry, number, where) for number, entry in enumerate(entries, 1))
    twice = next((rule.id for rule in rules if sum(rule.id == other.id for other in rules) > 1), None)
    if twice:
        raise BadInputError(f"{where}: rule {twice!r} stands there twice; give each rule an id of its own")
    return rules


def _rule(entry: Any, number: int, where: str) -> Rule:
    name = entry.get("id", number) if isinstance(entry, dict) else number
    try:
        rule = Rule.model_validate(entry)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadInputError(f"{where}: rule {name}: {key}: {first['msg']}; correct it") from None
    types = ontology.plover().types
    unknown = next((each for each in (rule.type, rule.older) if each is not None and each not in types), None)
    if unknown is not None:
        raise BadInputError(f"{where}: rule {name}: no PLOVER type {unknown!r}; there are {', '.join(types)}")
    if rule.mode is not None and rule.mode not in types[rule.type].modes:
        modes = ", ".join(types[rule.type].modes) or "none"
        raise BadInputError(f"{where}: rule {name}: {rule.type} has no mode {rule.mode!r}; there are {modes}")
    if rule.that and rule.to:
        raise BadInputError(f"{where}: rule {name}: both to and that; expected one of them")
    if not rule.verbs and not rule.nouns:
        raise BadInputError(f"{where}: rule {name}: neither verbs nor nouns; expected words that fire it")
    return rule
