"""The command line: one file per command group, loaded only when called."""

from __future__ import annotations

import gc
import importlib
import os
import sys

import click

from keystone_states.errors import EXIT_CODES, KeystoneError

_COMMANDS: dict[str, tuple[str, str]] = {
    "brief": ("brief:brief", "Write the brief of one state and print its profile."),
    "score": ("score:score", "Rank states by one measure in one channel."),
    "rank": ("rank:rank", "Rank states in every channel by its headline measure."),
    "compare": ("compare:compare", "Set several states side by side."),
    "history": ("history:history", "Show the yearly course of one number."),
    "panel": ("panel:panel", "Compute one measure over rolling windows, month by month."),
    "composite": ("composite:composite", "Weigh several measures into one rank, with its profile."),
    "sensitivity": ("sensitivity:sensitivity", "Show which choice moves a composite rank most."),
    "validate": ("validate:validate", "Test the measures against an outside list of states."),
    "whatif": ("whatif:whatif", "Close a door, open another, and see what moves."),
    "explain": ("explain:explain", "Take one number apart, down to its evidence."),
    "route": ("route:route", "Find the way of a container, border by border."),
    "transit": ("transit:transit", "Rank states by what transit through them is worth."),
    "flow": ("flow:flow", "Send what is carried the ways that capacity leaves."),
    "actors": ("actors:actors", "Resolve names to actors; list actors."),
    "data": ("data:data", "List the tables and show their rows with sources."),
    "fetch": ("fetch:fetch", "Fetch public datasets over the network."),
    "load": ("load:load", "Load public datasets and your own legs into the store."),
    "reduce": ("reduce:reduce", "Count loaded events by pair of states, month and type."),
    "export": ("export:export", "Write tables and graphs that open elsewhere."),
    "positions": ("positions:positions", "Fit positions from UN votes; show them."),
    "read": ("read:read", "Read events, ties and quotes from news text."),
    "bench": ("bench:bench", "Measure a coder of news text against the gold."),
    "cite": ("cite:cite", "Print how to cite Keystone and its data."),
}


class LazyGroup(click.Group):
    """A group that knows its commands by name and loads one only when it runs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names of the commands, in reading order."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a command by name."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(importlib.import_module(f"keystone_states.cli.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without loading them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, meaning) for name, (_, meaning) in _COMMANDS.items()])


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"keystone {version('keystone-states')}")
        ctx.exit()


_CODES = "".join(f"  {code}  {meaning}\n" for code, meaning in EXIT_CODES.items())


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="\b\nExamples:\n  keystone brief KAZ -o kaz-brief.html\n"
    "  keystone score --measure bridging --channel diplomacy\n  keystone explain KAZ bridging\n\n"
    f"\b\nExit codes:\n{_CODES}",
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Print the version."
)
def keystone() -> None:
    """Keystone: how pivotal is a state, between whom, through which channel, on what evidence?"""


def main() -> None:
    """Run the command line; a user's mistake becomes one line and a documented exit code."""
    os.environ.setdefault(
        "OPENBLAS_NUM_THREADS", "1"
    )  # on matrices this small a second thread costs more than it gives
    gc.set_threshold(100_000)  # the rows of a World live to the end: looking for dead ones took a fifth of a command
    try:
        code = keystone.main(standalone_mode=False)
        sys.exit(code if isinstance(code, int) else 0)
    except KeystoneError as fault:
        click.echo(f"keystone: {' '.join(str(fault).split())}", err=True)
        sys.exit(fault.exit_code)
    except click.exceptions.Abort:
        click.echo("keystone: stopped", err=True)
        sys.exit(130)
    except click.ClickException as fault:
        fault.show()
        sys.exit(fault.exit_code)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
