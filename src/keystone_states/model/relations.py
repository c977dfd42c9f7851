"""The rows of relations that hold over time: careers of leaders, investments, supplies, alliances, embassies, cohesion
facts.

A party is a state or organisation by its id, or a group in the source's own words (a region, partners of a field).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import ClassVar

from pydantic import Field

from keystone_states.model.dates import PartialDate, holds
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import MaybeEstimate
from keystone_states.model.rows import Claim, MaybeDate, MaybeText, Row, Text


class CareerKind(StrEnum):
    """What a line of a career tells."""

    POST = "post"
    EDUCATION = "education"
    LANGUAGE = "language"


class InvestmentKind(StrEnum):
    """What a sum of money is."""

    STOCK = "stock"
    PROJECT = "project"
    LOAN = "loan"
    ANNOUNCED = "announced"


class AllianceKind(StrEnum):
    """What two states have promised one another."""

    MUTUAL_DEFENCE = "mutual_defence"
    ALLIANCE = "alliance"
    COMPREHENSIVE_STRATEGIC_PARTNERSHIP = "comprehensive_strategic_partnership"
    STRATEGIC_PARTNERSHIP = "strategic_partnership"
    NON_AGGRESSION = "non_aggression"
    FRIENDSHIP = "friendship"


class EmbassyKind(StrEnum):
    """What sort of mission a state keeps in another: the first three are embassies, the others stand in for one."""

    EMBASSY = "embassy"
    HIGH_COMMISSION = "high_commission"
    NUNCIATURE = "nunciature"
    INTERESTS_SECTION = "interests_section"
    LIAISON_OFFICE = "liaison_office"


class CohesionKind(StrEnum):
    """What is counted within a state."""

    ETHNIC_GROUPS = "ethnic_groups"
    DENOMINATIONS = "denominations"
    LANGUAGES = "languages"
    RELIGIOUS_ASSOCIATIONS = "religious_associations"


class Career(Claim):
    """Careers: what leaders did and learnt, and which languages they speak."""

    table: ClassVar[str] = "careers"
    key: ClassVar[tuple[str, ...]] = ("person", "kind", "what", "where", "since", "until")

    person: Text = Field(description="person")
    kind: CareerKind = Field(description="post, education or language")
    what: Text = Field(description="the post, degree or language in words")
    where: MaybeText = Field(None, description="organisation, school or place")
    since: MaybeDate = Field(None, description="start; empty: not read")
    until: MaybeDate = Field(None, description="end; empty: not read")


class Investment(Claim):
    """Investments: stocks, projects, loans and announcements, as reported."""

    table: ClassVar[str] = "investments"
    key: ClassVar[tuple[str, ...]] = ("investor", "host", "sector", "kind", "year", "amount", "source_url")

    investor: Text = Field(description="who invests: an id, or a group in words")
    host: Text = Field(description="where: an id, or a group in words")
    sector: Text = Field(description="energy, transport, mining, all …")
    kind: InvestmentKind = Field(description="stock, project, loan or announced")
    year: PartialDate = Field(description="year of the figure; ..Y: read in Y, year not said")
    amount: MaybeEstimate = Field(None, description="billions of the currency; empty: not said")
    currency: Text = Field(description="currency as reported, ISO 4217")


class Supply(Claim):
    """Supplies: who delivers what to whom, by which route, in a year."""

    table: ClassVar[str] = "supplies"
    key: ClassVar[tuple[str, ...]] = ("exporter", "importer", "good", "route", "year", "source_url")

    exporter: Text = Field(description="who delivers: an id, or a group in words")
    importer: Text = Field(description="who receives: an id, a group in words, or world")
    good: Text = Field(description="oil, gas, uranium, grain, arms …")
    route: MaybeText = Field(None, description="route or contract; all: all routes together")
    year: PartialDate = Field(description="year or month of the supply")
    share_percent: MaybeEstimate = Field(None, description="share in percent, of what the note says; empty: not said")
    volume: MaybeEstimate = Field(None, description="volume in the unit named beside it; empty: not said")
    unit: MaybeText = Field(None, description="unit of the volume")


class Alliance(Claim):
    """Alliances: treaties of two states, of mutual defence, partnership or friendship."""

    table: ClassVar[str] = "alliances"
    key: ClassVar[tuple[str, ...]] = ("actor", "partner", "kind", "since")

    actor: Text = Field(description="one state or organisation; the two stand in alphabetical order")
    partner: Text = Field(description="the other")
    kind: AllianceKind = Field(description="mutual_defence, alliance, (comprehensive_)strategic_partnership …")
    treaty: MaybeText = Field(None, description="treaty or declaration by name")
    since: PartialDate = Field(description="signed or in force; ..D: in force on D, start not read")
    until: MaybeDate = Field(None, description="end; empty: in force when the source was read")


class Embassy(Claim):
    """Embassies: the resident missions of one state in another, from when to when, as far as read."""

    table: ClassVar[str] = "embassies"
    key: ClassVar[tuple[str, ...]] = ("sender", "host", "kind", "since")

    sender: Text = Field(description="state whose mission it is")
    host: Text = Field(description="state in which it works and to which it is accredited")
    city: MaybeText = Field(None, description="city, district or suburb as the source has it; empty: not said")
    kind: EmbassyKind = Field(description="embassy, high_commission, nunciature, interests_section or liaison_office")
    since: MaybeDate = Field(None, description="opened; empty: not read")
    until: MaybeDate = Field(None, description="closed or suspended; empty: open as far as the source says")
    seen: MaybeDate = Field(None, description="date the source speaks of; of an undated list the earliest it can have")

    @property
    def resident(self) -> bool:
        """Whether it is an embassy by whatever name, not a stand-in for one."""
        return self.kind in (EmbassyKind.EMBASSY, EmbassyKind.HIGH_COMMISSION, EmbassyKind.NUNCIATURE)

    def open_on(self, day: date) -> bool:
        """Whether it was open on `day`: from the opening, or where that was not read the date seen, until it closed.

        A mission with neither date is on file, but open on no day.
        """
        begun = self.since or self.seen
        return begun is not None and holds(begun, self.until, day)


class CohesionFact(Claim):
    """Cohesion: groups, denominations and languages within a state, as counted by a source."""

    table: ClassVar[str] = "cohesion"
    key: ClassVar[tuple[str, ...]] = ("actor", "what", "year", "source_url")

    actor: Text = Field(description="state")
    what: CohesionKind = Field(description="ethnic_groups, denominations, languages or religious_associations")
    number: Estimate = Field(description="number as reported")
    year: MaybeDate = Field(None, description="year of the count; ..Y: read in Y; empty: not said")


RELATION_ROWS: tuple[type[Row], ...] = (Career, Investment, Supply, Alliance, Embassy, CohesionFact)
