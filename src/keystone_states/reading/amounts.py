"""Amounts in a text: money ("$14 billion", "1.4bn euros"), quantities ("30 bcm a year", "3,000 troops"), losses.

Losses are the dead and the injured ("killing at least 12", "40 people were wounded"), in persons. Money is given in its
currency (ISO 4217), a quantity in the units of `dictionaries/amounts.yaml` (5 million tonnes: 5 Mt). A range has no
single value: its amount has the unit and the words, and no value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from keystone_states.reading.records import Amount, Span

MONEY, QUANTITY = "money", "quantity"
PERSON, DEFAULT = "person", "default"


class Losses(BaseModel):
    """Words before and behind a number of the dead, or of the injured."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    before: tuple[str, ...]
    behind: tuple[str, ...]


class AmountWords(BaseModel):
    """Numbers, scales, currencies and units, as `dictionaries/amounts.yaml` explains them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scales: dict[str, Decimal]
    letters: frozenset[str]
    words: dict[str, Decimal]
    signs: dict[str, str]
    codes: tuple[str, ...]
    currencies: dict[str, tuple[str, ...]]
    units: dict[str, dict[str, Decimal]]
    periods: dict[str, str]
    losses: dict[str, Losses]
    about: tuple[str, ...]
    magnitudes: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Grammar:
    words: AmountWords
    forms: tuple[re.Pattern[str], ...]
    losses: tuple[tuple[str, re.Pattern[str]], ...]
    currency: dict[str, str]
    unit: dict[str, tuple[str, Decimal]]


@cache
def _grammar() -> _Grammar:
    text = files("keystone_states.reading").joinpath("dictionaries/amounts.yaml").read_text(encoding="utf-8")
    words = AmountWords.model_validate(yaml.load(text, yaml.CSafeLoader))
    currency = {name: code for code, names in words.currencies.items() for name in names}
    unit = {name: (canonical, factor) for canonical, names in words.units.items() for name, factor in names.items()}
    forms = tuple(re.compile(form) for form in _forms(words, currency, unit))
    losses = tuple((kind, re.compile(form)) for kind, form in _forms_of_losses(words))
    return _Grammar(words, forms, losses, currency, unit)


def _any(names: Iterable[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _forms(words: AmountWords, currency: Iterable[str], unit: Iterable[str]) -> Iterator[str]:
    digits = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    spelt = rf"(?i:\b(?:{_any(words.words)})(?=[\s-]))"
    long = _any(set(words.scales) - words.letters)
    scale = rf"(?:[\s-]?(?P<scale>(?i:{long})|(?:{_any(words.letters)}))(?![A-Za-z]))"
    plain = rf"(?:[\s-]?(?P<scale>(?i:{long}))(?![A-Za-z]))"
    number = rf"(?P<number>{digits}|{spelt})"
    until = rf"(?:\s?(?:[-–—]|to)\s?(?P<until>{digits}))?"
    period, of_what = _any(words.periods), r"(?:\sof\s(?:natural |crude )?[a-z]+)?"
    per = rf"(?P<per>{of_what}\s(?:a|per|each|every)\s(?P<period>{period})|/(?P<slash>{period}))?"
    start = r"(?<![\w.,])"
    sign = rf"(?P<sign>{_any(words.signs)})\s?"
    other = rf"(?:\s?(?:[-–—]|to)\s?(?:{_any(words.signs)})?(?P<until>{digits}))?"
    yield rf"(?<!\w){sign}(?P<number>{digits}){other}{scale}?"
    yield rf"{start}(?P<code>{_any(words.codes)})\s?(?P<number>{digits}){until}{scale}?"
    yield rf"{start}{number}{until}{scale}?[\s-](?:(?P<name>(?i:{_any(currency)})s?)|(?P<code>{_any(words.codes)}))\b"
    yield rf"{start}{number}{until}{plain}??[\s-]?(?P<unit>(?:{_unit_words(unit)}))(?!\w){per}"


def _forms_of_losses(words: AmountWords) -> Iterator[tuple[str, str]]:
    """By kind: killed at least 12 (people); 12 (people were) killed. Money and shares that are lost are none."""
    spelt = _any(name for name in words.words if not name.startswith(("a", "half")))
    digits = r"\d{1,3}(?:,\d{3})+|\d+"
    long = _any(name for name in words.scales if name not in words.letters and len(name) > len("bn"))
    number = rf"(?P<number>{digits}|(?i:{spelt}))(?![\w.,]*\d)(?:[\s-](?P<scale>(?i:{long})))?(?![\w%-])"
    about = rf"(?:(?i:{_any(words.about)})\s)?"
    whom = r"(?:\s(?:other\s)?(?!and\b|in\b|of\b|on\b)[a-z-]+){0,2}"
    were = r"\s(?:(?:was|were|is|are|have|has|had|been|being|reported|confirmed|also|left)\s){0,3}"
    for kind, losses in words.losses.items():
        yield kind, rf"\b(?i:{_any(losses.before)})\s{about}{number}(?!\s(?:{_any(words.periods)}))"
        yield kind, rf"(?<![\w.,$€£]){number}{whom}{were}(?i:{_any(losses.behind)})\b"


def _unit_words(units: Iterable[str]) -> str:
    """Each unit, spelt words in the plural too (of "barrel of oil" on the first word)."""
    return _any(form for unit in units for form in {unit, _plural(unit)})


def _plural(unit: str) -> str:
    if not unit.isascii() or not unit.islower() or len(unit) < 4 or unit in ("people", "percent", "per cent"):
        return unit
    head, space, rest = unit.partition(" of ")
    for link in (" per ", " a "):
        if not space and link in unit:
            head, space, rest = unit.partition(link)
    return f"{head}s{space}{rest}"


def amounts_in(text: str, span: Span) -> tuple[Amount, ...]:
    """Every amount between two offsets of a text, in order, none within another."""
    if not _MAY_HOLD.search(text, span.start, span.end):
        return ()
    grammar = _grammar()
    found: list[Amount] = []
    for kind, form in grammar.losses:
        for match in form.finditer(text, span.start, span.end):
            if not any(match.start() < each.span.end and each.span.start < match.end() for each in found):
                found.append(_lost(match, kind, grammar))
    for form in grammar.forms:
        for match in form.finditer(text, span.start, span.end):
            if not any(match.start() < each.span.end and each.span.start < match.end() for each in found):
                found.append(_read(match, grammar))
    return tuple(sorted(found, key=lambda each: each.span))


def magnitude(kind: str, amounts: Iterable[Amount]) -> Amount | None:
    """The amount by which an event of a PLOVER type is measured: the first of the best kind that has a value.

    A range has none, and counts where no other amount of its kind is there. None where no amount is of a kind by which
    the type is measured.
    """
    orders = _grammar().words.magnitudes
    held = sorted(amounts, key=lambda each: each.value is None)
    for measure in orders.get(kind, orders[DEFAULT]):
        found = next((each for each in held if measure in (each.kind, each.kind == QUANTITY and each.unit)), None)
        if found is not None:
            return found
    return None


def _lost(match: re.Match[str], kind: str, grammar: _Grammar) -> Amount:
    """The dead or the injured of a match; the span is that of all its words."""
    number, scale, words = match["number"], match["scale"], grammar.words
    value = Decimal(number.replace(",", "")) if number[0].isdigit() else words.words[number.lower()]
    return Amount(kind, Span(*match.span()), float(value * (words.scales[scale.lower()] if scale else 1)), PERSON)


_MAY_HOLD = re.compile(
    r"\d|illion|dozen|hundred|thousand|twelve|fifteen|twenty|thirty|forty|fifty|barrel|troops|tonne|dollar|euro"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven)\b",
    re.IGNORECASE,
)


def _read(match: re.Match[str], grammar: _Grammar) -> Amount:
    parts = match.groupdict()
    number, words = parts["number"], grammar.words
    value = words.words.get(number.lower()) if number[0].isalpha() else Decimal(number.replace(",", ""))
    scale = parts["scale"]
    factor = words.scales[scale if scale in words.letters else scale.lower()] if scale else Decimal(1)
    kind, unit = MONEY, words.signs.get(parts.get("sign") or "") or parts.get("code")
    if unit is None and parts.get("name"):
        name = str(parts["name"])
        unit = next(code for each, code in grammar.currency.items() if name.lower() in _both(each.lower()))
    if parts.get("unit"):
        kind, (unit, own) = QUANTITY, _unit(str(parts["unit"]), grammar)
        factor *= own
        period = parts["period"] or parts["slash"]
        unit = f"{unit}/{words.periods[period]}" if period else unit
    exact = None if value is None or parts.get("until") else float(value * factor)
    return Amount(kind, Span(*match.span()), exact, unit)


def _both(name: str) -> tuple[str, str]:
    return name, f"{name}s"


def _unit(name: str, grammar: _Grammar) -> tuple[str, Decimal]:
    return next(found for each, found in grammar.unit.items() if name in (each, _plural(each)))
