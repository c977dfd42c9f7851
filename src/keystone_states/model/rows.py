"""The rows of every table, declared once: type, unit, default and meaning of each column.

Each class is one table. A CSV header, the store's columns, `keystone data list` and the docs page are all printed
from these declarations; unknown columns and values are refused, never dropped.
"""

from __future__ import annotations

import math
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from keystone_states.model.dates import PartialDate, holds


class Role(StrEnum):
    """Role of an actor in an organisation over an interval."""

    MEMBER = "member"
    OBSERVER = "observer"
    PARTNER = "partner"
    ASSOCIATE = "associate"
    TREATY_PARTY = "treaty_party"


class MeetingKind(StrEnum):
    """What brought the participants together."""

    VISIT = "visit"
    SUMMIT = "summit"
    TALKS = "talks"
    CONGRESS = "congress"
    MEETING = "meeting"


class Level(StrEnum):
    """Highest rank of those who came in person."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    MINISTER = "minister"
    OFFICIAL = "official"


class Part(StrEnum):
    """Role of an actor in a meeting; hosting is not mediating."""

    HOST = "host"
    GUEST = "guest"
    ATTENDEE = "attendee"
    PARTY = "party"
    MEDIATOR = "mediator"
    FACILITATOR = "facilitator"
    GUARANTOR = "guarantor"
    OBSERVER = "observer"
    SIGNATORY = "signatory"
    ABSENT_REPRESENTED = "absent_represented"


class PostKind(StrEnum):
    """Kind of office."""

    HEAD_OF_STATE = "head_of_state"
    HEAD_OF_GOVERNMENT = "head_of_government"
    FOREIGN_MINISTER = "foreign_minister"
    DEPUTY_FOREIGN_MINISTER = "deputy_foreign_minister"
    SPEAKER = "speaker"
    ORGANISATION_HEAD = "organisation_head"
    OTHER = "other"


class NameKind(StrEnum):
    """How a name stands for its actor."""

    OFFICIAL = "official"
    SHORT = "short"
    ALIAS = "alias"
    FORMER = "former"
    DEMONYM = "demonym"
    ADJECTIVE = "adjective"
    CAPITAL = "capital"
    METONYM = "seat_of_government_metonym"
    HOMONYM = "homonym"
    PARTIAL = "partial"


class Confidence(StrEnum):
    """How firmly the source carries the fact."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class OrganisationKind(StrEnum):
    """What sort of organisation it is."""

    INTERGOVERNMENTAL = "intergovernmental"
    FORUM = "forum"
    BLOC = "bloc"
    TREATY = "treaty"
    FORMAT = "format"
    NON_STATE = "non_state"


def _blank_to_none(value: Any) -> Any:
    return None if value == "" else value


_FLAGS = {"yes": True, "no": False, "": None}


def _yes_no(value: Any) -> Any:
    return _FLAGS.get(value, value)


def _semicolons(value: Any) -> Any:
    return tuple(part.strip() for part in value.split(";") if part.strip()) if isinstance(value, str) else value


