"""The brief as JSON: every number stands in an object with unit, window and evidence ids; every id has its row in
`evidence`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from keystone_states.doors import Door, Worth
from keystone_states.layers.events import CONSULTATIONS
from keystone_states.model.dates import Window
from keystone_states.model.estimates import Estimate
from keystone_states.model.relations import Embassy
from keystone_states.model.scores import Score, Share
from keystone_states.report.brief import Brief, Course, Row
from keystone_states.report.cite import bibtex, citations

UNITS = {
    "rank": "place among `of` ranked states, 1 = highest value",
    "percentile": "percent of the other ranked states with a lower value",
    "size_adjusted": "residual of the value on log(1 + n), in the unit of the value",
    "null_percentile": "percent of `null_draws` random networks with the same degrees, poles fixed, with a lower value",
    "null_draws": "random networks drawn",
    "n": "meetings, forums, pairs of places, contested roll calls or months with reports",
    "share": "share of the value",
}


def as_json(brief: Brief) -> str:
    """The brief as JSON text, the same bytes for the same study."""
    return json.dumps(as_data(brief), ensure_ascii=False, indent=1) + "\n"


def as_data(brief: Brief) -> dict[str, Any]:
    """The brief as plain data."""
    return {
        "actor": brief.actor,
        "name": brief.name,
        "official_name": brief.official_name,
        "sentence": brief.sentence,
        "leaders": [each.id for each in brief.leaders],
        "profile": [_row(row) for row in brief.rows],
        "bridged_blocs": [_blocs(brief, pair, share) for pair, share in brief.blocs.items()],
        "course": [_course(course) for course in brief.courses],
        "embassies": _missions(brief),
        "doors": [_door(door) for door in brief.doors.found],
        "not_covered": brief.not_covered,
        "news": _news(brief),
        "units": UNITS,
        "manifest": brief.study.manifest(),
        "citations": [{"key": each.key, "text": each.text, "bibtex": bibtex(each)} for each in citations()],
        "evidence": {key: asdict(found) for key, found in brief.evidence.items()},
    }


def _blocs(brief: Brief, pair: tuple[str, str], share: float) -> dict[str, Any]:
    row = brief.row("bridging", "visits")
    return {
        "between": list(pair),
        "value": share,
        "unit": "share of bridging in visits",
        "window": _window(brief.study.window),
        "evidence": list(row.score.evidence) if row else [],
    }


def _row(row: Row) -> dict[str, Any]:
    score = row.score
    measure = row.measure
    return {
        **_score(score),
        "code": measure.code,
        "headline": row.headline,
        "coverage": row.extent.value,
        "question": measure.question,
        "formula": measure.formula,
        "source": measure.source,
        "beside": [_beside(score, each.label, each.value, each.unit, each.meaning) for each in score.beside],
        "parts": [_part(score, part) for part in score.parts],
    }


def _score(score: Score) -> dict[str, Any]:
    interval = score.interval
    return {
        "measure": score.measure,
        "channel": score.channel,
        "layer": score.layer,
        "value": score.value,
        "unit": score.unit,
        "window": _window(score.window),
        "evidence": list(score.evidence),
        "n": score.n,
        "interval": {"low": interval.low, "high": interval.high, "method": interval.method} if interval else None,
        "rank": score.rank,
        "of": score.of,
        "percentile": score.percentile,
        "size_adjusted": score.size_adjusted,
        "size_rank": score.size_rank,
        "size_percentile": score.size_percentile,
        "null_percentile": score.null_percentile,
        "null_draws": score.null_draws,
        "note": score.note,
    }


def _beside(score: Score, label: str, value: float, unit: str, meaning: str) -> dict[str, Any]:
    return {
        "label": label,
        "value": value,
        "unit": unit,
        "meaning": meaning,
        "window": _window(score.window),
        "evidence": list(score.evidence),
    }


def _part(score: Score, part: Share) -> dict[str, Any]:
    return {
        "label": part.label,
        "actors": list(part.actors),
        "value": part.value,
        "unit": score.unit,
        "window": _window(score.window),
        "evidence": list(part.evidence),
        "detail": part.detail,
    }


def _course(course: Course) -> dict[str, Any]:
    return {
        "measure": course.measure.name,
        "channel": course.layer.channel,
        "points": [_score(point) for point in course.points],
        "movers": [
            {
                "in_year": str(mover.year),
                "change": mover.change,
                "unit": course.measure.unit,
                "window": str(mover.year),
                "evidence": list(mover.evidence),
            }
            for mover in course.movers
        ],
    }


def _news(brief: Brief) -> dict[str, Any] | None:
    if brief.news is None:
        return None
    evidence = [each for row in brief.rows if row.score.layer == CONSULTATIONS for each in row.score.evidence]
    return {
        **asdict(brief.news),
        "unit": "meetings, and events with each partner either way",
        "window": _window(brief.study.window),
        "evidence": list(dict.fromkeys(evidence)),
    }


def _missions(brief: Brief) -> dict[str, Any]:
    """Counts of states, each with the rows behind it; a pair that is absent is not on file."""
    found = brief.missions
    return {
        "window": str(found.day),
        "unit": "resident embassies on file",
        "abroad": _counted(found.day, {row.host: row for row in found.abroad}),
        "hosted": _counted(found.day, {row.sender: row for row in found.hosted}),
        "both_ways": list(found.both_ways),
        "stand_ins": [row.evidence_id for row in found.stand_ins],
        "closed": [row.evidence_id for row in found.closed],
        "sources": list(found.sources),
        "note": "a pair of states without a row is not on file, which does not say that it has no embassy",
    }


def _counted(day: date, rows: Mapping[str, Embassy]) -> dict[str, Any]:
    """No row is no count: what is not on file is not 0."""
    return {
        "value": len(rows) or None,
        "unit": "resident embassies on file",
        "window": str(day),
        "actors": list(rows),
        "evidence": [row.evidence_id for row in rows.values()],
    }


def _door(door: Door) -> dict[str, Any]:
    """Values in `unit`, volumes in `volume_unit`."""
    return {
        "cargo": door.cargo.value,
        "unit": door.unit,
        "volume_unit": door.volume_unit,
        "window": str(door.corridors.day),
        "evidence": list(door.evidence),
        "today": _worth(door, door.today),
        "russian_transit_sanctioned": _worth(door, door.barred),
        "without": [
            {"neighbour": each.neighbour, **_worth(door, each.worth), "change": each.change} for each in door.refusals
        ],
        "routes": [
            {
                "from": way.origin,
                "to": way.destination,
                "km": {**_numbers(way.route.km), "unit": "km"},
                "hours": {**_numbers(way.route.hours), "unit": "hours"} if way.route.hours else None,
                "places": list(way.route.places),
                "borders": [[each.start.place, each.end.place] for each in way.route.borders],
                "gauge_breaks": {"value": way.route.gauge_breaks, "unit": "gauge breaks"},
                "owners_km": {**dict(way.route.owners), "unit": "km"},
                "evidence": [way.demand.evidence_id, *way.route.evidence],
            }
            for way in door.ways
        ],
        "lines": [
            {
                "pipeline": each.pipeline.pipeline,
                "line": each.pipeline.line,
                "capacity": {**_numbers(each.capacity), "unit": door.volume_unit} if each.capacity else None,
                "status": each.status,
                "evidence": list(each.evidence),
            }
            for each in door.lines
        ],
    }


def _worth(door: Door, worth: Worth) -> dict[str, Any]:
    return {
        "value": worth.value,
        "share": {"value": worth.share, "unit": "share of all states' values"},
        "volume": None if worth.volume is None else {"value": worth.volume, "unit": door.volume_unit},
    }


def _numbers(estimate: Estimate) -> dict[str, Any]:
    return {"low": estimate.low, "best": estimate.best, "high": estimate.high}


def _window(window: Window) -> str:
    return str(window)
