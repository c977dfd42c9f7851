"""The recipe of a composite: written first, cooked second. The same recipe on the same study gives the same numbers.

    indicators = ["visits/bridging", "forums/spread", "mediation/convening"]
    aggregation = "geometric"
    top_k = 3

    [weights]
    "visits/bridging" = 2

Every key has a default; unknown keys are refused.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from keystone_states.errors import BadInputError, StoreError

DEFAULT_INDICATORS = ("visits/bridging", "visits/reach", "forums/bridging", "forums/spread", "mediation/convening")


class CompositeRecipe(BaseModel):
    """What goes into a composite and how: indicators, directions, weights, normalisation, aggregation, draws, seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    indicators: tuple[str, ...] = Field(DEFAULT_INDICATORS, min_length=1, description="indicators as layer/measure")
    directions: dict[str, Literal[1, -1]] = Field(
        {}, description="1: a high value is a strength, -1: a burden; default: as the measure says of itself"
    )
    weights: str | dict[str, float] = Field(
        "equal", description="equal, dirichlet (any weights), or numbers by indicator; one not named weighs 1"
    )
    concentration: float = Field(
        10.0, ge=0.1, le=10_000, description="how sure the weights are; with `dirichlet` it is 1"
    )
    normalisation: Literal["percentile", "minmax"] = Field("percentile", description="how indicators are scaled")
    aggregation: Literal["geometric", "arithmetic"] = Field("geometric", description="which mean is taken")
    floor: float = Field(0.01, ge=0, lt=1, description="what a lower value counts as in the geometric mean; 0: kills")
    least_share: float = Field(1.0, gt=0, le=1, description="share of the indicators a state needs to be covered")
    draws: int = Field(10_000, ge=1, le=100_000, description="random sets of weights behind each rank interval")
    samples: int = Field(2048, ge=64, le=65_536, description="sample of the Sobol indices, a power of two")
    seed: int = Field(20220914, ge=0, description="seed of draws and samples")
    top_k: int = Field(5, ge=1, description="k of the probability to be among the first k")

    @field_validator("indicators")
    @classmethod
    def _layer_and_measure(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        for name in names:
            if len([part for part in name.split("/") if part]) != 2 or name.count("/") != 1:
                raise ValueError(f"{name!r} is no indicator; expected layer/measure, such as visits/bridging")
        return tuple(dict.fromkeys(names))

    @field_validator("directions")
    @classmethod
    def _of_an_indicator(cls, given: dict[str, Literal[1, -1]], info: ValidationInfo) -> dict[str, Literal[1, -1]]:
        _known(given, info)
        return given

    @field_validator("weights", mode="before")
    @classmethod
    def _readable(cls, given: Any, info: ValidationInfo) -> Any:
        if not isinstance(given, dict):
            if given not in ("equal", "dirichlet"):
                raise ValueError("expected equal, dirichlet, or numbers by indicator such as visits/bridging=2")
            return given
        _known(given, info)
        for name, weight in given.items():
            if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight < math.inf:
                raise ValueError(f"{name} weighs {weight!r}; expected a number of at least 0")
        return given

    @field_validator("samples")
    @classmethod
    def _power_of_two(cls, count: int) -> int:
        if count & (count - 1):
            raise ValueError("expected a power of two, such as 1024, 2048 or 4096")
        return count

    @property
    def digest(self) -> str:
        """SHA-256 of the recipe."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _known(given: dict[str, Any], info: ValidationInfo) -> None:
    chosen = info.data.get("indicators")
    for name in given:
        if chosen is not None and name not in chosen:
            raise ValueError(f"{name!r} is not among the indicators {', '.join(chosen)}")


def read_composite_recipe(path: Path) -> CompositeRecipe:
    """The recipe in a TOML file; raises `BadInputError` naming line or key, `StoreError` when it cannot be read."""
    return make_composite_recipe(read_keys(path), where=path.name)


def read_keys(path: Path) -> dict[str, Any]:
    """Keys and values of a TOML file, not yet checked."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise StoreError(f"cannot read the recipe {path} ({fault.strerror}); expected a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInputError(f"{path.name}: not TOML ({fault}); expected key = value lines") from None


def make_composite_recipe(content: dict[str, Any], *, where: str = "composite recipe") -> CompositeRecipe:
    """A recipe from keys and values; raises `BadInputError` naming the key, what was given and what is expected."""
    try:
        return CompositeRecipe.model_validate(content)
    except ValidationError as fault:
        raise BadInputError(f"{where}: {_worded(fault)}") from None


def _worded(fault: ValidationError) -> str:
    first = fault.errors()[0]
    key = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"no key {key!r}; there are {', '.join(CompositeRecipe.model_fields)}"
    meaning = CompositeRecipe.model_fields[str(first["loc"][0])].description
    message = first["msg"].removeprefix("Value error, ")
    return f"{key} is {first['input']!r}; {message} ({meaning}); correct it"
