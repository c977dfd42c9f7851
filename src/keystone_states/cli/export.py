"""`keystone export`: tables of counts and layers as graphs, as files that open elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from keystone_states.cli.options import Day, data_options, examples, output_format, study_of, study_options

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from keystone_states.exports.tables import Table
    from keystone_states.model.dates import Window

F = TypeVar("F", bound="Callable[..., Any]")

_OUT = click.option("-o", "--out", type=click.Path(path_type=Path), required=True, help="File to write.")


@click.group()
def export() -> None:
    """Write tables and graphs that open elsewhere, each with a codebook and a citation beside it."""


def _table_options(function: F) -> F:
    for option in reversed(
        (
            click.option("--dataset", default="gdelt", show_default=True, help="Dataset of events that was loaded."),
            click.option("--rule", default="one-a-day", show_default=True, help="What counts as one event."),
            click.option("--since", type=Day(), help="First day counted (default: all that is loaded)."),
            click.option("--until", type=Day(), help="Last day counted."),
            click.option(
                "--form", "kind", type=click.Choice(("parquet", "csv", "stata")), help="Form (default: by the name)."
            ),
            _OUT,
            data_options,
            output_format("table", "json", "csv"),
        )
    ):
        function = option(function)
    return function


@export.command(
    epilog=examples(
        "keystone export dyads -o dyads.parquet",
        "keystone export dyads --fixed-panel --since 2022-01-01 --until 2022-12-31 -o panel.csv",
        "keystone export dyads --dataset icews --since 2018-01-01 --until 2018-12-31 --form stata -o dyads.csv",
    )
)
@click.option("--fixed-panel", is_flag=True, help="Count only publishers with rows in every month of the window.")
@_table_options
def dyads(dataset: str, rule: str, since: date | None, until: date | None, fixed_panel: bool, **options: Any) -> None:
    """Write counts of loaded events by month, directed pair of states and PLOVER type.

    Counts may be passed on whatever the licence of the rows. --form stata writes CSV that Stata imports as it is:
    names of at most 32 characters, a dot for a missing number, no empty text.

    Python: exports.tables.dyads(session.dyad_months(dataset=name)).
    """
    from keystone_states.cli.reduce import window_of
    from keystone_states.exports.tables import dyads as table_of
    from keystone_states.session import dyad_months

    window = window_of(since, until)
    found = dyad_months(dataset=dataset, rule=rule, window=window, fixed_panel=fixed_panel, store=options["store"])
    _write(table_of(found), dataset, options)


@export.command(
    epilog=examples(
        "keystone export states -o states.csv",
        "keystone export states --rule article --form stata -o states.csv",
    )
)
@_table_options
def states(dataset: str, rule: str, since: date | None, until: date | None, **options: Any) -> None:
    """Write counts of loaded events by month and state: sent, received, by kind, and conflict at home.

    Python: exports.tables.states(session.dyad_months(dataset=name), session.states_at_home(dataset=name)).
    """
    from keystone_states.cli.reduce import window_of
    from keystone_states.exports.tables import states as table_of
    from keystone_states.session import dyad_months, states_at_home

    window: Window | None = window_of(since, until)
    asked: dict[str, Any] = {"dataset": dataset, "rule": rule, "window": window, "store": options["store"]}
    _write(table_of(dyad_months(**asked), states_at_home(**asked)), dataset, options)


def _write(table: Table, dataset: str, options: dict[str, Any]) -> None:
    from keystone_states.exports.files import ENDINGS, form_of, write_table

    form = form_of(options["out"], options["kind"], ENDINGS)
    written = write_table(table, options["out"], form=form, citation=_citation(dataset, options["store"]))
    _say(written, len(table.rows), "rows", table.said, options["form"])


@export.command(
    epilog=examples(
        "keystone export graph visits --as-of 2022-10-13 -o visits.gexf",
        "keystone export graph forums --since 2010-01-01 -o forums.graphml",
    )
)
@click.argument("channel")
@click.option("--form", "kind", type=click.Choice(("gexf", "graphml")), help="Form (default: by the name).")
@_OUT
@study_options
@output_format("table", "json", "csv")
def graph(channel: str, kind: str | None, out: Path, form: str, **options: Any) -> None:
    """Write the layer of CHANNEL (or a layer by name) over a window as a graph: GEXF 1.2 with dates, or GraphML.

    Python: exports.graphs.gexf(network, layer).
    """
    from keystone_states.cli.choices import layer_of
    from keystone_states.errors import BadInputError
    from keystone_states.exports import files, graphs

    study = study_of(options)
    layer = layer_of(channel, study)
    chosen = files.form_of(out, kind, files.GRAPH_ENDINGS)
    found = study.network.layer(layer.name)
    if not found.source.size:
        reason = found.absent or f"no {layer.name} recorded in {study.window}"
        raise BadInputError(f"{layer.name} has no tie to write ({reason}); expected a layer with ties, such as visits")
    content = graphs.gexf(study.network, layer) if chosen == "gexf" else graphs.graphml(study.network, layer)
    said = f"{study.window}. {layer.meaning[0].upper()}{layer.meaning[1:]}. Weight: {layer.weight_meaning}."
    written = files.write_bytes(
        content,
        out,
        title=f"Layer {layer.name}, {study.window}",
        said=said,
        columns=(graphs.LABEL, *graphs.NODE_COLUMNS, graphs.WEIGHT, *graphs.EDGE_COLUMNS),
        citation=_citation(study.recipe.events if layer.lacking else None, options.get("store")),
    )
    _say(written, int(found.covered.sum()), "nodes", said, form)


def _citation(dataset: str | None, store: Path | None) -> str:
    """Keystone's citation, and the dataset's with its licence."""
    from keystone_states.catalogue import EVENT_SOURCES
    from keystone_states.report.cite import bibtex, citations
    from keystone_states.session import provenance_of

    own = citations()[0]
    lines = [own.text]
    if dataset:
        source, provenance = EVENT_SOURCES.get(dataset), provenance_of(dataset, store=store)
        lines.append(source.citation if source else f"{provenance.release}. {provenance.source_url}")
        lines.append(f"Licence of {dataset}: {provenance.licence}.")
    else:
        lines += [each.text for each in citations()[1:] if each.used_for.startswith("positions")]
    return "\n".join([*lines, "", bibtex(own)])


def _say(written: tuple[Path, ...], count: int, what: str, said: str, form: str) -> None:
    from keystone_states.cli.output import emit, say

    if form != "table":
        emit(
            [{"file": str(written[0]), what: count, "beside": [str(each) for each in written[1:]], "said": said}], form
        )
        return
    say(f"{written[0]}: {count:,} {what}. {said}")
    say(f"Beside it: {', '.join(each.name for each in written[1:])}.")
