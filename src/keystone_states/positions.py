"""Positions θ: fit them from UN votes, and look them up by actor and day.

θ says where a state stands on the main axis of UN General Assembly voting, in standard deviations of states' positions,
the sign fixed so that the United States is positive. The packaged table was made by `keystone positions fit`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from keystone_states.errors import BadInputError
from keystone_states.model.rows import Position, State
from keystone_states.world import World

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from keystone_states.sources.un_votes import RollCalls

DRIFT = 0.15
ANCHOR = "USA"
# The size above which a forum is left out by default (`LayerChoices.largest_forum`): nearly everybody sits in it.
UNIVERSAL = 60


def fit_positions(votes: RollCalls, *, source_url: str, read_on: date, drift: float = DRIFT) -> tuple[Position, ...]:
    """θ with standard error for every state and year with votes (model: `graphs.ideal_points`).

    Raises `BadInputError` when the search for the mode does not settle: a number that was not found is not written.
    """
    import numpy as np

    from keystone_states.graphs.ideal_points import Ballots, fit

    ballots = Ballots(votes.state, votes.year, votes.item, votes.choice)
    fitted = fit(ballots, start=_agreement_with_anchor(votes), drift=drift)
    if not fitted.converged:
        raise BadInputError(
            f"the fit did not settle in {fitted.iterations} steps; expected more votes or a larger drift"
        )
    anchor = votes.states.index(ANCHOR)
    sign = 1.0 if np.nanmean(fitted.theta[anchor]) > 0 else -1.0
    cast = np.zeros(fitted.theta.shape, dtype=int)
    np.add.at(cast, (votes.state, votes.year), 1)
    return tuple(
        Position(
            actor=actor,
            year=year,
            theta=round(sign * float(fitted.theta[i, t]), 4),
            se=round(float(fitted.se[i, t]), 4),
            votes=int(cast[i, t]),
            source_url=source_url,
            read_on=read_on,
        )
        for i, actor in enumerate(votes.states)
        for t, year in enumerate(votes.years)
        if cast[i, t]
    )


def codes_of(world: World) -> Callable[[str, int], str | None]:
    """ISO alpha-2 to alpha-3 by year: the state of that code which existed when the year began, else one founded in
    it.
    """
    by_code: dict[str, list[State]] = {}
    for row in world.states:
        if row.iso2:
            by_code.setdefault(row.iso2, []).append(row)

    def iso3(code: str, year: int) -> str | None:
        alive = [row for row in by_code.get(code, ()) if _alive(row, year)]
        return max(alive, key=lambda row: _precedence(row, year)).actor if alive else None

    return iso3


def _precedence(row: State, year: int) -> tuple[bool, str]:
    """A state that existed when the year began comes before one founded in it; then the younger one."""
    new_year = date(year, 1, 1)
    return row.exists_since is None or row.exists_since.first() <= new_year, str(row.exists_since or "")


def _alive(row: State, year: int) -> bool:
    begun = row.exists_since is None or row.exists_since.year <= year
    return begun and (row.exists_until is None or year <= row.exists_until.year)


def _agreement_with_anchor(votes: RollCalls) -> NDArray[np.float64]:
    """Start values: each state's share of votes cast like the anchor's, standardised."""
    import numpy as np

    anchor = votes.states.index(ANCHOR)
    own = np.full(int(votes.item.max()) + 1, -1)
    mine = votes.state == anchor
    own[votes.item[mine]] = votes.choice[mine]
    both = own[votes.item] >= 0
    same = (votes.choice == own[votes.item]) & both
    share = np.bincount(votes.state, same) / np.maximum(np.bincount(votes.state, both), 1)
    return np.asarray((share - share.mean()) / share.std())


class Positions:
    """θ by actor and day. A year after the data carries the last value; an organisation stands at its members' mean.

    A body of nearly everybody (more than `UNIVERSAL` members with a position) stands for no side and has none.
    `at` gives None where an actor has no votes (missing stays missing); `row` says from which year a value comes.
    """

    def __init__(self, world: World) -> None:
        self._world = world
        self._rows: dict[str, dict[int, Position]] = {}
        for row in world.positions:
            self._rows.setdefault(row.actor, {})[row.year] = row
        self.last_year = max((row.year for row in world.positions), default=0)

    def row(self, actor: str, day: date) -> Position | None:
        """The position row in force on `day`: that year's, or the latest earlier one; none before the first."""
        years = [year for year in self._rows.get(actor, {}) if year <= day.year]
        return self._rows[actor][max(years)] if years else None

    def at(self, actor: str, day: date) -> float | None:
        """θ on `day`; for an organisation the mean of its members' (of that day); None where there are no votes."""
        thetas = [row.theta for row in self._rows_behind(actor, day)]
        return sum(thetas) / len(thetas) if thetas else None

    def se(self, actor: str, day: date) -> float:
        """Standard error of `at` (of a mean: root of the mean square over the root of the number); 0 where unknown."""
        rows = self._rows_behind(actor, day)
        return float(sum(row.se**2 for row in rows) ** 0.5 / len(rows)) if rows else 0.0

    def evidence(self, actor: str, day: date) -> tuple[str, ...]:
        """Evidence ids of the rows behind `at`."""
        return tuple(row.evidence_id for row in self._rows_behind(actor, day))

    def _rows_behind(self, actor: str, day: date) -> list[Position]:
        own = self.row(actor, day)
        if own:
            return [own]
        members = (self.row(each.actor, day) for each in self._world.members(actor, day))
        found = [row for row in members if row]
        return found if len(found) <= UNIVERSAL else []
