"""Options of the commands that play over demands: cargo, day, closures, terms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from keystone_states.cli.options import Day, data_options, world_of

if TYPE_CHECKING:
    from keystone_states.corridors.demand import Terms
    from keystone_states.corridors.network import Corridors
    from keystone_states.world import World

F = TypeVar("F", bound=Callable[..., Any])


def corridor_options(function: F) -> F:
    """`--cargo` (or `--commodity`), `--date`, `--avoid`, `--value-of-time`, `--outside` and the data options."""
    for option in reversed(
        (
            click.option(
                "--cargo",
                "--commodity",
                "cargo",
                type=click.Choice(["containers", "bulk", "oil", "gas"]),
                default="containers",
                show_default=True,
                help="What is carried.",
            ),
            click.option(
                "--date", "day", type=Day(), help="Day on which it is open (default: up to which facts were read)."
            ),
            closures,
            demand,
            click.option("--value-of-time", type=float, help="US dollars an FEU loses in an hour (default: 6.67)."),
            click.option(
                "--outside",
                type=float,
                default=2.0,
                show_default=True,
                help="Cost of doing without, as a multiple of the best route.",
            ),
            data_options,
        )
    ):
        function = option(function)
    return function


def demand(function: F) -> F:
    """`--demand`."""
    return click.option(
        "--demand",
        type=click.Choice(["sourced", "gravity"]),
        default="sourced",
        show_default=True,
        help="Volumes that sources report, or gravity between the hubs of all states: assumed, not reported.",
    )(function)


def closures(function: F) -> F:
    """`--avoid`, also `--close`."""
    return click.option(
        "--avoid",
        "--close",
        "avoid",
        multiple=True,
        metavar="NAME",
        help="A state, leg, crossing, place, mode or strait not to be used; may be given often.",
    )(function)


def corridors_and_world(options: dict[str, Any]) -> tuple[Corridors, World, tuple[str, ...]]:
    """The network of the options' day and cargo, the World, and what is to be avoided, in the network's words."""
    from keystone_states.model.routes import Cargo
    from keystone_states.routes import closures_of, corridors_of, with_gravity

    world = world_of(options)
    corridors = corridors_of(world, day=options["day"], cargo=Cargo(options.get("cargo", Cargo.CONTAINERS)))
    if options.get("demand") == "gravity":
        world = with_gravity(world, corridors)
    return corridors, world, closures_of(options["avoid"], corridors, world)


def terms_of(options: dict[str, Any]) -> Terms:
    """What a shipper counts."""
    from keystone_states.corridors.demand import Terms

    return Terms(value_of_time=options["value_of_time"], outside=options["outside"])


def demand_words(options: dict[str, Any]) -> str:
    """What the volumes are: sourced, or gravity and not reported."""
    from keystone_states.corridors.gravity import SAID

    return SAID if options["demand"] == "gravity" else "sourced"


def demand_note(options: dict[str, Any]) -> tuple[str, ...]:
    """How gravity demand is made, in a line; nothing where the volumes are sourced."""
    from keystone_states.corridors.gravity import BETA

    if options["demand"] == "sourced":
        return ()
    return (
        f"Demand: {demand_words(options)}. D = T · G_i G_j c_ij^−{BETA:g} / Σ: G the product of a state, c the cost "
        "of the best route between the hubs, T the total that sources report.",
    )


def volume(number: float) -> str:
    """A volume in few letters."""
    return f"{number:,.0f}" if number >= 1000 else f"{number:,.2f}"
