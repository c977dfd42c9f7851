"""Options that several commands share, and the study they describe."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from keystone_states.errors import KeystoneError
from keystone_states.model.dates import parse_day

if TYPE_CHECKING:
    from keystone_states.study import Study
    from keystone_states.world import World

F = TypeVar("F", bound=Callable[..., Any])


class Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read the day; a bad one is a `BadInputError` that names the option."""
        if isinstance(value, date):
            return value
        try:
            return parse_day(value)
        except KeystoneError as fault:
            option = param.opts[0] if param else "day"
            raise type(fault)(f"{option}: {fault}") from None


class Poles(click.ParamType[tuple[str, ...]]):
    """Codes separated by commas."""

    name = "A,B,…"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, ...]:
        """Split at commas."""
        return value if isinstance(value, tuple) else tuple(part.strip() for part in value.split(",") if part.strip())


def _stack(*options: Callable[[F], F]) -> Callable[[F], F]:
    def apply(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return apply


def examples(*commands: str) -> str:
    """Examples for the end of a command's help, one per line."""
    return "\b\nExamples:\n" + "\n".join(f"  {command}" for command in commands)


def output_format(*choices: str) -> Callable[[F], F]:
    """`--format`, the first choice being the default."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(choices),
        default=choices[0],
        show_default=True,
        help="Form of the output.",
    )


def data_options(function: F) -> F:
    """`--facts` and `--store`."""
    return _stack(
        click.option(
            "--facts",
            type=click.Path(path_type=Path),
            help="Folder with facts tables to use instead of the packaged ones.",
        ),
        click.option(
            "--store",
            type=click.Path(path_type=Path),
            help="Folder of the store (default: KEYSTONE_STORE or the user's data folder).",
        ),
    )(function)


def study_options(function: F) -> F:
    """Options that change the study: window, poles, recipe, data."""
    return _stack(
        click.option(
            "--as-of", type=Day(), help="Last day of the window (default: the day up to which facts were read)."
        ),
        click.option("--since", type=Day(), help="First day of the window (default: five years before the last)."),
        click.option("--poles", type=Poles(), help="Powers to balance between, such as USA,EU,RUS,CHN,IND."),
        click.option("--recipe", type=click.Path(path_type=Path), help="Recipe of the study, a TOML file."),
        data_options,
    )(function)


def world_of(options: dict[str, Any]) -> World:
    """The World the options describe."""
    from keystone_states.session import open_world

    return open_world(store=options.get("store"), facts=options.get("facts"))


def study_of(options: dict[str, Any]) -> Study:
    """The study the options describe: the recipe, changed by what was given on the command line."""
    from keystone_states.session import open_study
    from keystone_states.study import read_recipe

    recipe = read_recipe(options["recipe"]) if options.get("recipe") else None
    poles = options.get("poles")
    return open_study(
        recipe,
        store=options.get("store"),
        facts=options.get("facts"),
        as_of=options.get("as_of"),
        since=options.get("since"),
        poles=_pole_ids(poles, options) if poles else None,
    )


def _pole_ids(poles: tuple[str, ...], options: dict[str, Any]) -> tuple[str, ...]:
    from keystone_states.actors.registry import Registry
    from keystone_states.actors.resolve import state_or_raise

    world = world_of(options)
    day = options.get("as_of") or world.cut_off
    return tuple(state_or_raise(pole, day, registry=Registry(world)) for pole in poles)


def actor_of(name: str, study: Study) -> str:
    """The actor a user named, by code or by name, on the study's as-of day."""
    from keystone_states.actors.registry import Registry
    from keystone_states.actors.resolve import state_or_raise

    return state_or_raise(name, study.window.as_of, registry=Registry(study.world))