def _required(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def _above_0(value: float | None) -> float | None:
    if value is not None and not 0 < value < math.inf:
        raise ValueError("must be above 0")
    return value


Text = Annotated[str, AfterValidator(_required)]
Optional = BeforeValidator(_blank_to_none)
Above0 = AfterValidator(_above_0)
MaybeText = Annotated[str | None, Optional]
MaybeDate = Annotated[PartialDate | None, Optional]
Flag = Annotated[bool, BeforeValidator(_yes_no)]
MaybeFlag = Annotated[bool | None, BeforeValidator(_yes_no)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_semicolons)]
Url = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Row(BaseModel):
    """A frozen row; a subclass states its table's name, key and meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid", coerce_numbers_to_str=True)

    table: ClassVar[str]
    key: ClassVar[tuple[str, ...]]

    @cached_property
    def evidence_id(self) -> str:
        """`table:key`, the address by which a score points at this row."""
        return f"{self.table}:" + "/".join(str(getattr(self, part)) for part in self.key)


class SourcedRow(Row):
    """A row that says where it was read, and when."""

    source_url: Url = Field(description="page or dataset in which the fact was read")
    read_on: date = Field(description="day on which the source was read")
    note: str = Field("", description="remarks: wording, conflicts, as-of rule")


class State(SourcedRow):
    """States: who exists when, under which codes."""

    table: ClassVar[str] = "states"
    key: ClassVar[tuple[str, ...]] = ("actor",)

    actor: Text = Field(description="ISO 3166-1 alpha-3 (XKX for Kosovo; historical states by their former code)")
    name: Text = Field(description="English short name in use in international relations")
    official_name: Text = Field(description="official name in English")
    iso2: MaybeText = Field(None, description="ISO 3166-1 alpha-2")
    iso_numeric: MaybeText = Field(None, description="ISO 3166-1 numeric, three digits")
    cow: Annotated[int | None, Optional] = Field(None, description="Correlates of War country number")
    fips: MaybeText = Field(None, description="FIPS 10-4 code, as in GDELT's places")
    cameo: MaybeText = Field(None, description="CAMEO country code, as in GDELT's actors")
    exists_since: MaybeDate = Field(None, description="first day in the state system; empty: not known")
    exists_until: MaybeDate = Field(None, description="day on which the state ended; empty: exists")
    un_member_since: MaybeDate = Field(None, description="admission to the United Nations; empty: not a member")


class Organisation(SourcedRow):
    """Organisations, forums, blocs, treaties and non-state parties to talks."""

    table: ClassVar[str] = "organisations"
    key: ClassVar[tuple[str, ...]] = ("actor",)

    actor: Text = Field(description="identifier: capitals, digits, + and _")
    name: Text = Field(description="English name")
    abbreviation: MaybeText = Field(None, description="abbreviation in use")
    aliases: Texts = Field((), description="other names, separated by ;")
    kind: OrganisationKind = Field(description="intergovernmental, forum, bloc, treaty, format or non_state")
    founded: MaybeDate = Field(None, description="founding; empty: not read")
    dissolved: MaybeDate = Field(None, description="end; empty: exists or not read")
    seat: MaybeText = Field(None, description="city of the secretariat")
    seat_state: MaybeText = Field(None, description="state of the seat")


class Name(SourcedRow):
    """Names by which texts call a state: former names, demonyms, capitals, metonyms, homonyms."""

    table: ClassVar[str] = "names"
    key: ClassVar[tuple[str, ...]] = ("actor", "name", "kind", "since")

    actor: Text = Field(description="state the name stands for")
    name: Text = Field(description="the name as written")
    kind: NameKind = Field(description="how the name stands for the actor")
    since: MaybeDate = Field(None, description="in use since; empty: not dated")
    until: MaybeDate = Field(None, description="in use until; empty: in use")


class Person(SourcedRow):
    """Persons who hold or held a post."""

    table: ClassVar[str] = "persons"
    key: ClassVar[tuple[str, ...]] = ("person",)

    person: Text = Field(description="identifier: surname-given")
    name: Text = Field(description="name in common English spelling")
    aliases: Texts = Field((), description="other spellings and styles, separated by ;")
    actor: Text = Field(description="state or organisation the person is known for")


class Claim(SourcedRow):
    """A sourced fact that others may contest."""

    disputed: Flag = Field(description="yes: sources conflict or a party contests it; the note says which")
    confidence: Confidence = Field(description="high: stated outright; medium: in passing or coarse; low: weak source")


class Post(Claim):
    """Posts: an office held by a person for a state or organisation over an interval."""

    table: ClassVar[str] = "posts"
    key: ClassVar[tuple[str, ...]] = ("person", "actor", "post", "since")

    person: Text = Field(description="person who holds the post")
    actor: Text = Field(description="state or organisation the post belongs to")
    post: PostKind = Field(description="kind of office")
    title: Text = Field(description="the office in words")
    since: PartialDate = Field(description="first day; ..D: held on D, start not read")
    until: MaybeDate = Field(None, description="day the post ended; empty: held when the source was read")
    acting: Flag = Field(description="yes: acting or interim")

    def holds(self, day: date) -> bool:
        """Whether the post was held on `day`."""
        return holds(self.since, self.until, day)


class Membership(Claim):
    """Memberships: the role of an actor in an organisation over an interval."""

    table: ClassVar[str] = "memberships"
    key: ClassVar[tuple[str, ...]] = ("organisation", "actor", "role", "since")

    organisation: Text = Field(description="organisation")
    actor: Text = Field(description="state, or organisation that observes")
    role: Role = Field(description="member, observer, partner, associate or treaty_party")
    since: PartialDate = Field(description="start; ..D: held on D, start not read")
    until: MaybeDate = Field(None, description="day the role ended; empty: in force when the source was read")

    def holds(self, day: date) -> bool:
        """Whether the role was held on `day`."""
        return holds(self.since, self.until, day)


class Meeting(Claim):
    """Meetings that took place: visits, summits, talks, congresses."""

    table: ClassVar[str] = "meetings"
    key: ClassVar[tuple[str, ...]] = ("id",)

    id: Annotated[str, Field(pattern=r"^[a-z0-9-]+$")] = Field(description="short identifier")
    title: Text = Field(description="what it was, in a few words")
    kind: MeetingKind = Field(description="visit, summit, talks, congress or meeting (bilateral, no visit)")
    format: MaybeText = Field(None, description="state, official, working …; ordinary, informal, extraordinary, online")
    level: Level = Field(description="highest rank of those who came in person")
    start: PartialDate = Field(description="first day")
    end: MaybeDate = Field(None, description="last day; empty: one day, or not read")
    city: MaybeText = Field(None, description="city, under its name of that day")
    host: Text = Field(description="state on whose soil it took place")
    forum: MaybeText = Field(None, description="organisation whose meeting it was")
    process: MaybeText = Field(None, description="series of meetings on one matter")
    rotation: MaybeFlag = Field(None, description="yes: the place followed a rotating chair; empty: not known")


class Participation(SourcedRow):
    """Who took part in a meeting, and as what."""

    table: ClassVar[str] = "participations"
    key: ClassVar[tuple[str, ...]] = ("meeting", "actor", "role")

    meeting: Text = Field(description="meeting")
    actor: Text = Field(description="state or organisation that took part")
    role: Part = Field(description="host, guest, attendee, party, mediator, facilitator, guarantor, observer, …")
    person: MaybeText = Field(None, description="who came, as the source names them; empty: not named")


class Extent(StrEnum):
    """How completely a layer's facts were collected for an actor."""

    FULL = "full"
    PARTIAL = "partial"


