"""Ties of saved readings in the World: memberships and investments, and what an article says of hosting.

A tie that is already known adds its evidence to the known row (`World.reported`, by evidence id; a meeting's by its id)
and is not counted again. One that is not joins the World with low confidence under the evidence id `reading:<tie>`:

- a membership, from the day the text gives, else as held on the day of publication (`..D`: start not read); disputed
  where the facts have the actor in the organisation in another role, or no longer. Without either day it joins nothing.
  That an actor left adds evidence to a membership that ended then, and ends none itself;
- an investment with an amount of money, in the year the text gives, else as read in the year of publication;
- hosting joins nothing, as the text does not say who came: it adds its words to the one known meeting it can be.

Posts, study, languages, supply, corridors, alliances and numbers of members are kept and shown, and join no table.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, ClassVar

from pydantic import Field

from keystone_states import ontology
from keystone_states.model.dates import PartialDate
from keystone_states.model.estimates import Estimate
from keystone_states.model.relations import Investment, InvestmentKind
from keystone_states.model.rows import Claim, Confidence, Meeting, MeetingKind, Membership, Organisation, Role
from keystone_states.sources.saved import DATASET, rows_in, said, source
from keystone_states.store.datasets import LoadedFile
from keystone_states.world import World

BILLION = 1e9
NEAR = 0.05  # relative difference of two amounts that can be the same one, rounded
LEFT = ("left", "withdrew", "quit")
ALL = "all"  # sector of an investment of which the text names none
_ROLES = {"observer": Role.OBSERVER, "associate": Role.ASSOCIATE, "partner": Role.PARTNER}
_GATHERINGS: dict[str, tuple[MeetingKind, ...]] = {
    "summit": (MeetingKind.SUMMIT,),
    "congress": (MeetingKind.CONGRESS,),
    **dict.fromkeys(("talks", "negotiations", "round", "dialogue"), (MeetingKind.TALKS,)),
}


class ReadMembership(Membership):
    """A membership that only an article tells of."""

    table: ClassVar[str] = DATASET
    key: ClassVar[tuple[str, ...]] = ("id",)

    source_url: str = Field(description="address of the article; empty where it was a file")
    id: str
    quote: str
    publisher: str


class ReadInvestment(Investment):
    """An investment that only an article tells of."""

    table: ClassVar[str] = DATASET
    key: ClassVar[tuple[str, ...]] = ("id",)

    source_url: str = Field(description="address of the article; empty where it was a file")
    id: str
    quote: str
    publisher: str


@dataclass(frozen=True, slots=True)
class _Tie:
    """A saved tie: its record, the row it stands in, its subject and object where they are actors of the World."""

    record: Mapping[str, Any]
    row: Mapping[str, Any]
    file: LoadedFile
    subject: str
    object: str | None

    @property
    def words(self) -> str:
        """Its value, else the words that name it, in small letters."""
        return str(self.record["value"] or self.record["words"]["quote"]).lower()

    @property
    def published(self) -> PartialDate | None:
        """When the article was published."""
        return PartialDate.parse(self.row["published"]) if self.row["published"] else None

    def date(self, key: str) -> PartialDate | None:
        """What the text gives for `since` or `until`."""
        when = self.record[key]
        return PartialDate.parse(when["value"]) if when else None

    def held_by(self) -> PartialDate | None:
        """As held on the day of publication, start not read; None where that day is not known."""
        return replace(self.published, by=True) if self.published else None

    @property
    def base(self) -> dict[str, Any]:
        """What every row made of it says."""
        return {
            **source(self.row, self.file),
            **said(self.row),
            "id": self.row["id"],
            "confidence": Confidence.LOW,
        }


@dataclass
class _Found:
    """What is gathered: rows that join, and evidence for rows already there."""

    memberships: list[Membership] = field(default_factory=list)
    investments: list[Investment] = field(default_factory=list)
    reported: dict[str, list[str]] = field(default_factory=dict)

    def report(self, key: str, tie: _Tie) -> None:
        """Add a tie's evidence to a row."""
        self.reported.setdefault(key, []).append(f"{DATASET}:{tie.row['id']}")


def with_ties(world: World) -> World:
    """The World with memberships and investments of saved ties beside its own, each once."""
    files = world.loaded.get(DATASET, ())
    if not files:
        return world
    found = _Found(list(world.memberships), list(world.investments))
    for tie in sorted(_ties(world, files), key=lambda each: (each.row["published"] or "", each.row["id"])):
        _TAKE[tie.record["kind"]](world, tie, found)
    reported = {key: tuple(ids) for key, ids in world.reported.items()}
    for key, ids in found.reported.items():
        reported[key] = tuple(dict.fromkeys((*reported.get(key, ()), *ids)))
    return replace(world, memberships=tuple(found.memberships), investments=tuple(found.investments), reported=reported)


def _ties(world: World, files: Sequence[LoadedFile]) -> Iterator[_Tie]:
    for file in files:
        for row in rows_in(file.path):
            if row["what"] == "tie" and row["kind"] in _TAKE:
                record = json.loads(row["record"])
                subject, thing = record["subject"]["actor"], (record["object"] or {}).get("actor")
                if subject in world.actors:
                    yield _Tie(record, row, file, subject, thing if thing in world.actors else None)


# Memberships


