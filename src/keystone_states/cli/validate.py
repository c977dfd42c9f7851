"""`keystone validate`: the measures against an outside list of states."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import actor_of, examples, output_format, study_of, study_options
from keystone_states.errors import BadRowError, StoreError, UnknownNameError

if TYPE_CHECKING:
    from keystone_states.study import Study
    from keystone_states.validity import Correlation, Validity

_SHORT = {"log GDP": "GDP", "log population": "pop", "memberships": "mem"}
_COLUMNS = ("measure", "AUC, 90 %", "baseline", "gain", "p", "n")


@click.command(
    epilog=examples(
        "keystone validate LIST.csv",
        "keystone validate LIST.csv --index INDEX.csv --draws 5000",
        "keystone validate LIST.csv --as-of 2022-10-13 --format csv",
    )
)
@click.argument("listed", metavar="LIST.csv", type=click.Path(path_type=Path))
@click.option("--index", "index", type=click.Path(path_type=Path), help="CSV file with columns actor and value.")
@click.option("--draws", type=click.IntRange(min=1), default=2000, show_default=True, help="Draws and shuffles.")
@study_options
@output_format("table", "json", "csv")
def validate(listed: Path, index: Path | None, draws: int, form: str, **options: Any) -> None:
    """Test every measure against the states in LIST.csv (a column `actor`), beside plain size.

    Python: validity.validate(study, states, seed=…).
    """
    from keystone_states.cli.output import emit
    from keystone_states.validity import correlate
    from keystone_states.validity import validate as against

    study = study_of(options)
    states = tuple(actor for _, actor, _ in _actors(listed, study, ("actor",)))
    outside = _index(index, study) if index else None
    rows = against(study, states, seed=study.recipe.seed, draws=draws)
    beside = correlate(study, outside, seed=study.recipe.seed, draws=draws) if outside is not None else ()
    if form != "table":
        emit([_record(study, rows[i], beside[i] if beside else None) for i in range(len(rows))], form)
        return
    title = f"{len(states)} states of {listed.name}, {study.window}"
    emit([_line(each) for each in rows], form, columns=_COLUMNS, title=title, notes=_notes(study, rows, draws))
    if index:
        emit([_index_line(each) for each in beside], form, title=index.name, notes=_index_notes(beside))


def _index(path: Path, study: Study) -> dict[str, float]:
    """The index by state; an empty value is missing."""
    return {
        actor: _number(line["value"], f"{path.name}:{number}")
        for number, actor, line in _actors(path, study, ("actor", "value"))
        if line["value"].strip()
    }


def _number(text: str, where: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise BadRowError(f"{where}: column 'value' is {text!r}; expected a number such as 0.75; correct the cell")
    return value


def _actors(path: Path, study: Study, columns: tuple[str, ...]) -> Iterator[tuple[int, str, dict[str, str]]]:
    """Line number, state and cells of each row; a row that names no one state, or one twice, is refused."""
    seen: dict[str, int] = {}
    for number, line in _lines(path, columns):
        actor = _state(line["actor"], f"{path.name}:{number}", study)
        if actor in seen:
            raise BadRowError(
                f"{path.name}:{number}: column 'actor' is {line['actor']!r}, the same state as line {seen[actor]} "
                f"({actor}); expected each state once; remove one"
            )
        seen[actor] = number
        yield number, actor, line


def _state(name: str, where: str, study: Study) -> str:
    from keystone_states.model.rows import State

    try:
        actor = actor_of(name, study)
    except UnknownNameError as fault:
        raise BadRowError(f"{where}: column 'actor' is {name!r}; {fault}") from None
    if not isinstance(study.world.actors.get(actor), State):
        raise BadRowError(
            f"{where}: column 'actor' is {name!r}, no state; expected a state such as KAZ; remove the row"
        )
    return actor


def _lines(path: Path, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_text(path)), strict=True)
    try:
        missing = [name for name in columns if name not in (reader.fieldnames or ())]
        if missing:
            raise BadRowError(
                f"{path.name}:1: the header is {','.join(reader.fieldnames or ()) or 'empty'}; "
                f"expected columns {', '.join(columns)}; mend the first line"
            )
        for line in reader:
            yield reader.line_num, {name: line[name] or "" for name in columns}
    except csv.Error as fault:
        raise BadRowError(f"{path.name}:{reader.line_num}: not a CSV row ({fault}); expected quotes in pairs") from None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise StoreError(f"cannot read {path} ({fault.strerror}); expected a CSV file with a column actor") from None
    except UnicodeDecodeError as fault:
        raise BadRowError(f"{path.name}: not UTF-8 text ({fault.reason}); save it as UTF-8") from None


def _record(study: Study, row: Validity, beside: Correlation | None) -> dict[str, Any]:
    found = row.separation
    low, high = found.interval if found else (None, None)
    gain_low, gain_high = (found.gain_interval if found else None) or (None, None)
    best = found.best if found else None
    return {
        "layer": row.layer,
        "measure": row.measure,
        "auc": found.auc if found else None,
        "low": low,
        "high": high,
        "best_baseline": best.name if best else None,
        "baseline_auc": best.auc if best else None,
        "baseline_n": best.n if best else None,
        "gain": found.gain if found else None,
        "gain_low": gain_low,
        "gain_high": gain_high,
        "placebo_p": found.placebo if found else None,
        "draws": found.draws if found else None,
        "listed": row.listed,
        "ranked": row.ranked,
        "not_ranked": list(row.unranked),
        "window": str(study.window),
        "note": row.note,
        **({"index_rho": beside.rho, "index_p": beside.p, "index_n": beside.n} if beside else {}),
    }


def _line(row: Validity) -> dict[str, Any]:
    found = row.separation
    best = found.best if found else None
    return {
        "measure": f"{row.layer}/{row.measure}",
        "AUC, 90 %": "{:.2f} {:.2f}–{:.2f}".format(found.auc, *found.interval) if found else None,
        "baseline": f"{_SHORT[best.name]} {best.auc:.2f}" if best else None,
        "gain": f"{found.gain:+.2f}" if found and found.gain is not None else None,
        "p": f"{found.placebo:.3f}" if found else None,
        "n": f"{row.listed}/{row.ranked}",
    }


def _notes(study: Study, rows: tuple[Validity, ...], draws: int) -> Iterator[str]:
    from keystone_states.validity import size_years

    gdp, people = (", ".join(map(str, size_years(study, column))) or "no year" for column in ("gdp", "population"))
    yield "AUC: chance that a listed state has a higher value than another ranked state; 0.50 is chance."
    yield (
        f"Baseline: the best of GDP (of {gdp}), population (pop, of {people}) and memberships (mem), with its AUC. "
        "Gain: AUC less the baseline's, over the states whose baseline is known; its interval: --format csv."
    )
    yield f"p: share of {draws} shuffled lists with an AUC at least as high. n: listed/ranked."
    yield from (f"{each.layer}/{each.measure}: {each.note}." for each in rows if each.note)
    for (layer, missing), measures in _unranked(rows).items():
        names = ", ".join(study.world.name(actor) for actor in missing)
        yield f"{layer} ({', '.join(measures)}): {len(missing)} listed not ranked: {names}."


def _unranked(rows: Iterable[Validity]) -> dict[tuple[str, tuple[str, ...]], list[str]]:
    """The measures of a layer that lack the same listed states."""
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for row in rows:
        if row.unranked:
            found.setdefault((row.layer, row.unranked), []).append(row.measure)
    return found


def _index_line(row: Correlation) -> dict[str, Any]:
    return {"measure": f"{row.layer}/{row.measure}", "Spearman": row.rho, "p": row.p, "n": row.n}


def _index_notes(rows: tuple[Correlation, ...]) -> Iterator[str]:
    yield f"Spearman's correlation with the index; p: share of {rows[0].draws} shuffles as strong in either direction."
    yield from (f"{each.layer}/{each.measure}: {each.note}." for each in rows if each.note)
