"""The brief of one state as data: what HTML, Markdown and JSON all show.

It answers, in this order: what kind of keystone, how pivotal by channel, between whom, since when, on what
evidence, and how it was computed.
"""

from __future__ import annotations

from dataclasses import dataclass
from operator import itemgetter

from keystone_states.doors import RUSSIA, Door, Doors, doors
from keystone_states.embassies import Missions, embassies
from keystone_states.layers import Layer
from keystone_states.measures import Measure
from keystone_states.model.relations import Embassy
from keystone_states.model.routes import Cargo
from keystone_states.model.rows import Extent, Membership, PostKind, State
from keystone_states.model.scores import Score, Share
from keystone_states.report import words
from keystone_states.report.evidence import Line, lines
from keystone_states.report.news import News, make_news
from keystone_states.study import HEADLINES, Mover, Study

CHANNEL_WORDS = {
    "diplomacy": "top-level diplomacy",
    "forums": "forums",
    "mediation": "hosting talks",
    "corridors": "letting others' containers through",
    "energy": "letting others' oil and gas through",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One score with what is needed to show it."""

    score: Score
    measure: Measure
    headline: bool
    extent: Extent


@dataclass(frozen=True, slots=True)
class Course:
    """The yearly course of a headline measure and what moved it."""

    layer: Layer
    measure: Measure
    points: tuple[Score, ...]
    movers: tuple[Mover, ...]


@dataclass(frozen=True)
class Brief:
    """Everything a brief shows. No row has a value for a state that no channel covers.

    `evidence`: every row behind any number, the yearly course included. `shown`: those behind the profile, the doors,
    the embassies, the movers and the leaders, which pages for people list. `news`: what loaded events add to the
    recorded meetings.
    """

    study: Study
    actor: str
    name: str
    official_name: str
    sentence: str
    blocs: dict[tuple[str, str], float]
    leaders: tuple[Line, ...]
    rows: tuple[Row, ...]
    courses: tuple[Course, ...]
    missions: Missions
    doors: Doors
    not_covered: dict[str, str]
    news: News | None
    evidence: dict[str, Line]
    shown: dict[str, Line]

    @property
    def gaps(self) -> dict[str, str]:
        """Reasons why channels are not covered, by the channels that share one."""
        shared: dict[str, list[str]] = {}
        for channel, reason in self.not_covered.items():
            shared.setdefault(reason, []).append(channel)
        return {", ".join(channels): reason for reason, channels in shared.items()}

    @property
    def covered(self) -> tuple[Row, ...]:
        """Rows with a value."""
        return tuple(row for row in self.rows if row.score.value is not None)

    def row(self, measure: str, layer: str) -> Row | None:
        """The covered row of a measure in a layer."""
        found = (row for row in self.covered if row.score.measure == measure and row.score.layer == layer)
        return next(found, None)

    def parts(self, measure: str, layer: str) -> tuple[Share, ...]:
        """Parts of a measure in a layer, empty where not covered."""
        row = self.row(measure, layer)
        return row.score.parts if row else ()


def size_cell(score: Score) -> str:
    """The rank of the residual twin, and the percentile against the null where there is one."""
    place = words.rank(score.size_rank, score.of)
    return place if score.null_percentile is None else f"{place}; null {score.null_percentile:.0f} %"


def null_words(brief: Brief) -> str:
    """What the percentile against the null is, for the small print; nothing where no row has one."""
    draws = [row.score.null_draws for row in brief.rows if row.score.null_percentile is not None]
    if not draws:
        return ""
    return (
        f"Null: in what share of {max(draws)} random networks the value is lower (ties count half), where every "
        "actor keeps its number of meetings or forums and the poles keep their ties; 50 % is what such a "
        "network gives by chance. Values that the null leaves as they are have none."
    )


def make_brief(study: Study, actor: str) -> Brief:
    """The brief of an actor under a study."""
    rows = tuple(
        Row(
            study.score(actor, layer.name, each),
            each,
            HEADLINES[layer.name] == each.name,
            study.extent(layer.name, actor),
        )
        for layer, each in study.pairs
    )
    courses = _courses(study, actor, rows)
    entry = study.world.actors.get(actor)
    leaders = _leaders(study, actor)
    opened = doors(study.world, actor, day=study.window.as_of)
    missions = embassies(study.world, actor, day=study.window.as_of)
    shown = _shown(rows, courses, leaders).union(opened.evidence, (row.evidence_id for row in missions.rows))
    evidence = _evidence(study, shown.union(*(point.evidence for course in courses for point in course.points)))
    return Brief(
        study=study,
        actor=actor,
        name=study.world.name(actor),
        official_name=entry.official_name if isinstance(entry, State) else study.world.name(actor),
        sentence=_sentence(study, actor, rows),
        blocs=study.bridged_blocs(actor, "visits"),
        leaders=tuple(evidence[each] for each in leaders),
        rows=rows,
        courses=courses,
        missions=missions,
        doors=opened,
        not_covered=_not_covered(study, rows),
        news=make_news(study, actor),
        evidence=evidence,
        shown={each: found for each, found in evidence.items() if each in shown},
    )


def missions_words(brief: Brief) -> str:
    """How many embassies are on file for the as-of day, and that a pair without a row says nothing."""
    found = brief.missions
    if not found.rows:
        return f"No embassy of {brief.name} or in it is on file, which does not say that there is none."
    seen = sorted({row.seen.year for row in (*found.abroad, *found.hosted) if row.seen})
    when = f", last seen in {' to '.join(map(str, dict.fromkeys((seen[0], seen[-1]))))}" if seen else ""
    sources, both = (
        f"{len(each) or 'no'} {word}{'' if len(each) == 1 else 's'}"
        for each, word in ((found.sources, "source"), (found.both_ways, "state"))
    )
    return (
        f"Resident embassies on file for {found.day}: {len(found.abroad) or 'none'} abroad and "
        f"{len(found.hosted) or 'none'} in {with_article(brief.name)}, with {both} both ways; {sources}{when}. "
        "A pair of states without a row is not on file, which does not say that it has no embassy."
    )


def missions_lists(brief: Brief) -> dict[str, tuple[tuple[str, Embassy], ...]]:
    """The missions by what they are, each with its words; empty lists left out."""
    name, found = brief.study.world.name, brief.missions
    lists = {
        "abroad": tuple(sorted(((name(row.host), row) for row in found.abroad), key=itemgetter(0))),
        "in the country": tuple(sorted(((name(row.sender), row) for row in found.hosted), key=itemgetter(0))),
        "stand-ins": tuple((brief.evidence[row.evidence_id].text, row) for row in found.stand_ins),
        "closed, none open since": tuple((brief.evidence[row.evidence_id].text, row) for row in found.closed),
    }
    return {title: rows for title, rows in lists.items() if rows}


CARGO_WORDS = {Cargo.CONTAINERS: "Containers", Cargo.OIL: "Oil", Cargo.GAS: "Gas"}


def untouched_words(brief: Brief) -> str:
    """What is said of a state that no traffic on file has to do with."""
    return (
        f"No route of the traffic on file passes through {brief.name} on {brief.doors.day}, and it owns no oil or gas "
        "line on file: of its corridors nothing is claimed."
    )


def today_words(brief: Brief, door: Door) -> str:
    """What letting a cargo through is worth today, or that no pair needs the state."""
    worth = door.today
    if worth.value == 0:
        return f"No pair of places on file needs {brief.name} to let it through."
    return (
        f"Letting it through is worth {words.amount(worth.value)} {door.unit}, {words.percent(worth.share)} of the "
        f"worth of all states' transit; {words.amount(worth.volume)} {door.volume_unit} cross it on the cheapest ways "
        "that capacity leaves."
    )


def barred_words(brief: Brief, door: Door) -> str:
    """What a refusal of all transit through Russia does to it."""
    before, after = door.today, door.barred
    if before.value == after.value == 0:
        return "If Russia's territory were closed to transit: nothing to lose or gain, on what is on file."
    figures = (
        f"from {words.amount(before.value)} to {words.amount(after.value)} {door.unit}",
        f"share from {words.percent(before.share)} to {words.percent(after.share)}",
        f"transit from {words.amount(before.volume)} to {words.amount(after.volume)} {door.volume_unit}",
    )
    whose = "Its own transit refused by sanctions" if brief.actor == RUSSIA else "Russian transit under sanctions"
    return f"{whose}: value {'; '.join(figures)}."


def course_words(course: Course) -> str:
    """What to know of a course of transit: the traffic behind its years differs, as it was not reported in all."""
    valued = [score for score in course.points if score.value is not None]
    if course.layer.transit is None or not valued:
        return ""
    first, last = valued[0], valued[-1]
    return (
        "Traffic counts from the year in which it was reported, so a value also moves with what was read: behind "
        f"{first.window.as_of.year} stand {first.n} pairs of places, behind {last.window.as_of.year} {last.n}."
    )


def mover_words(brief: Brief, mover: Mover) -> str:
    """What moved a year: the meeting, or the new members of a forum."""
    found = [brief.evidence[each] for each in mover.evidence]
    joined = [each for each in found if each.kind == "memberships" and each.date.startswith(str(mover.year))]
    if not joined:
        return found[0].text
    world = brief.study.world
    rows = [row for row in (world.by_evidence[each.id] for each in joined) if isinstance(row, Membership)]
    members = ", ".join(sorted({world.name(row.actor) for row in rows}))
    return f"New in {world.short(rows[0].organisation)}: {members}"


def _courses(study: Study, actor: str, rows: tuple[Row, ...]) -> tuple[Course, ...]:
    headlines = [row for row in rows if row.headline and row.score.value is not None]
    layers = {layer.name: layer for layer in study.layers}
    return tuple(
        Course(
            layers[row.score.layer],
            row.measure,
            study.course(actor, row.score.layer, row.measure),
            study.movers(actor, row.score.layer, row.measure),
        )
        for row in headlines
    )


def _leaders(study: Study, actor: str) -> tuple[str, ...]:
    """Evidence ids of those who lead the state on the as-of day."""
    leading = (PostKind.HEAD_OF_STATE, PostKind.HEAD_OF_GOVERNMENT)
    posts = [
        post
        for post in study.world.posts
        if post.actor == actor and post.post in leading and post.holds(study.window.as_of)
    ]
    return tuple(post.evidence_id for post in sorted(posts, key=lambda post: leading.index(post.post)))


def _shown(rows: tuple[Row, ...], courses: tuple[Course, ...], leaders: tuple[str, ...]) -> set[str]:
    """Evidence ids behind the profile, the movers and the leaders."""
    found = {each for row in rows for each in row.score.evidence}
    found |= {each for row in rows for part in row.score.parts for each in part.evidence}
    return found.union(leaders, *(mover.evidence for course in courses for mover in course.movers))


def _evidence(study: Study, ids: set[str]) -> dict[str, Line]:
    """The rows behind evidence ids, by table and date."""
    found = sorted(lines(study.world, sorted(ids)), key=lambda each: (each.kind, each.date, each.id))
    return {each.id: each for each in found}


def _not_covered(study: Study, rows: tuple[Row, ...]) -> dict[str, str]:
    reasons = {}
    for layer in study.layers:
        absent = study.network.layer(layer.name).absent
        of_layer = [row for row in rows if row.score.layer == layer.name]
        if absent:
            reasons[layer.channel] = absent
        elif all(row.score.value is None for row in of_layer):
            note = of_layer[0].score.note if of_layer else "no measure of the recipe is taken of it"
            reasons[layer.channel] = note.removeprefix("not covered: ")
    return reasons


def _sentence(study: Study, actor: str, rows: tuple[Row, ...]) -> str:
    """What kind of keystone the state is, from the ranks of its headline scores."""
    name = study.world.name(actor)
    headlines = (row.score for row in rows if row.headline and row.score.channel in _KINDS)
    ranked = [score for score in headlines if score.percentile is not None]
    if not ranked:
        return f"{name} cannot be placed: none of the covered channels ranks it."
    best, *others = sorted(ranked, key=lambda score: -(score.percentile or 0.0))
    places = [
        f"{words.ordinal(score.rank or 0)} of {score.of} in {CHANNEL_WORDS[score.channel]}" for score in (best, *others)
    ]
    listed = places[0] if not others else f"{', '.join(places[:-1])} and {places[-1]}"
    opening = f"{name} is above all {_KINDS[best.channel]}: it ranks {listed}."
    return " ".join(filter(None, (opening, _bloc_words(study, actor), _reach_words(rows))))


_KINDS = {
    "diplomacy": "a broker between powers",
    "forums": "a gateway between forums",
    "mediation": "a convener",
    "corridors": "a land bridge",
    "energy": "a bridge for energy",
}


def _bloc_words(study: Study, actor: str) -> str:
    """Between whose sides most of its bridging lies."""
    pairs = study.bridged_blocs(actor, "visits")
    if not pairs:
        return ""
    (first, second), share = max(pairs.items(), key=lambda pair: pair[1])
    one, other = (with_article(study.world.name(pole)) for pole in (first, second))
    where = f"between the sides of {one} and {other}" if first != second else f"within the side of {one}"
    return f"{share:.0%} of its bridging lies {where}."


def with_article(name: str) -> str:
    """ "the European Union", "the United States", but "China"."""
    return f"the {name}" if name.startswith(("European", "United", "Organi")) else name


def _reach_words(rows: tuple[Row, ...]) -> str:
    row = next((row for row in rows if row.score.measure == "reach" and row.score.layer == "visits"), None)
    if row is None or row.score.value is None:
        return ""
    if row.extent is Extent.PARTIAL:
        return "Its meetings are recorded only as a partner of others, so its diplomacy is a floor."
    absent = [part.label for part in row.score.parts if part.detail.startswith("no tie")]
    if absent:
        return f"Its leaders met no one from {' or '.join(absent)} directly in the window, as far as recorded."
    poles = ", ".join(part.label for part in row.score.parts)
    much = f"{row.score.value:.1f} times as much as the median state that meets them"
    return f"Its leaders met those of every pole ({poles}), {much}."
