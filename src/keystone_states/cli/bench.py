"""`keystone bench`: how well text is read."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import data_options, examples, output_format, world_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from keystone_states.reading.bench import Answer, Bench, Given
    from keystone_states.reading.gold import Gold

OWN = "keystone"
COLUMNS = ("what", "kind", "right", "predicted", "gold", "precision", "recall", "f1")
PURE = "pure: the triple under pure PLOVER's type, in which a planned visit is AGREE."
GIVEN = "type given: the type alone, the coder being told the parties of the act."
SHOWN = 8  # ids of uncoded texts named per cause in a table


@click.group()
def bench() -> None:
    """Measure a coder of news text against the gold."""


@bench.command(
    epilog=examples(
        "keystone bench reading tests/golden/reading/sentences.yaml",
        "keystone bench reading tests/golden/reading/pages --split held",
        "keystone bench reading tests/golden/reading/ties.yaml",
        "keystone bench reading sentences.yaml --coder petrarch.tsv --format csv",
    )
)
@click.argument("gold", type=click.Path(path_type=Path))
@click.option(
    "--coder",
    default=OWN,
    show_default=True,
    help="Keystone's own reader, or a file: PETRARCH's tab-separated rows, or NGEC's JSON lines (.jsonl).",
)
@click.option(
    "--split", type=click.Choice(["all", "dev", "held"]), default="all", show_default=True, help="Texts used."
)
@data_options
@output_format("table", "json", "csv")
def reading(gold: Path, coder: str, split: str, form: str, **options: Any) -> None:
    """Score a coder on GOLD: a YAML file of sentences, a folder of pages, or a JSON list with one label per sentence.

    Precision, recall and F1 of events, quotes and ties; false events on texts that hold none; what was left uncoded, by
    cause. Line by line: reading/bench.py says what is counted. Python: reading.bench.bench(gold, answers).
    """
    from keystone_states.reading.bench import bench as measure
    from keystone_states.reading.gold import read_gold

    wanted = read_gold(gold).part(split)
    answers, given, notes = _answers(coder, wanted, options)
    found = measure(wanted, answers, given=given)
    if form == "json":
        _print_json(found, wanted, coder, split, notes)
    else:
        _print_rows(found, wanted, form, notes)


def _answers(
    coder: str, gold: Gold, options: dict[str, Any]
) -> tuple[Mapping[str, Answer], Mapping[str, Given] | None, list[str]]:
    """What the coder says of each text, the types it gives when told the parties, and remarks on its file."""
    from keystone_states.actors.registry import Registry
    from keystone_states.reading.bench import answers_of, own_coder
    from keystone_states.reading.foreign import read_foreign
    from keystone_states.reading.given import given_types
    from keystone_states.reading.pipeline import Reader

    registry = Registry(gold.world(world_of(options)))
    if coder == OWN:
        reader = Reader.of(registry, places=gold.lexicon.places)
        return answers_of(own_coder(reader), gold.texts), given_types(reader, gold), []
    actors = {code: entry.actor for code, entry in registry.codes.items()}
    found = read_foreign(Path(coder), ids={each.id for each in gold.texts}, actors=actors)
    notes = [
        f"{Path(coder).name}: {found.read:,} rows read, {found.accepted:,} accepted.",
        *(f"Rejected: {reason}: {count:,}." for reason, count in sorted(found.rejected.items())),
        *(f"Key not known, and not used: {key}: {count:,}." for key, count in sorted(found.unknown_keys.items())),
    ]
    return found.answers, None, notes


def _records(found: Bench) -> list[dict[str, Any]]:
    return [{column: getattr(score, column) for column in COLUMNS} for score in found.scores]


def _print_json(found: Bench, gold: Gold, coder: str, split: str, notes: list[str]) -> None:
    import json

    content = {
        "gold": gold.name,
        "labels": gold.labels.value,
        "split": split,
        "coder": coder,
        "texts": found.texts,
        "texts_without_event": found.texts_without_event,
        "false_texts": found.false_texts,
        "false_events": found.false_events,
        "false_rate": found.false_rate,
        "scores": _records(found),
        "uncoded": {cause: list(ids) for cause, ids in found.uncoded.items()},
        "notes": notes,
    }
    click.echo(json.dumps(content, ensure_ascii=False, indent=2))


def _print_rows(found: Bench, gold: Gold, form: str, notes: list[str]) -> None:
    from keystone_states.cli.output import emit

    emit(
        _records(found),
        form,
        columns=COLUMNS,
        title=f"{gold.name}: {found.texts:,} texts",
        notes=_remarks(found, notes),
    )


def _remarks(found: Bench, notes: list[str]) -> list[str]:
    kinds = {each.what for each in found.scores}
    said = [*notes, *([PURE] if "pure" in kinds else []), *([GIVEN] if "type given" in kinds else [])]
    if found.texts_without_event:
        share = (
            f"{found.false_texts:,} of {found.texts_without_event:,} texts without an event ({found.false_rate:.1%})"
        )
        said.append(f"False events: {found.false_events:,}, on {share}.")
    for cause, ids in found.uncoded.items():
        more = f" and {len(ids) - SHOWN:,} more" if len(ids) > SHOWN else ""
        said.append(f"Uncoded, {cause}: {len(ids):,} ({', '.join(ids[:SHOWN])}{more}).")
    return said
