"""The ontology: event types, modes, roles, ties and crosswalks as YAML a scholar can read; loaded into typed specs."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from keystone_states.errors import BadInputError, BadRowError
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Mode
from keystone_states.model.rows import Level, Part, Role


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


S = TypeVar("S", bound=_Spec)


class EventType(_Spec):
    """A PLOVER event type: quad class 1–4, meaning, modes."""

    quad: int
    meaning: str
    modes: tuple[str, ...]


class Plover(_Spec):
    """All PLOVER types."""

    quads: dict[int, str]
    types: dict[str, EventType]


class CameoRule(_Spec):
    """Where CAMEO codes with one prefix go; `why` where this departs from the published list."""

    type: str | None
    mode: str | None = None
    why: str = ""


class CameoCrosswalk(_Spec):
    """Rules by CAMEO prefix."""

    rules: dict[str, CameoRule]

    def rule(self, code: str) -> CameoRule:
        """The rule of the longest prefix of `code`; raises `BadInputError` for a code of no known root."""
        for length in range(len(code), 1, -1):
            if code[:length] in self.rules:
                return self.rules[code[:length]]
        raise BadInputError(f"{code!r} is no CAMEO event code; expected two to four digits from 01 to 20")


class CameoCode(_Spec):
    """A CAMEO code: its label and Goldstein score."""

    goldstein: float
    label: str


class Cameo(_Spec):
    """CAMEO codes, and the quad class of each two-digit root."""

    quads: dict[str, int]
    codes: dict[str, CameoCode]


class Acled(_Spec):
    """PLOVER types and modes of ACLED's event types and sub-event types."""

    types: dict[str, CameoRule]
    sub_types: dict[str, CameoRule]


class EventActors(_Spec):
    """Actor codes of event datasets beside those of the states table; `regions` name no actor at all."""

    regions: dict[str, str]
    cameo: dict[str, str]
    fips: dict[str, str]
    groups: dict[str, str]
    names: dict[str, str]


class MeetingRole(_Spec):
    """A role in a meeting; `at_table`: one of those whom the host brings together."""

    meaning: str
    at_table: bool


class OrganisationRole(_Spec):
    """A role in an organisation; `shares_forum`: ties the holder to the others who share the forum."""

    meaning: str
    shares_forum: bool


class Roles(_Spec):
    """Roles in meetings and organisations."""

    meeting_roles: dict[Part, MeetingRole]
    organisation_roles: dict[Role, OrganisationRole]


class TieKind(_Spec):
    """A kind of tie, between what, and the table that holds it (None: no table yet)."""

    between: tuple[str, str]
    meaning: str
    table: str | None


class Ties(_Spec):
    """Kinds of ties."""

    ties: dict[str, TieKind]


class KnownDeparture(_Spec):
    """Memberships in which the packaged facts depart from an outside dataset on purpose, and why."""

    organisation: str
    actors: tuple[str, ...]
    why: str


class CowIgo(_Spec):
    """COW IGO v3: what its cells, its codes of organisations and its names of states mean."""

    status: dict[int, str]
    organisations: dict[str, str]
    states: dict[str, str]
    known: tuple[KnownDeparture, ...]


class Levels(_Spec):
    """Weight of a meeting by level."""

    levels: dict[Level, float]


class Haulage(_Spec):
    """Speed and rate of a mode: `usd` once for each leg, `usd_per_km` besides, both per FEU."""

    kmh: Estimate
    usd_per_km: Estimate
    usd: Estimate = Estimate(0.0, 0.0, 0.0)
    source: str


class Stop(_Spec):
    """Time and cost per FEU of a border crossing or transfer."""

    hours: Estimate
    usd: Estimate
    source: str


class ValueOfTime(_Spec):
    """What an hour in transit costs the owner of one FEU of goods."""

    usd_per_hour: Estimate
    source: str


class CustomsUnions(_Spec):
    """Organisations whose members keep no customs border with one another."""

    members: tuple[str, ...]
    source: str


class Crossings(_Spec):
    """Stops at borders, by what is met there."""

    gauge_break: Stop
    rail: Stop
    road: Stop
    within_union: Stop


class Transfers(_Spec):
    """Stops between modes or gauges: reloading on land, on to and off a ferry, and in a port."""

    reload: Stop
    to_ferry: Stop
    from_ferry: Stop
    port: Stop


class Transport(_Spec):
    """Defaults for legs, crossings and transfers whose rows state no figures of their own; the straits by id."""

    teu_per_feu: float
    tonnes_per_feu: float
    modes: dict[Mode, Haulage]
    crossings: Crossings
    transfers: Transfers
    value_of_time: ValueOfTime
    customs_unions: CustomsUnions
    straits: dict[str, str]


@cache
def plover() -> Plover:
    """PLOVER types, quad classes and modes."""
    return _load("plover", Plover)


@cache
def cameo_crosswalk() -> CameoCrosswalk:
    """CAMEO codes to PLOVER types."""
    return _load("cameo_plover", CameoCrosswalk)


@cache
def cameo() -> Cameo:
    """CAMEO codes with label, Goldstein score and quad class."""
    return _load("cameo", Cameo)


@cache
def acled() -> Acled:
    """ACLED's event types to PLOVER types."""
    return _load("acled", Acled)


@cache
def event_actors() -> EventActors:
    """Actor codes of event datasets that the states table does not hold."""
    return _load("event_actors", EventActors)


@cache
def roles() -> Roles:
    """Roles in meetings and organisations."""
    return _load("roles", Roles)


@cache
def ties() -> Ties:
    """Kinds of ties."""
    return _load("ties", Ties)


@cache
def cow_igo() -> CowIgo:
    """COW IGO v3 in our words."""
    return _load("cow_igo", CowIgo)


@cache
def levels() -> dict[Level, float]:
    """Default weight of each level."""
    return _load("levels", Levels).levels


@cache
def transport() -> Transport:
    """Default speeds, rates, waits and fees of transport, each with its source."""
    return _load("transport", Transport)


def _load(name: str, spec: type[S]) -> S:
    content: Any = yaml.safe_load(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    try:
        return spec.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise BadRowError(
            f"ontology/{name}.yaml: {place}: {first['msg']}; expected a {spec.__name__}; mend the file"
        ) from None
