"""A scenario: a question, edits in order, and what to watch; read from TOML, or by name from the library.

name = "Suez closed"
question = "What if ships cannot pass the Suez canal?"
watch = [["shanghai", "rotterdam"]]

[[edits]]
do = "close"
strait = "suez"
"""

from __future__ import annotations

import tomllib
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from keystone_states.corridors.network import By
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.model.routes import Cargo
from keystone_states.scenarios.edits import AnyEdit


class Scenario(BaseModel):
    """What if: edits of the World, made in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="name of the scenario")
    question: str = Field("", description="what it asks, in a sentence")
    day: date | None = Field(None, description="day from which the edits hold; default: the as-of day")
    cargo: Cargo = Field(Cargo.CONTAINERS, description="cargo whose routes, flows and transit value are compared")
    watch: tuple[tuple[str, str], ...] = Field((), description="origin and destination of the routes to compare")
    by: By = Field(By.TIME, description="what the watched routes make least: time, cost or distance")
    edits: tuple[AnyEdit, ...] = Field((), description="edits, in order")


def library() -> dict[str, Traversable]:
    """The scenarios that come with Keystone, by name."""
    folder = files("keystone_states.scenarios") / "library"
    return {each.name.removesuffix(".toml"): each for each in sorted(folder.iterdir(), key=lambda each: each.name)}


def open_scenario(name: str) -> Scenario:
    """A scenario of the library by name, else the TOML file of that path."""
    known = library()
    if name in known:
        return make_scenario(_toml(known[name], name), where=name)
    path = Path(name)
    if not path.suffix and not path.exists():
        raise UnknownNameError(f"no scenario {name!r}; there are {', '.join(known)}; or give a TOML file")
    return make_scenario(_toml(path, path.name), where=path.name)


def _toml(path: Path | Traversable, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise StoreError(f"cannot read the scenario {path} ({fault.strerror}); expected a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInputError(f"{name}: not TOML ({fault}); expected key = value lines and [[edits]]") from None


def make_scenario(content: dict[str, Any], *, where: str) -> Scenario:
    """A scenario from keys and values; raises `BadInputError` naming the key, what was given and what is expected."""
    try:
        return Scenario.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise BadInputError(
            f"{where}: {key} is {first['input']!r}; {first['msg'].removeprefix('Value error, ')}; correct it"
        ) from None
