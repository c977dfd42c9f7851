"""When an event happened: the date a text gives it, how exactly, and by which rule.

Dates are read as they are written (14 September 2022), or relative to the article's day (yesterday, on Monday, earlier
this year, in a month's time, two years ago). Which way a weekday or a bare month points is for the tense to say. What a
text leaves open stays open: without an article's day, relative dates are not resolved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from keystone_states.model.dates import PartialDate
from keystone_states.reading.absolute import MONTHS, absolute_dates
from keystone_states.reading.records import EventStatus, Span, When
from keystone_states.reading.tree import Tree

HISTORICAL_AFTER = 180  # days before the article from which a dated event is background
_DEEP = 2  # nouns between a date and a verb from which the date is that of something else
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("zero", "one a an", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
    )
    for word in words.split()
}
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(_NUMBERS) + r")"
_UNIT = r"(?P<unit>day|week|fortnight|month|year|decade)s?"
_DAY = r"(?P<weekday>" + "|".join(_WEEKDAYS) + r")"
_MONTH = r"(?P<month>" + "|".join(MONTHS) + r")"
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_SEASON = r"(?P<season>" + "|".join(_SEASONS) + r")"


@dataclass(frozen=True, slots=True)
class Dated:
    """A stretch of text that names a date. `at` gives it: the article's day and whether it lies ahead → the date."""

    span: Span
    method: str
    at: Callable[[date | None, bool], PartialDate | None]


def dates_in(text: str, span: Span) -> tuple[Dated, ...]:
    """Every date between two offsets of a text, in order, none within another."""
    found = [*_absolute(text, span), *_relative(text, span)]
    found.sort(key=lambda each: (each.span.start, -each.span.end))
    kept: list[Dated] = []
    for each in found:
        if not kept or each.span.start >= kept[-1].span.end:
            kept.append(each)
    return tuple(kept)


def when(
    tree: Tree, verb: int, dates: tuple[Dated, ...], *, day: date | None, status: EventStatus, alone: bool
) -> When | None:
    """The date of the event that a word of a sentence names.

    A date belongs to the nearest verb or event above it in the tree. `alone`: the sentence tells only one event, to
    which every date in it then belongs that stands under no verb of its own. Without any there is no date.
    """
    ahead = status is EventStatus.PLANNED
    own = sorted(
        (each for each in dates if _belongs(tree, verb, each.span)), key=lambda each: _far(tree, verb, each.span)
    )
    for each in own or ([each for each in dates if _is_free(tree, verb, each.span)] if alone else ()):
        value = each.at(day, ahead)
        if value is not None:
            until = PartialDate(value.year + 9) if each.method == "decade" else None
            return When(value, each.method, each.span, until)
    return None


def is_background(found: When | None, day: date | None) -> bool:
    """Whether a date lies so far before the article that the event is history to it."""
    return (
        found is not None
        and found.span is not None
        and day is not None
        and found.value.last() < day - timedelta(days=HISTORICAL_AFTER)
    )


def _belongs(tree: Tree, verb: int, span: Span) -> bool:
    """Whether the nearest verb above the date's first word is the event, or the event is the noun it stands under."""
    inside = [word.index for word in tree.words if word.span.start < span.end and span.start < word.span.end]
    if not inside:
        return False
    nouns = 0
    for above in (inside[0], *tree.governors(inside[0])):
        if _told_behind(tree, above, inside[0]) == verb:
            return True
        if above == verb:
            return nouns < _DEEP and _told_behind(tree, above, inside[0]) is None
        nouns += tree.words[above].upos == "NOUN" and above not in inside
        if tree.words[above].upos == "VERB" and above not in inside:
            return tree.words[verb].upos != "VERB" and _same_clause(tree, verb, above)
    return False


def _told_behind(tree: Tree, speech: int, date_at: int) -> int | None:
    """The verb of the clause that a date opens, though the tree has it under saying (said that last year he met)."""
    if not any(word.lemma == "that" for word in tree.words[speech + 1 : date_at]):
        return None
    return next((i for i in tree.children(speech, "ccomp") if i > date_at), None)


