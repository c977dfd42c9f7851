"""Edits as data: what a scenario does to the World, one small record each.

An edit of the network says *where* (ids, a line, a strait, a state, a border, a mode; all that are given must fit)
and *what*: close, sanction, open, slow, price, capacity. An edit of the political tables names a membership or an
actor: join, leave, remove. `add` brings a row of its own.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from keystone_states.model.routes import LegStatus, Mode
from keystone_states.model.rows import Role

Factor = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Edit(BaseModel):
    """One frozen edit; unknown keys are refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class NetworkEdit(Edit):
    """An edit of legs, crossings, transfers and pipelines: those that fit every condition given."""

    ids: tuple[str, ...] = Field((), description="legs, crossings, pipelines, or places (for their transfers)")
    line: str | None = Field(None, description="name of a line, as in legs and pipelines")
    strait: str | None = Field(None, description="strait or canal that the leg passes")
    state: str | None = Field(None, description="state that owns it")
    border: tuple[str, str] | None = Field(None, description="two states whose common crossings are meant")
    mode: Mode | None = Field(None, description="rail, road, sea, ferry or river")

    @model_validator(mode="after")
    def _somewhere(self) -> NetworkEdit:
        if not (self.ids or self.line or self.strait or self.state or self.border or self.mode):
            raise ValueError("says nowhere; give ids, line, strait, state, border or mode")
        return self


class Close(NetworkEdit):
    """Nothing passes."""

    do: Literal["close"]


class Sanction(NetworkEdit):
    """Only what starts or ends in the owner's state passes: transit is refused."""

    do: Literal["sanction"]


class Open(NetworkEdit):
    """A plan is built, a suspension lifted."""

    do: Literal["open"]


class Slow(NetworkEdit):
    """Times are multiplied by a factor, and hours added."""

    do: Literal["slow"]
    factor: Factor = Field(1.0, description="times are multiplied by it; below 1: faster")
    hours: Amount = Field(0.0, description="hours added")


class Price(NetworkEdit):
    """Costs are multiplied by a factor, and dollars per FEU added."""

    do: Literal["price"]
    factor: Factor = Field(1.0, description="costs are multiplied by it; below 1: cheaper")
    usd: Amount = Field(0.0, description="dollars per FEU added")


class Capacity(NetworkEdit):
    """Capacities that are known are multiplied by a factor, or set."""

    do: Literal["capacity"]
    factor: Factor = Field(1.0, description="known capacities are multiplied by it")
    teu: Amount | None = Field(None, description="new capacity, TEU a year")
    mt: Amount | None = Field(None, description="new capacity, million tonnes a year")
    bcm: Amount | None = Field(None, description="new capacity, billion m³ a year")


class Add(Edit):
    """A row of any table is added: a leg, a crossing, a meeting."""

    do: Literal["add"]
    table: str = Field(description="table of the row")
    row: dict[str, Any] = Field(description="its columns; an added leg names a source like any other")


class Join(Edit):
    """A state takes a role in an organisation."""

    do: Literal["join"]
    actor: str
    organisation: str
    role: Role = Role.MEMBER


class Leave(Edit):
    """A state leaves an organisation: every role it holds there ends."""

    do: Literal["leave"]
    actor: str
    organisation: str


class Remove(Edit):
    """An actor takes part in nothing: its memberships, meetings and legs are gone."""

    do: Literal["remove"]
    actor: str


AnyEdit = Annotated[
    Close | Sanction | Open | Slow | Price | Capacity | Add | Join | Leave | Remove, Field(discriminator="do")
]

EDITS: tuple[type[Edit], ...] = (Close, Sanction, Open, Slow, Price, Capacity, Add, Join, Leave, Remove)

STATUS_OF: dict[type[NetworkEdit], LegStatus] = {Close: LegStatus.CLOSED, Sanction: LegStatus.NO_TRANSIT}
