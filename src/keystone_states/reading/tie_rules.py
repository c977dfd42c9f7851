"""The dictionary of ties: which words name which tie, from YAML that a scholar can read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

_COUNT = r"(?:\d[\d,]*|(?:a )?dozen|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty)"


class TieRule(BaseModel):
    """One rule, as `dictionaries/ties.yaml` explains its keys; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    words: str
    subject: tuple[str, ...]
    object: tuple[str, ...] = ()
    value: str = ""
    holds: str = ""
    person: bool = False
    mutual: bool = False
    organisation: Literal["", "subject", "object"] = ""
    needs: frozenset[str]
    dated: Literal["", "since", "until"] = ""


class PostWords(BaseModel):
    """Words between a person and a title that make the title the person's post."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    generic: frozenset[str]
    becoming: frozenset[str]
    roles: frozenset[str]
    former: frozenset[str]
    ended: frozenset[str]


class TieWords(BaseModel):
    """The dictionary of ties."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lists: dict[str, tuple[str, ...]]
    posts: PostWords
    rules: tuple[TieRule, ...]


@dataclass(frozen=True)
class Ties:
    """The dictionary, its rules and its lists as patterns."""

    words: TieWords
    rules: tuple[tuple[TieRule, re.Pattern[str]], ...]
    lists: Mapping[str, re.Pattern[str]]


@cache
def tie_words() -> Ties:
    """The packaged dictionary of ties."""
    text = files("keystone_states.reading").joinpath("dictionaries/ties.yaml").read_text(encoding="utf-8")
    words = TieWords.model_validate(yaml.load(text, yaml.CSafeLoader))
    lists = {name: _any(each) for name, each in words.lists.items()}
    shown = {
        "{language}": lists["language"],
        "{member}": _any([*words.lists["member"], *map(_plural, words.lists["member"])]),
        "{count}": _COUNT,
    }
    return Ties(
        words,
        tuple((rule, _compiled(rule.words, shown)) for rule in words.rules),
        {name: re.compile(rf"\b{each}s?\b(?: and {each}\b)?", re.IGNORECASE) for name, each in lists.items()},
    )


def _any(words: Sequence[str]) -> str:
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


def _plural(word: str) -> str:
    return f"{word[:-1]}ies" if word.endswith("y") else f"{word}s"


def _compiled(words: str, shown: Mapping[str, str]) -> re.Pattern[str]:
    for name, form in shown.items():
        words = words.replace(name, form)
    begin = "" if words.startswith("(?:'s") else r"\b"
    return re.compile(rf"{begin}{words}(?!\w)", re.IGNORECASE)
