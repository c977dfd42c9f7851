"""A study: a recipe written first and run second. The same recipe on the same facts gives the same bytes.

The recipe is TOML:

    title = "Kazakhstan after Samarkand"
    as_of = 2022-10-13
    since = 2017-10-14
    poles = ["USA", "EU", "RUS", "CHN"]

Every key has a default; unknown keys are refused.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.graphs.diversity import shares
from keystone_states.layers import LAYERS, Layer, LayerChoices
from keystone_states.layers.build import build_network
from keystone_states.layers.counted import counts
from keystone_states.measures import MEASURES, Measure, Ranking, rank, score
from keystone_states.measures.nulls import null_percentile, null_values, null_z
from keystone_states.model.dates import Window, years_before
from keystone_states.model.rows import Extent, Level, Part, State
from keystone_states.model.scores import Score
from keystone_states.network import Floats, LayerGraph, Network, units_of_year
from keystone_states.store.reduction import RULES, DyadMonths
from keystone_states.world import World

HEADLINES: dict[str, str] = {
    "visits": "bridging",
    "forums": "bridging",
    "mediation": "convening",
    "corridors": "corridor_value",
    "energy": "corridor_value",
    "alignment": "voice",
    "cohesion": "cohesion",
    "consultations": "reach",
    "verbal-cooperation": "reach",
    "material-cooperation": "reach",
    "verbal-conflict": "exposure",
    "material-conflict": "exposure",
}
FIRST_DAY, LAST_DAY = date(1816, 1, 1), date(2100, 12, 31)  # the state system's first day in COW; a sane last one


Weight = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Recipe(BaseModel):
    """What a study computes: window, poles, layers, choices, seed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str = Field("Keystone profile", description="title of the study")
    as_of: date | None = Field(None, description="last day of the window; default: the day up to which facts were read")
    since: date | None = Field(None, description="first day of the window; default: `years` before as_of")
    years: int = Field(5, ge=1, le=50, description="length of the window when `since` is not given")
    timeline_from: int = Field(2010, ge=1950, le=2100, description="first year of the yearly course")
    poles: tuple[str, ...] = Field(("USA", "EU", "RUS", "CHN"), min_length=1, description="powers to balance between")
    layers: tuple[str, ...] = Field(tuple(layer.name for layer in LAYERS), min_length=1, description="layers to build")
    measures: tuple[str, ...] = Field(
        tuple(each.name for each in MEASURES), min_length=1, description="measures to take"
    )
    largest_forum: int = Field(60, ge=2, description="forums with more members are left out")
    rotation_weight: float = Field(0.5, ge=0, le=1, description="weight of summits placed by a rotating chair")
    level_weights: dict[Level, Weight] = Field(
        default_factory=ontology.levels, description="weight of a meeting by level"
    )
    mandate_roles: tuple[Part, ...] = Field(
        (Part.MEDIATOR, Part.FACILITATOR, Part.GUARANTOR),
        min_length=1,
        description="roles in talks that count as a mandate; an actor with several counts under the first",
    )
    events: str = Field("gdelt", description="loaded dataset of events that is counted")
    counting: str = Field("one-a-day", description="rule under which events are counted")
    least_ties: dict[str, int] = Field(
        {"visits": 5, "forums": 2, "mediation": 1, "alignment": 20, "cohesion": 6},
        description="meetings, forums, contested roll calls or months reported that rank a state, at least, by layer",
    )
    draws: int = Field(200, ge=0, le=100_000, description="random draws behind each interval; 0: no intervals")
    null_draws: int = Field(
        100, ge=0, le=100_000, description="random networks behind each percentile against the null; 0: none"
    )
    seed: int = Field(20220914, ge=0, description="seed of the draws")

    @field_validator("level_weights", mode="before")
    @classmethod
    def _all_levels(cls, weights: Any) -> Any:
        return {**ontology.levels(), **weights} if isinstance(weights, dict) else weights

    @field_validator("layers")
    @classmethod
    def _known_layers(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known("layer", names, [layer.name for layer in LAYERS])

    @field_validator("measures")
    @classmethod
    def _known_measures(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return _known("measure", names, [each.name for each in MEASURES])

    @field_validator("counting")
    @classmethod
    def _known_rule(cls, name: str) -> str:
        return _known("rule of counting", (name,), list(RULES))[0]

    @field_validator("mandate_roles")
    @classmethod
    def _asked(cls, roles: tuple[Part, ...]) -> tuple[Part, ...]:
        for role in roles:
            if role in (Part.HOST, Part.SIGNATORY):
                raise ValueError(f"{role.value} is no mandate; expected roles such as mediator, facilitator, guarantor")
        return tuple(dict.fromkeys(roles))

    @field_validator("least_ties")
    @classmethod
    def _layers_with_ties(cls, least: dict[str, int]) -> dict[str, int]:
        _known("layer", tuple(least), [layer.name for layer in LAYERS])
        return least

    @field_validator("as_of", "since")
    @classmethod
    def _in_range(cls, day: date | None) -> date | None:
        if day is not None and not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(f"{day} lies outside {FIRST_DAY} to {LAST_DAY}")
        return day

    @field_validator("poles")
    @classmethod
    def _distinct(cls, names: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(names))

    @property
    def digest(self) -> str:
        """SHA-256 of the recipe, keys sorted."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


def _known(what: str, names: tuple[str, ...], known: list[str]) -> tuple[str, ...]:
    for name in names:
        if name not in known:
            raise ValueError(f"no {what} {name!r}; there are {', '.join(known)}")
    return tuple(dict.fromkeys(names))


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file; raises `BadInputError` naming line or key, `StoreError` when it cannot be read."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise StoreError(f"cannot read the recipe {path} ({fault.strerror}); expected a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise BadInputError(
            f"{path.name}: not TOML ({fault}); expected key = value lines; see docs/concepts.md"
        ) from None
    return make_recipe(content, where=path.name)


def make_recipe(content: dict[str, Any], *, where: str = "recipe") -> Recipe:
    """A recipe from keys and values; raises `BadInputError` naming the key, what was given and what is expected."""
    try:
        return Recipe.model_validate(content)
    except ValidationError as fault:
        first = fault.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise BadInputError(f"{where}: no key {key!r}; there are {', '.join(Recipe.model_fields)}") from None
        field = Recipe.model_fields.get(str(first["loc"][0]))
        meaning = field.description if field else ""
        message = first["msg"].removeprefix("Value error, ")
        given = str(first["input"]) if isinstance(first["input"], date) else repr(first["input"])
        raise BadInputError(f"{where}: {key} is {given}; {message} ({meaning}); correct it") from None


@dataclass(frozen=True, slots=True)
class Mover:
    """A meeting or new membership and how much one year's score would lose without it."""

    year: int
    change: float
    evidence: tuple[str, ...]


_NOTICEABLE = 1e-4


def _years_up_to(as_of: date, years: int) -> date:
    """First day of a span of whole years that ends on `as_of`."""
    return years_before(as_of, years) + timedelta(days=1)


def _early(window: Window, begun: date | None) -> str:
    """What to say of a window that begins before facts were collected; nothing otherwise."""
    if begun is None or window.start >= begun:
        return ""
    return f"the window begins before {begun}, from when facts were collected systematically"


@dataclass(frozen=True)
class Study:
    """A recipe bound to a World. Windows and networks are built when first needed and kept."""

    recipe: Recipe
    world: World
    facts: str = ""

    def __post_init__(self) -> None:
        known = self.world.actors
        for pole in self.recipe.poles:
            if pole not in known:
                raise UnknownNameError(
                    f"no actor {pole!r} to be a pole; expected ISO alpha-3 codes or organisations, "
                    "such as USA, EU, RUS, CHN, IND"
                )
        _ = self.window

    @cached_property
    def window(self) -> Window:
        """The study's window."""
        as_of = self.recipe.as_of or self.world.cut_off
        return Window.up_to(as_of, since=self.recipe.since or _years_up_to(as_of, self.recipe.years))

    @cached_property
    def network(self) -> Network:
        """The Network of the study's window."""
        return self.network_of(self.window)

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The layers the recipe names."""
        return tuple(layer for layer in LAYERS if layer.name in self.recipe.layers)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """The measures the recipe names."""
        return tuple(each for each in MEASURES if each.name in self.recipe.measures)

    @property
    def pairs(self) -> tuple[tuple[Layer, Measure], ...]:
        """Every pair of layer and measure, less layers of events where no event data is loaded."""
        return tuple(pair for pair in self.every_pair if not self.network.layer(pair[0].name).absent)

    @property
    def every_pair(self) -> tuple[tuple[Layer, Measure], ...]:
        """Every layer with each measure that can be taken of it, the headline measure of a layer first."""
        found = [(layer, each) for layer in self.layers for each in self.measures if layer.name in each.layers]
        return tuple(
            sorted(found, key=lambda pair: (self.layers.index(pair[0]), HEADLINES[pair[0].name] != pair[1].name))
        )

    def network_of(self, window: Window) -> Network:
        """The Network of any window, under the recipe's choices."""
        return build_network(self.world, window, poles=self.recipe.poles, choices=self._choices, layers=self.layers)

    @property
    def _choices(self) -> LayerChoices:
        recipe = self.recipe
        weights = dict(recipe.level_weights)
        return LayerChoices(
            level_weights=weights,
            largest_forum=recipe.largest_forum,
            rotation_weight=recipe.rotation_weight,
            mandate_roles=recipe.mandate_roles,
            events=recipe.events,
            counting=recipe.counting,
        )

    def ranking(self, layer: str, measure: Measure, *, network: Network | None = None) -> Ranking:
        """Values of all actors with ranks over the covered states: those with at least `least_ties` ties in the
        layer.
        """
        chosen = network or self.network
        if not any(chosen is each for each in self._own_networks):
            return self._rank(layer, measure, chosen)
        key = (layer, measure.name, id(chosen))  # the study keeps its own networks as long as it lives
        if key not in self._rankings:
            self._rankings[key] = self._rank(layer, measure, chosen)
        return self._rankings[key]

    @property
    def _own_networks(self) -> tuple[Network, ...]:
        """The study's network, and those of its yearly course once they are built."""
        own = self.__dict__  # only those already built: asking must not build one
        return tuple(each for each in (own.get("network"), *own.get("_yearly", ())) if each is not None)

    @cached_property
    def _rankings(self) -> dict[tuple[str, str, int], Ranking]:
        return {}

    def _rank(self, layer: str, measure: Measure, network: Network) -> Ranking:
        states = np.array([isinstance(self.world.actors.get(actor), State) for actor in network.actors])
        return rank(network, measure, layer, ranked=states & (self._enough(network, layer, measure)))

    def _enough(self, network: Network, layer: str, measure: Measure) -> NDArray[np.bool_]:
        sizes = measure.size(network, layer)
        return np.asarray(sizes >= self.recipe.least_ties.get(layer, 1))

    def score(self, actor: str, layer: str, measure: Measure, *, parts: bool = True) -> Score:
        """The score of one actor in the study's window."""
        found = self.score_in(self.network, actor, layer, measure, parts=parts)
        drawn = self._null(layer, measure)
        if drawn is None or found.value is None:
            return found
        null = drawn[:, self.network.index(actor)]
        null = null[~np.isnan(null)]
        varies = null_z(found.value, null) is not None
        percentile = null_percentile(found.value, null) if varies else None
        return replace(found, null_percentile=percentile, null_draws=len(null))

    def _null(self, layer: str, measure: Measure) -> Floats | None:
        """Values of all actors in random networks of the study's window, drawn once per measure and layer."""
        if self.recipe.null_draws == 0:
            return None
        if (layer, measure.name) not in self._nulls:
            label = f"null/{layer}/{self.network.window}"  # not the measure: all of a layer see the same networks
            rng = np.random.default_rng([self.recipe.seed, *label.encode()])
            drawn = null_values(self.network, measure, layer, rng, self.recipe.null_draws)
            self._nulls[layer, measure.name] = drawn
        return self._nulls[layer, measure.name]

    @cached_property
    def _nulls(self) -> dict[tuple[str, str], Floats | None]:
        return {}

    def score_in(self, network: Network, actor: str, layer: str, measure: Measure, *, parts: bool = False) -> Score:
        """The score of one actor in the network of another window, without the percentile against the null."""
        channel = next(each.channel for each in LAYERS if each.name == layer)
        return score(
            network,
            self.ranking(layer, measure, network=network),
            self._index(network, actor),
            channel=channel,
            seed=self.recipe.seed,
            draws=self.recipe.draws,
            parts=parts,
        )

    def _index(self, network: Network, actor: str) -> int:
        """Position of an actor in a network; raises `UnknownNameError` when it did not exist on the day."""
        if actor in network.actors:
            return network.index(actor)
        day, row = network.window.as_of, self.world.actors.get(actor)
        if isinstance(row, State):
            lived = (
                f"from {row.exists_since or 'an unknown day'}{f' to {row.exists_until}' if row.exists_until else ' on'}"
            )
            raise UnknownNameError(f"{row.name} ({actor}) did not exist on {day}, only {lived}; choose another --as-of")
        raise UnknownNameError(
            f"{actor!r} took part in no recorded meeting; expected a state; see `keystone actors list`"
        )

    def profile(self, actor: str) -> tuple[Score, ...]:
        """Every measure of every layer for one actor."""
        return tuple(self.score(actor, layer.name, each) for layer, each in self.pairs)

    def course(self, actor: str, layer: str, measure: Measure) -> tuple[Score, ...]:
        """The yearly course: one score per year, each over a window as long as the study's own, ending that year.

        A point whose window begins before the layer's facts were collected systematically says so in its note.
        """
        begun = self.world.collected_since(layer, actor)
        points = (self.score_in(each, actor, layer, measure) for each in self._yearly if actor in each.actors)
        return tuple(point if point.note else replace(point, note=_early(point.window, begun)) for point in points)

    def movers(self, actor: str, layer: str, measure: Measure, *, top: int = 2) -> tuple[Mover, ...]:
        """What moved the yearly course most in each year: the value with a meeting (or with the new members of a
        forum) less the value without.
        """
        found: list[Mover] = []
        for network in self._yearly:
            if actor in network.actors:
                of_year = self._movers(network, layer, measure, actor)
                found += sorted(of_year, key=lambda each: (-abs(each.change), each.evidence))[:top]
        return tuple(found)

    def _movers(self, network: Network, layer: str, measure: Measure, actor: str) -> Iterable[Mover]:
        index, year = network.index(actor), network.window.as_of.year
        whole = float(np.nan_to_num(measure.values(network, layer)[index]))
        for rest, evidence in self._leaving_out(network, layer, index, year):
            change = whole - float(np.nan_to_num(measure.values(rest, layer)[index]))
            if abs(change) > _NOTICEABLE:
                yield Mover(year, change, evidence)

    def _leaving_out(
        self, network: Network, layer: str, index: int, year: int
    ) -> Iterable[tuple[Network, tuple[str, ...]]]:
        """Networks without each meeting of the year, or without the year's new members of each forum."""
        graph = network.layer(layer)
        for unit, evidence in units_of_year(graph, index, year).items():
            if graph.sampled:
                rest = graph.without(np.flatnonzero(graph.unit == graph.units.index(unit)))
            else:
                rest = self._without_joining(network, layer, unit, year)
            yield network.with_layers(**{layer: rest}).without_gathering(layer, unit), evidence

    def _without_joining(self, network: Network, layer: str, organisation: str, year: int) -> LayerGraph:
        """The layer as it would be had nobody joined the organisation in that year."""
        roles = ontology.roles().organisation_roles
        kept = tuple(
            row
            for row in self.world.memberships
            if row.organisation != organisation or row.since.year != year or not roles[row.role].shares_forum
        )
        index = {actor: number for number, actor in enumerate(network.actors)}
        found = next(each for each in self.layers if each.name == layer)
        return found.graph(replace(self.world, memberships=kept), network.window, self._choices, index=index)

    @cached_property
    def _yearly(self) -> tuple[Network, ...]:
        return tuple(self.network_of(window) for window in self.yearly_windows())

    def yearly_windows(self) -> Iterable[Window]:
        """Windows of the study's length ending on 31 December of each year, the last one ending on the as-of day."""
        as_of = self.window.as_of
        length = self.window.end - self.window.start
        for year in range(min(self.recipe.timeline_from, as_of.year), as_of.year + 1):
            end = min(date(year, 12, 31), as_of)
            yield Window.up_to(end, since=end - length + (self.window.end - as_of))

    def partner_shares(self, actor: str, layer: str) -> dict[str, float]:
        """Share of each partner in the actor's ties of a layer, the largest first; empty where it has none."""
        if layer not in self.network.layers or actor not in self.network.actors:
            return {}
        row = shares(self.network.layer(layer).strength)[self.network.index(actor)]
        found = {self.network.actors[i]: float(row[i]) for i in np.flatnonzero(row > 0)}
        return dict(sorted(found.items(), key=lambda pair: (-pair[1], pair[0])))

    def bridged_blocs(self, actor: str, layer: str) -> dict[tuple[str, str], float]:
        """Share of the actor's bridging that lies between partners nearest to each two poles, the largest first."""
        bridging = next((each for each in self.measures if each.name == "bridging"), None)
        if bridging is None or layer not in self.network.layers or actor not in self.network.actors:
            return {}
        pairs = bridging.parts(self.network, layer, self.network.index(actor))
        whole = sum(pair.value for pair in pairs)
        found: dict[tuple[str, str], float] = {}
        for pair in pairs:
            sides = sorted(int(self.network.bloc[self.network.index(each)]) for each in pair.actors)
            if sides[0] >= 0:
                key = (self.recipe.poles[sides[0]], self.recipe.poles[sides[1]])
                found[key] = found.get(key, 0.0) + pair.value / whole
        return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))

    @property
    def events(self) -> DyadMonths | None:
        """Loaded events between states in the study's window, under its rule; None where none is loaded for it."""
        return counts(self.world, self.window, self._choices)

    @cached_property
    def theta(self) -> dict[str, float]:
        """Known positions of the network's actors."""
        known = zip(self.network.actors, self.network.theta, strict=True)
        return {actor: float(theta) for actor, theta in known if not np.isnan(theta)}

    def extent(self, layer: str, actor: str) -> Extent:
        """How completely the layer's facts were collected for the actor."""
        return self.world.extent(layer, actor)

    def manifest(self) -> dict[str, Any]:
        """What the result was computed from: package, recipe, facts, positions."""
        from keystone_states import __version__

        years = sorted({row.year for row in self.world.positions})
        return {
            "keystone_states": __version__,
            "recipe": self.recipe.model_dump(mode="json"),
            "recipe_sha256": self.recipe.digest,
            "window": {"first_day": str(self.window.start), "last_day": str(self.window.as_of)},
            "facts_sha256": self.facts,
            "facts_read_up_to": str(self.world.cut_off),
            "loaded_sha256": {
                name: [each.provenance.sha256 for each in files] for name, files in self.world.loaded.items()
            },
            "rows": {name: len(rows) for name, rows in self.world.tables.items()},
            "positions_years": [years[0], years[-1]] if years else [],
        }
