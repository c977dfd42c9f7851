"""Apply a scenario: a function from a World to a World. The World it is given stays as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import reduce

from pydantic import ValidationError

from keystone_states.corridors.defaults import Figures, of_crossing, of_leg, of_transfer
from keystone_states.errors import BadInputError, UnknownNameError
from keystone_states.model.dates import PartialDate
from keystone_states.model.estimates import Estimate
from keystone_states.model.routes import Crossing, Leg, LegStatus, Pipeline, Status, Transfer
from keystone_states.model.rows import Claim, Confidence, Membership, Row
from keystone_states.scenarios.edits import (
    STATUS_OF,
    Add,
    Capacity,
    Close,
    Edit,
    Join,
    Leave,
    NetworkEdit,
    Open,
    Price,
    Remove,
    Sanction,
    Slow,
)
from keystone_states.scenarios.scenario import Scenario
from keystone_states.store.tables import TABLES, table
from keystone_states.world import World

Link = Leg | Crossing | Transfer | Pipeline
LINKS = tuple(each.table for each in (Leg, Crossing, Transfer, Pipeline))


def apply(world: World, scenario: Scenario, *, day: date) -> World:
    """The World with the scenario's edits made in order, in force from `day`.

    Raises `UnknownNameError` when an edit names a place, line, strait or actor that nothing fits, `BadInputError`
    when an added row cannot be used.
    """
    return reduce(lambda changed, edit: _APPLY[type(edit)](changed, edit, day), scenario.edits, world)


def subject_of(link: Link) -> str:
    """The id by which a status names a link: its own, or the place of a transfer."""
    if isinstance(link, Transfer):
        return link.place
    return link.leg if isinstance(link, Leg) else link.crossing if isinstance(link, Crossing) else link.pipeline


def links_of(world: World, edit: NetworkEdit) -> tuple[Link, ...]:
    """Every leg, crossing, transfer and pipeline that fits all conditions of an edit; never none."""
    links: tuple[Link, ...] = (*world.legs, *world.crossings, *world.transfers, *world.pipelines)
    found = tuple(link for link in links if _fits(link, edit, world))
    if not found:
        conditions = edit.model_dump(exclude_defaults=True, include=set(NetworkEdit.model_fields))
        raise UnknownNameError(
            f"nothing in the network fits {conditions}; expected ids, lines or straits of `keystone data show legs`"
        )
    return found


def _fits(link: Link, edit: NetworkEdit, world: World) -> bool:
    states = _states(link, world)
    return (
        (not edit.ids or subject_of(link) in edit.ids)
        and (edit.line is None or getattr(link, "line", None) == edit.line)
        and (edit.strait is None or edit.strait in getattr(link, "straits", ()))
        and (edit.state is None or edit.state in states)
        and (edit.border is None or (isinstance(link, Crossing) and set(edit.border) == states))
        and (edit.mode is None or getattr(link, "mode", None) == edit.mode)
    )


def _states(link: Link, world: World) -> set[str]:
    """The states a link belongs to: its owner, those on both sides of a crossing, that of a transfer's place."""
    if isinstance(link, Leg | Pipeline):
        return {link.owner}
    places = (link.place,) if isinstance(link, Transfer) else (link.from_place, link.to_place)
    return {world.place(each).actor for each in places}


def _set_status(world: World, edit: Close | Sanction, day: date) -> World:
    """Statuses from the day on. Transit is refused on legs and lines: a border or port is passed on the way to them."""
    status, kept = STATUS_OF[type(edit)], {row.evidence_id for row in world.statuses}
    owned = [link for link in links_of(world, edit) if isinstance(link, Leg | Pipeline) or isinstance(edit, Close)]
    added = {row.evidence_id: row for row in (_status(link, status, day) for link in owned)}
    return replace(world, statuses=(*world.statuses, *(row for key, row in added.items() if key not in kept)))


def _status(link: Link, status: LegStatus, day: date) -> Status:
    return Status(
        subject=subject_of(link),
        status=status,
        since=PartialDate(day.year, day.month, day.day),
        disputed=False,
        confidence=Confidence.HIGH,
        source_url=link.source_url,
        read_on=link.read_on,
        note="set by a scenario; the address is that of the row it changes",
    )


def _open(world: World, edit: Open, day: date) -> World:
    """Blocking statuses of the links are gone, and links that would start later exist."""
    opened = {subject_of(link) for link in links_of(world, edit)}
    statuses = tuple(row for row in world.statuses if row.subject not in opened)
    built = _changed(world, edit, lambda link: link.model_copy(update={"since": None, "until": None}))
    return replace(built, statuses=statuses)


def _slow(world: World, edit: Slow, day: date) -> World:
    return _changed(world, edit, lambda link: _estimated(link, "hours", factor=edit.factor, plus=edit.hours))