def _far(tree: Tree, verb: int, span: Span) -> int:
    """How many words lie between a date and the event above it; the date under the event's own verb goes first."""
    inside = next(word.index for word in tree.words if word.span.start < span.end and span.start < word.span.end)
    above = [inside, *tree.governors(inside)]
    return above.index(verb) if verb in above else len(above)


def _is_free(tree: Tree, verb: int, span: Span) -> bool:
    """Whether a date stands under no other clause than those the event itself stands under."""
    inside = next(
        (word.index for word in tree.words if word.span.start < span.end and span.start < word.span.end), None
    )
    if inside is None:
        return False
    held = {verb, *tree.governors(verb)}
    above = next((i for i in tree.governors(inside) if tree.words[i].upos == "VERB"), None)
    under_noun = next((i for i in tree.governors(inside) if tree.words[i].upos == "NOUN"), None)
    hangs = under_noun is not None and tree.words[under_noun].plain in ("nmod", "obl") and under_noun not in held
    return (above is None or above in held) and not hangs


def _same_clause(tree: Tree, index: int, verb: int) -> bool:
    """Whether a word depends on a verb through no other verb."""
    for above in tree.governors(index):
        if above == verb:
            return True
        if tree.words[above].upos == "VERB":
            return False
    return False


# Absolute


def _absolute(text: str, span: Span) -> Iterator[Dated]:
    for found in absolute_dates(text, start=span.start, end=span.end):

        def at(day: date | None, ahead: bool, found=found) -> PartialDate | None:  # type: ignore[no-untyped-def]
            if found.year is not None:
                return found.in_year(found.year)  # type: ignore[no-any-return]
            return None if day is None else _nearest_year(found.month, found.day, day, ahead)

        yield Dated(found.span, "written out" if found.year else "written out, year from the article", at)


def _nearest_year(month: int, number: int | None, day: date, ahead: bool) -> PartialDate | None:
    """The date in the article's year, or in the year before or after where tense asks for it."""
    for year in (day.year, day.year + 1 if ahead else day.year - 1):
        try:
            found = PartialDate(year, month, number)
            if (found.last() >= day) if ahead else (found.first() <= day):
                return found
        except ValueError:
            continue
    return None


# Relative

Rule = tuple[re.Pattern[str], str, Callable[[re.Match[str], date, bool], PartialDate | None]]


def _relative(text: str, span: Span) -> Iterator[Dated]:
    for pattern, method, resolve in _RULES:
        for match in pattern.finditer(text, span.start, span.end):

            def at(  # type: ignore[no-untyped-def]
                day: date | None, ahead: bool, match=match, resolve=resolve, fixed=method in _FIXED
            ) -> PartialDate | None:
                if day is None and not fixed:
                    return None
                try:
                    return resolve(match, day or date.min, ahead)  # type: ignore[no-any-return]
                except (ValueError, OverflowError):
                    return None  # before the year 1 or past 9999

            yield Dated(Span(*match.span()), method, at)


def _day(found: date) -> PartialDate:
    return PartialDate(found.year, found.month, found.day)


def _month(found: date) -> PartialDate:
    return PartialDate(found.year, found.month)


