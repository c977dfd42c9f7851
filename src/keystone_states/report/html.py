"""The brief as one self-contained HTML page: no script, no network, everything escaped."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from keystone_states.model.rows import Extent
from keystone_states.model.scores import Share
from keystone_states.report import words
from keystone_states.report.brief import (
    CARGO_WORDS,
    Brief,
    Course,
    Row,
    barred_words,
    course_words,
    missions_lists,
    missions_words,
    mover_words,
    null_words,
    size_cell,
    today_words,
    untouched_words,
)
from keystone_states.report.cite import bibtex, citations
from keystone_states.report.evidence import Line
from keystone_states.report.figures import bridges, map, profile, routes, timeline
from keystone_states.report.markdown import recipe_lines
from keystone_states.study import Mover

_SHOWN_ARCS = 14
_BEHIND_PARTS = ("meetings", "memberships", "reading", "events", "demands", "pipelines")
_LISTED = (
    *("meetings", "memberships", "reading", "participations", "events", "posts", "positions"),
    *("embassies", "demands", "legs", "crossings", "transfers", "pipelines", "statuses"),
)


def as_html(brief: Brief) -> str:
    """The brief as HTML text."""
    return (
        _environment()
        .get_template("brief.html")
        .render(
            brief=brief,
            words=words,
            size_cell=size_cell,
            null_words=null_words(brief),
            figures=_figures(brief),
            sections=[_section(brief, row) for row in brief.covered],
            courses=[(course, course_words(course), _movers(brief, course)) for course in brief.courses],
            missions=(missions_words(brief), missions_lists(brief)),
            doors=[
                (CARGO_WORDS[each.cargo], each, today_words(brief, each), barred_words(brief, each))
                for each in brief.doors.found
            ],
            untouched=untouched_words(brief),
            evidence=_by_kind(brief.shown),
            anchors=_anchors(brief.shown),
            citations=[(each, bibtex(each)) for each in citations()],
            manifest=brief.study.manifest(),
            recipe="\n".join(recipe_lines(brief)),
            partial=Extent.PARTIAL,
        )
    )


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("keystone_states.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _section(brief: Brief, row: Row) -> dict[str, Any]:
    """A score with its parts, each part with the meetings and memberships behind it."""
    shown = row.score.parts[:15]
    return {
        "row": row,
        "parts": [(part, _sources(brief, part)) for part in shown],
        "more": len(row.score.parts) - len(shown),
        "whole": sum(part.value for part in row.score.parts),
    }


def _sources(brief: Brief, part: Share) -> list[Line]:
    """Meetings, memberships, events, articles, demands and lines behind a part; what many share is listed once, in the
    evidence section.
    """
    return [brief.evidence[each] for each in part.evidence if brief.evidence[each].kind in _BEHIND_PARTS][:12]


def _movers(brief: Brief, course: Course) -> list[tuple[Mover, str, Line]]:
    strongest = sorted(course.movers, key=lambda mover: -abs(mover.change))[:8]
    return [
        (mover, mover_words(brief, mover), brief.evidence[mover.evidence[0]])
        for mover in sorted(strongest, key=lambda mover: mover.year)
    ]


def _by_kind(evidence: Mapping[str, Line]) -> list[tuple[str, list[Line]]]:
    kinds: dict[str, list[Line]] = {}
    for found in evidence.values():
        kinds.setdefault(found.kind, []).append(found)
    return [(kind, kinds[kind]) for kind in _LISTED if kind in kinds]


def _anchors(evidence: Mapping[str, Line]) -> dict[str, str]:
    """A short anchor per evidence id."""
    return {each: f"e{number}" for number, each in enumerate(evidence, 1)}


def _figures(brief: Brief) -> dict[str, Markup | None]:
    if not brief.covered:
        return {"routes": _routes(brief)}
    return {
        "routes": _routes(brief),
        "profile": profile.draw([_bar(row) for row in brief.covered], name=brief.name),
        "map": _map(brief),
        "bridges": _bridges(brief),
        **{f"timeline-{course.layer.name}": _timeline(course) for course in brief.courses},
    }


def _bar(row: Row) -> profile.Bar:
    score = row.score
    return profile.Bar(
        f"{score.channel}: {score.measure}",
        score.percentile,
        score.size_percentile,
        f"rank {words.rank(score.rank, score.of)}" if score.rank else "",
        burden=row.measure.burden,
    )


def _map(brief: Brief) -> Markup | None:
    shares = brief.study.partner_shares(brief.actor, "visits") or brief.study.partner_shares(brief.actor, "forums")
    return map.draw(brief.actor, shares, name=brief.name, names={code: brief.study.world.name(code) for code in shares})


def _routes(brief: Brief) -> Markup | None:
    """Map of the best routes that pass the state."""
    ways = [way for door in brief.doors.found for way in door.ways]
    if not ways:
        return None
    return routes.draw(
        [way.route for way in ways],
        brief.doors.found[0].corridors.places,
        title=f"Best routes through {brief.name}",
        names=[f"{way.origin} – {way.destination}" for way in ways],
    )


def _bridges(brief: Brief) -> Markup | None:
    layer = "visits" if brief.parts("bridging", "visits") else "forums"
    pairs = brief.parts("bridging", layer)[:_SHOWN_ARCS]
    if not pairs:
        return None
    shares, theta = brief.study.partner_shares(brief.actor, layer), brief.study.theta
    codes = sorted({code for pair in pairs for code in pair.actors})
    nodes = [bridges.Node(code, brief.study.world.name(code), theta[code], shares[code]) for code in codes]
    arcs = [bridges.Arc(pair.actors[0], pair.actors[1], pair.value) for pair in pairs]
    return bridges.draw(nodes, arcs, name=brief.name, own=theta.get(brief.actor))


def _timeline(course: Course) -> Markup:
    moved = {mover.year for mover in sorted(course.movers, key=lambda mover: -abs(mover.change))[:8]}
    points = [
        timeline.Point(
            score.window.as_of.year,
            score.value,
            score.interval.low if score.interval else None,
            score.interval.high if score.interval else None,
            score.window.as_of.year in moved,
            early=bool(score.note) and score.value is not None,
        )
        for score in course.points
    ]
    title = f"{course.measure.name} in {course.layer.channel}, year by year"
    return timeline.draw(f"timeline-{course.layer.name}", points, title=title, unit=course.measure.unit)