def _price(world: World, edit: Price, day: date) -> World:
    return _changed(world, edit, lambda link: _estimated(link, "usd", factor=edit.factor, plus=edit.usd))


def _estimated(link: Link, column: str, *, factor: float, plus: float) -> Link:
    """The link with its time or cost changed, that of its mode or kind where it states none; pipelines state none."""
    if isinstance(link, Pipeline):
        return link
    base: Estimate = getattr(_figures(link), column)
    return link.model_copy(update={column: base.times(Estimate.of(factor)) + Estimate.of(plus)})


def _figures(link: Leg | Crossing | Transfer) -> Figures:
    match link:
        case Leg():
            return of_leg(link)
        case Crossing():
            return of_crossing(link, within_union=False)
        case Transfer():
            return of_transfer(link)


def _capacity(world: World, edit: Capacity, day: date) -> World:
    return _changed(world, edit, lambda link: _with_capacity(link, edit))


def _with_capacity(link: Link, edit: Capacity) -> Link:
    update: dict[str, Estimate] = {}
    for column in ("teu", "mt", "bcm"):
        given, known = getattr(edit, column), getattr(link, column, None)
        if given is not None and column in type(link).model_fields:
            update[column] = Estimate.of(given)
        elif known is not None:
            update[column] = known.times(Estimate.of(edit.factor))
    return link.model_copy(update=update)


def _changed(world: World, edit: NetworkEdit, change: Callable[[Link], Link]) -> World:
    fitting = {link.evidence_id for link in links_of(world, edit)}
    tables = {
        name: tuple(
            change(row) if isinstance(row, Link) and row.evidence_id in fitting else row for row in world.tables[name]
        )
        for name in LINKS
    }
    return world.with_tables(tables)


def _add(world: World, edit: Add, day: date) -> World:
    row = _row(edit)
    rows = world.tables[edit.table]
    if row.evidence_id in {each.evidence_id for each in rows}:
        raise BadInputError(f"add: {row.evidence_id} is there already; give it another id")
    return world.with_tables({edit.table: (*rows, row)})


def _row(edit: Add) -> Row:
    declared = table(edit.table)
    try:
        return declared.row.model_validate(edit.row)
    except ValidationError as fault:
        first = fault.errors()[0]
        raise BadInputError(
            f"add: column {first['loc'][0]!r} of {edit.table} is {first['input']!r} ({first['msg']}); "
            f"see `keystone data show {edit.table}`"
        ) from None


def _join(world: World, edit: Join, day: date) -> World:
    witness = _known(world, edit.actor, edit.organisation)
    row = Membership(
        organisation=edit.organisation,
        actor=edit.actor,
        role=edit.role,
        since=PartialDate(day.year, day.month, day.day),
        disputed=False,
        confidence=Confidence.HIGH,
        source_url=witness.source_url,
        read_on=witness.read_on,
        note="set by a scenario; the address is that of another member's row",
    )
    return replace(world, memberships=(*world.memberships, row))


def _known(world: World, actor: str, organisation: str) -> Claim:
    for each in (actor, organisation):
        if each not in world.actors:
            raise UnknownNameError(f"no actor {each!r}; see `keystone actors list`")
    held = [row for row in world.memberships if row.organisation == organisation]
    if not held:
        raise UnknownNameError(f"{organisation} has no members in the facts; choose an organisation that has")
    return held[0]


def _leave(world: World, edit: Leave, day: date) -> World:
    left = [
        r for r in world.memberships if (r.actor, r.organisation) == (edit.actor, edit.organisation) and r.holds(day)
    ]
    if not left:
        raise UnknownNameError(f"{edit.actor} holds no role in {edit.organisation} on {day}; nothing to leave")
    ended = PartialDate(day.year, day.month, day.day)
    return replace(
        world,
        memberships=tuple(row.model_copy(update={"until": ended}) if row in left else row for row in world.memberships),
    )


def _remove(world: World, edit: Remove, day: date) -> World:
    if edit.actor not in world.actors:
        raise UnknownNameError(f"no actor {edit.actor!r}; see `keystone actors list`")
    hosted = {row.id for row in world.meetings if row.host == edit.actor}
    without = {
        each.name: tuple(row for row in world.tables[each.name] if not _names(row, edit.actor, hosted))
        for each in TABLES
        if each.name not in ("states", "organisations")
    }
    return world.with_tables(without)


def _names(row: Row, actor: str, hosted: set[str]) -> bool:
    named = {getattr(row, column, None) for column in ("actor", "host", "organisation", "owner", "forum")}
    return actor in named or getattr(row, "meeting", None) in hosted


_APPLY: dict[type[Edit], Callable[..., World]] = {
    Close: _set_status,
    Sanction: _set_status,
    Open: _open,
    Slow: _slow,
    Price: _price,
    Capacity: _capacity,
    Add: _add,
    Join: _join,
    Leave: _leave,
    Remove: _remove,
}