def _shift(day: date, unit: str, number: int) -> PartialDate:
    """So many units from a day, as exactly as the unit says: days to the day, weeks to the month, years to the year."""
    if unit == "day":
        return _day(day + timedelta(days=number))
    if unit in ("week", "fortnight"):
        return _month(day + timedelta(weeks=number * (2 if unit == "fortnight" else 1)))
    if unit == "month":
        months = day.year * 12 + day.month - 1 + number
        return PartialDate(months // 12, months % 12 + 1)
    return PartialDate(day.year + number * (10 if unit == "decade" else 1))


def _count(match: re.Match[str]) -> int:
    word = match["number"].lower()
    return int(word) if word.isdigit() else _NUMBERS[word]


def _on_weekday(match: re.Match[str], day: date, ahead: bool) -> PartialDate:
    """The last such weekday up to the article's day; ahead, the next one."""
    back = (day.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    if ahead:
        return _day(day + timedelta(days=(7 - back) % 7 or 7))
    return _day(day - timedelta(days=back))


def _weekday_of(match: re.Match[str], day: date, ahead: bool) -> PartialDate:
    """ "last Monday", "next Friday"."""
    back = (day.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
    if match["which"].lower() == "next":
        return _day(day + timedelta(days=(7 - back) % 7 or 7))
    return _day(day - timedelta(days=back or 7))


def _this(match: re.Match[str], day: date, ahead: bool) -> PartialDate:
    step = {"this": 0, "the same": 0, "last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}
    unit = match["unit"].lower()
    return (
        _month(day)
        if unit == "week" and step[match["which"].lower()] == 0
        else _shift(day, unit, step[match["which"].lower()])
    )


def _month_of(match: re.Match[str], day: date, ahead: bool) -> PartialDate | None:
    number = MONTHS.index(match["month"].lower()) + 1
    which = (match["which"] or "").lower()
    if which == "next" or (ahead and which != "last"):
        return PartialDate(day.year + (number <= day.month if which == "next" else number < day.month), number)
    return PartialDate(day.year - (number >= day.month if which == "last" else number > day.month), number)


def _season_of(match: re.Match[str], day: date, ahead: bool) -> PartialDate:
    return PartialDate(day.year + {"last": -1, "next": 1}.get(match["which"].lower(), 0))


_FIXED = ("year", "decade")
_WHICH = r"(?P<which>this|last|past|previous|next|coming|following)"


def _rule(form: str, method: str, resolve: Callable[[re.Match[str], date, bool], PartialDate | None]) -> Rule:
    return re.compile(rf"\b{form}\b", re.IGNORECASE), method, resolve


_RULES: tuple[Rule, ...] = (
    _rule(r"the day before yesterday", "day before yesterday", lambda _, day, __: _day(day - timedelta(days=2))),
    _rule(r"(?:yesterday|last night|the day before)", "yesterday", lambda _, day, __: _day(day - timedelta(days=1))),
    _rule(r"(?:today|tonight|this (?:morning|afternoon|evening))", "today", lambda _, day, __: _day(day)),
    _rule(r"tomorrow", "tomorrow", lambda _, day, __: _day(day + timedelta(days=1))),
    _rule(rf"(?P<which>last|next|this past|this coming) {_DAY}", "named weekday", _weekday_of),
    _rule(rf"(?:on |early on |late on |late |early )?{_DAY}(?! (?:Mass|prayer))", "weekday, by tense", _on_weekday),
    _rule(
        rf"{_NUMBER} {_UNIT} (?:ago|earlier)", "so long ago", lambda m, d, _: _shift(d, m["unit"].lower(), -_count(m))
    ),
    _rule(
        rf"in (?:about |around |nearly )?{_NUMBER} {_UNIT}(?:['’]s?)?(?: time)?(?! (?:years|old))",
        "in so long",
        lambda m, d, ahead: _shift(d, m["unit"].lower(), _count(m)) if ahead or "time" in m.group() else None,
    ),
    _rule(rf"(?:earlier|later|early|late) (?:this|the same) {_UNIT}", "within the unit", lambda m, d, _: _within(m, d)),
    _rule(rf"(?:the )?{_WHICH} {_UNIT}", "unit by its name", _this),
    _rule(rf"(?:in |since |by |during |until )?(?P<which>this|last|next) {_MONTH}", "named month", _month_of),
    _rule(
        rf"(?:in|since|by|during|until|early in|late in) (?P<which>)(?:early |late |mid-)?{_MONTH}(?!,? \d)",
        "month, by tense",
        _month_of,
    ),
    _rule(rf"(?P<which>this|last|next) {_SEASON}", "season", _season_of),
    _rule(
        r"(?:in |since |from |by |until |during |of |back in )(?:early |late |mid-|the year )?"
        r"(?P<year>(?:1[89]|20)\d\d)(?![\d-])",
        "year",
        lambda m, _, __: PartialDate(int(m["year"])),
    ),
    _rule(
        r"(?:in |since |from |during )?(?:the )?(?:early |late |mid-)?(?P<year>(?:1[89]|20)\d0)s",
        "decade",
        lambda m, _, __: PartialDate(int(m["year"])),
    ),
)


def _within(match: re.Match[str], day: date) -> PartialDate:
    """ "earlier this year" is known to the year, "earlier this week" to the month."""
    unit = match["unit"].lower()
    return PartialDate(day.year) if unit in ("year", "decade") else _month(day)