def _membership(world: World, tie: _Tie, found: _Found) -> None:
    if not isinstance(world.actors.get(tie.object or ""), Organisation) or tie.object is None:
        return
    own = [each for each in found.memberships if (each.actor, each.organisation) == (tie.subject, tie.object)]
    if tie.words.startswith(LEFT):
        ended = (each for each in own if _ended_so(each, tie.date("until")))
        _report_first(ended, tie, found)
        return
    role, days = _role(tie.words), [each for each in (tie.date("since"), tie.published) if each is not None]
    known = [each for each in own if _same_role(each.role, role) and any(_holds_in(each, day) for day in days)]
    since = tie.date("since") or tie.held_by()
    if known:
        found.report(known[0].evidence_id, tie)
    elif since is not None:
        members = {"organisation": tie.object, "actor": tie.subject, "role": role, "since": since}
        row = ReadMembership(**members, until=tie.date("until"), disputed=bool(own), **tie.base)
        found.memberships.append(row)


def _role(words: str) -> Role:
    """Observer, associate and partner where the words say so, else member."""
    return next((role for word, role in _ROLES.items() if word in words), Role.MEMBER)


def _same_role(known: Role, told: Role) -> bool:
    """Whether two roles can be one: a text says member of whoever has a seat."""
    roles = ontology.roles().organisation_roles
    return known is told or (told is Role.MEMBER and roles[known].shares_forum)


def _holds_in(row: Membership, day: PartialDate) -> bool:
    return row.holds(day.first()) or row.holds(day.last())


def _ended_so(row: Membership, until: PartialDate | None) -> bool:
    """Whether a membership ended, and when the text says where it says so."""
    if row.until is None:
        return False
    return until is None or (until.first() <= row.until.last() and row.until.first() <= until.last())


def _report_first(rows: Iterator[Claim], tie: _Tie, found: _Found) -> None:
    row = next(rows, None)
    if row is not None:
        found.report(row.evidence_id, tie)


# Investments


def _investment(world: World, tie: _Tie, found: _Found) -> None:
    amount, year = tie.record["amount"], tie.date("since") or tie.held_by()
    if not amount or amount["kind"] != "money" or amount["value"] is None or amount["unit"] is None:
        return
    if tie.object is None or year is None:
        return
    billions = amount["value"] / BILLION
    sums = {"investor": tie.subject, "host": tie.object, "year": PartialDate(year.year, by=year.by)}
    row = ReadInvestment(
        **sums,
        sector=tie.record["value"] or ALL,
        kind=_kind(tie),
        amount=Estimate(billions, billions, billions),
        currency=amount["unit"],
        disputed=False,
        **tie.base,
    )
    known = next((each for each in found.investments if _same_sum(each, row)), None)
    if known is not None:
        found.report(known.evidence_id, tie)
    else:
        found.investments.append(row)


def _kind(tie: _Tie) -> InvestmentKind:
    """What is held or totals is a stock, what is promised announced, what is put in a project."""
    words = tie.record["words"]["quote"].lower()
    if words.startswith(("pledged", "committed")):
        return InvestmentKind.ANNOUNCED
    return (
        InvestmentKind.STOCK
        if words.startswith(("investment", "stake", "share", "holding"))
        else InvestmentKind.PROJECT
    )


def _same_sum(known: Investment, told: Investment) -> bool:
    """Whether two reports can be of one sum: parties, currency, year (a year apart at most) and amount go together."""
    ends = (known.investor, known.host, known.currency) == (told.investor, told.host, told.currency)
    if not ends or known.amount is None or told.amount is None or abs(known.year.year - told.year.year) > 1:
        return False
    slack = NEAR * told.amount.best
    sectors = known.sector == told.sector or ALL in (known.sector, told.sector)
    return sectors and known.amount.low - slack <= told.amount.best <= known.amount.high + slack


# Hosting


def _hosting(world: World, tie: _Tie, found: _Found) -> None:
    """Evidence for the one known meeting of the host that the words and the date leave."""
    kinds = next((kinds for word, kinds in _GATHERINGS.items() if word in tie.words.split()), ())
    day = tie.date("since")
    exact = bool(kinds) and day is not None and day.day is not None
    known = [
        each
        for each in world.meetings
        if each.host == tie.subject
        and each.table != DATASET
        and each.kind in (kinds or tuple(MeetingKind))
        and _took_place(each, day, tie.published)
        and (exact or _shares_words(each, tie.words))
    ]
    if len(known) == 1:
        found.report(known[0].id, tie)


def _took_place(meeting: Meeting, day: PartialDate | None, published: PartialDate | None) -> bool:
    """Whether a meeting can have been on a day; where the text gives none, before it was published."""
    first, last = meeting.start.first(), (meeting.end or meeting.start).last()
    if day is not None:
        return first <= day.last() and day.first() <= last
    return first <= (published.last() if published else date.max)


def _shares_words(meeting: Meeting, words: str) -> bool:
    """Whether a title, series or forum has a word of some length in common with what was hosted."""
    long = 4
    told = {word.strip(".,;:’'“”\"") for word in words.split()} - _GATHERINGS.keys()
    own = " ".join(filter(None, (meeting.title, meeting.process, meeting.forum))).lower().replace("-", " ").split()
    return any(len(word) >= long for word in told & set(own))


_TAKE = {"membership": _membership, "investment": _investment, "hosting": _hosting}
