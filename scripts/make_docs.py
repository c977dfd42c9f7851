"""Print the reference pages of docs/ from the code: measures from docstrings, data from the declared tables, the
command line from its own help. `--check` writes nothing and fails when a page on disk is stale.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from keystone_states import reference
from keystone_states.backtests import back_tests
from keystone_states.catalogue import EVENT_SOURCES
from keystone_states.cli import keystone
from keystone_states.layers import LAYERS
from keystone_states.measures import MEASURES, Measure
from keystone_states.model.events import EVENT_COLUMNS, MENTION_COLUMNS
from keystone_states.store.reduction import RULES
from keystone_states.store.tables import TABLES, Table
from keystone_states.world import World
from keystone_states.yardsticks import Compared, compare_reports, tallies

DOCS = Path(__file__).resolve().parents[1] / "docs"
PRINTED = "<!-- printed by scripts/make_docs.py; change the code, then run `make docs` -->"


def pages() -> dict[Path, str]:
    """Every printed page and its text."""
    return {
        DOCS / "measures.md": "\n".join(measures_page()) + "\n",
        DOCS / "data.md": "\n".join(data_page()) + "\n",
        DOCS / "cli.md": "\n".join(cli_page()) + "\n",
        DOCS / "validation.md": "\n".join(validation_page()) + "\n",
    }


def measures_page() -> Iterator[str]:
    """The page on measures and layers."""
    yield f"# Measures\n\n{PRINTED}\n"
    yield _paragraph(
        "A measure is a function from a Network to one score per actor. Every score carries its value, unit, window,",
        "the number of meetings or forums behind it, a 90 % interval, its rank among the covered states, a",
        "size-adjusted twin, a decomposition whose parts sum to the value, and evidence ids.",
    )
    yield f"{importlib.import_module('keystone_states.measures.contract').__doc__}"
    yield f"{importlib.import_module('keystone_states.measures.nulls').__doc__}"
    yield "| code | measure | question | formula | unit | taken of |"
    yield "|---|---|---|---|---|---|"
    yield from (_measure_row(each) for each in MEASURES)
    for each in MEASURES:
        module = importlib.import_module(each.values.__module__)
        yield f"\n## {each.code} {each.name}\n\n{module.__doc__}"
    yield "\n# Layers\n"
    yield "| layer | channel | what it holds | what a weight means | tables |"
    yield "|---|---|---|---|---|"
    for layer in LAYERS:
        cells = (layer.name, layer.channel, layer.meaning, layer.weight_meaning, ", ".join(layer.draws_on))
        yield f"| {' | '.join(cells)} |"
    for layer in LAYERS:
        yield f"\n**{layer.name}.** {layer.build.__doc__}"


def validation_page() -> Iterator[str]:
    """The page that holds the corridor network against published figures and past closures."""
    world = World.of(reference.load())
    found = compare_reports(world)
    yield f"# Corridors: published figures and back-tests\n\n{PRINTED}\n"
    yield f"{importlib.import_module('keystone_states.yardsticks').__doc__}"
    yield "| figure | rows | hit | close |\n|---|---:|---:|---:|"
    for each in tallies(found):
        yield f"| {each.figure} | {each.rows} | {each.hit} ({each.hit / each.rows:.0%}) | {each.close} |"
    yield "\n## Every published figure\n"
    yield "| route | when | figure | published | computed (low – best – high) | | source |"
    yield "|---|---|---|---|---|---|---|"
    yield from (_compared_row(each, world) for each in found)
    yield f"\n## Back-tests\n\n{importlib.import_module('keystone_states.backtests').__doc__}"
    yield "| what happened | reported | computed | agrees |\n|---|---|---|---|"
    for test in back_tests(world):
        yield f"| {test.name} | {test.reported} | {test.computed} | {'yes' if test.holds else 'no'} |"
    yield "\n## Why some figures are missed\n"
    yield _paragraph(
        "Distances: sources round (11,000 km from Vladivostok to Małaszewicze), give one figure for several ways",
        "(7,200 km for Mumbai–Moscow and Mumbai–Saint Petersburg), or name a way whose railway was not read",
        "(Chongqing–Xi'an through Ankang, before the line to Lanzhou of 2017). Times: those of the sea and of INSTC",
        "are from door to door, with weeks in ports that no source splits; ours are from port to port. Nothing was",
        "tuned to a row.",
    )


def _compared_row(each: Compared, world: World) -> str:
    report, found = each.report, each.computed
    computed = "no route" if found is None else f"{found.low:,.0f} – {found.best:,.0f} – {found.high:,.0f}"
    if each.figure == "days" and found is not None:
        computed = f"{found.low:.1f} – {found.best:.1f} – {found.high:.1f}"
    ends = f"{world.place(report.origin).name} → {world.place(report.destination).name}"
    via = f" via {', '.join(world.place(place).name for place in report.via)}" if report.via else ""
    word = "close" if each.close else "hit" if each.hit else "**miss**"
    cells = (
        ends + via,
        str(report.reported),
        each.figure,
        str(each.published),
        computed,
        word,
        f"<{report.source_url}>",
    )
    return f"| {' | '.join(cells)} |"


def _paragraph(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _measure_row(each: Measure) -> str:
    cells = (
        each.code,
        each.name,
        each.question,
        f"`{each.formula.replace('|', '∣')}`",
        each.unit,
        ", ".join(each.layers),
    )
    return f"| {' | '.join(cells)} |"


def data_page() -> Iterator[str]:
    """The page on tables and columns."""
    yield f"# Data\n\n{PRINTED}\n"
    yield _paragraph(
        "The packaged facts are CSV files in `src/keystone_states/reference/`: one row, one fact, one source that was",
        "read. Dates are written as exactly as they are known: `2022`, `2022-09`, `2022-09-14`; `..2015-07-10` means",
        "on or before that day. A date known only to its month or year is read as its first day. An empty cell is",
        "missing, never zero.",
    )
    yield "Show any table with `keystone data show TABLE`; use your own folder of tables with `--facts DIR`.\n"
    for table in TABLES:
        yield from _table(table)
    yield from _events()


def _events() -> Iterator[str]:
    """Datasets of events: what can be loaded, the columns of their one schema, and the rules of counting."""
    yield "## Datasets of events\n\nLoaded by `keystone load`, counted by `keystone reduce`; none is packaged.\n"
    yield "| dataset | what | licence | rows may be exported | citation |\n|---|---|---|---|---|"
    for each in EVENT_SOURCES.values():
        may = "yes" if each.may_export else "no"
        yield f"| {each.name} | {each.meaning} | {each.licence} | {may} | {each.citation} |"
    yield "\n| rule | what counts as one event | only from the lead of an article |\n|---|---|---|"
    for rule in RULES.values():
        yield f"| {rule.name} | {rule.meaning} | {'yes' if rule.root else 'no'} |"
    for title, columns in (("Events", EVENT_COLUMNS), ("Mentions", MENTION_COLUMNS)):
        yield f"\n### {title}\n\n| column | type | unit | meaning |\n|---|---|---|---|"
        for column in columns:
            yield f"| {column.name} | {column.type} | {column.unit} | {column.meaning} |"
    yield ""


def _table(table: Table) -> Iterator[str]:
    yield f"## {table.name}\n\n{table.meaning}\n"
    yield "| column | type | unit | default | meaning |"
    yield "|---|---|---|---|---|"
    for column in table.columns:
        yield f"| {column.name} | {column.type} | {column.unit} | {column.default} | {column.meaning} |"
    yield ""


def cli_page() -> Iterator[str]:
    """The page on the command line."""
    yield f"# Command line\n\n{PRINTED}\n"
    yield from _command(keystone, "keystone")


def _command(command: click.Command, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, max_content_width=100, terminal_width=100)
    yield f"## {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        for each in command.list_commands(context):
            found = command.get_command(context, each)
            if found is not None:
                yield from _command(found, f"{name} {each}")


def main() -> int:
    """Write the pages, or check them."""
    stale = [path for path, text in pages().items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    if "--check" in sys.argv[1:]:
        print("\n".join(f"{path.name} is stale; run `make docs`" for path in stale) or "docs are up to date")
        return 1 if stale else 0
    for path in stale:
        path.write_text(pages()[path], encoding="utf-8")
        print(f"wrote docs/{path.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