class Coverage(Row):
    """Coverage: for whom a layer's facts were collected systematically, and from when."""

    table: ClassVar[str] = "coverage"
    key: ClassVar[tuple[str, ...]] = ("layer", "actor")

    layer: Text = Field(description="layer")
    actor: Text = Field(description="state, or * for every actor that occurs in the layer")
    extent: Extent = Field(description="full: collected systematically; partial: only as a partner of others")
    since: PartialDate = Field(description="collected from this date on")
    note: str = Field("", description="what was collected, in words")


class Position(SourcedRow):
    """Positions θ: where a state stands on the main axis of UN General Assembly voting, by year."""

    table: ClassVar[str] = "positions"
    key: ClassVar[tuple[str, ...]] = ("actor", "year")

    actor: Text = Field(description="state")
    year: int = Field(description="calendar year of the votes")
    theta: float = Field(description="position; unit: standard deviations of states' positions, USA positive")
    se: float = Field(description="standard error of theta, same unit")
    votes: int = Field(description="roll calls in which the state voted yes, no or abstained that year")


class Size(SourcedRow):
    """Sizes: how many people live in a state and how much it produces, by year."""

    table: ClassVar[str] = "sizes"
    key: ClassVar[tuple[str, ...]] = ("actor", "year")

    actor: Text = Field(description="state")
    year: int = Field(description="calendar year of the figures")
    population: Annotated[int | None, Optional, Above0] = Field(None, description="inhabitants; empty: not read")
    gdp: Annotated[float | None, Optional, Above0] = Field(None, description="gross domestic product; empty: not read")


ROWS: tuple[type[Row], ...] = (
    State,
    Organisation,
    Name,
    Person,
    Post,
    Membership,
    Meeting,
    Participation,
    Position,
    Coverage,
    Size,
)
