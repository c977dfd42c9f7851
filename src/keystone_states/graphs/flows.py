"""Minimum-cost multicommodity flow with shared capacities, as a linear program solved by HiGHS.

Question: if all of this must move at once, which way does it go, what does not fit, and what would more room be worth?

    min  Σ_k Σ_a cost_a · x_ka + Σ_d penalty_d · u_d
    s.t. flow of commodity k into a node − out of it = volumes of k bound for it − what of them is not served
         Σ_k Σ_{a in group g} consumption_a · x_ka ≤ capacity_g,    x ≥ 0,  0 ≤ u_d ≤ volume_d

Commodities are *origins*: everything that starts at one node is one commodity, whatever its destination, so a program
has (origins × arcs) columns and not (demands × arcs). That loses nothing: costs and capacities do not tell apart where
a unit is bound for, and what arrives at a destination is counted by demand. It is why demands with other costs, or
barred from other arcs, belong into another call.

A demand that does not fit, or whose cheapest way costs more than its penalty, is reported as unserved; as everything
may be, the program always has a solution. The shadow price of a group is what one more unit of its capacity would save
(≥ 0; 0 where there is room left). Arcs of infinite cost are closed. Where several flows cost the same, one of them is
given; where a price is not unique, one that fits.

Source: R. K. Ahuja, T. L. Magnanti and J. B. Orlin, Network Flows (1993), chapter 17; solver: Q. Huangfu and J. A. J.
Hall, "Parallelizing the dual revised simplex method", Mathematical Programming Computation 10 (2018) 119–142.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csc_array

from keystone_states.graphs.paths import Digraph, arc_lengths

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Part = tuple[Ints, Ints, Floats]  # entries of the matrix: rows, columns, values

_SOLVED = highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty


@dataclass(frozen=True, slots=True)
class Flow:
    """`arcs[k, a]`: flow on arc a of what starts at `commodity[k]`; `served`, `unserved` by demand; `price` by group.

    `cost` is the objective: transport, and the penalty of what is not served.
    """

    commodity: Ints
    arcs: Floats
    served: Floats
    unserved: Floats
    price: Floats
    cost: float


def minimum_cost_flow(
    graph: Digraph,
    cost: Floats,
    *,
    origin: Ints,
    destination: Ints,
    volume: Floats,
    group: Ints,
    capacity: Floats,
    penalty: float | Floats,
    consumption: Floats | None = None,
) -> Flow:
    """The cheapest flow. See `FlowProgram`, which can be solved again with other capacities."""
    program = FlowProgram(
        graph,
        cost,
        origin=origin,
        destination=destination,
        volume=volume,
        group=group,
        penalty=penalty,
        consumption=consumption,
        groups=len(capacity),
    )
    return program.solve(capacity)


class FlowProgram:
    """A flow to be solved for one capacity after another; each solution is the start of the next.

    `group` is, for each arc, the number of the capacity it draws on (−1: none), so that both directions of a leg can
    share one; `consumption` is how much of it a unit of flow takes (1 if not given). With rows, (kinds, arcs), an arc
    draws on one group for each kind: tonnes on one, slots on another.
    """

    def __init__(
        self,
        graph: Digraph,
        cost: Floats,
        *,
        origin: Ints,
        destination: Ints,
        volume: Floats,
        group: Ints,
        penalty: float | Floats,
        groups: int,
        consumption: Floats | None = None,
    ) -> None:
        kinds = np.atleast_2d(group)
        takes = np.broadcast_to(1.0 if consumption is None else consumption, kinds.shape)
        fines = np.broadcast_to(np.asarray(penalty, dtype=np.float64), volume.shape)
        _check(graph, cost, origin, destination, volume, kinds, takes, fines, groups)
        self._commodity, which = np.unique(origin, return_inverse=True)
        self._volume, self._arcs = volume, len(graph.tail)
        number, self._first_group = len(self._commodity), len(self._commodity) * graph.n
        arrival = which * graph.n + destination
        closed = np.tile(np.isinf(cost), number)
        supply = np.bincount(arrival, volume, self._first_group)
        own = np.arange(number) * graph.n + self._commodity  # the origin's own row follows from the others
        lower, upper = (np.append(supply, np.full(groups, end)) for end in (-inf, inf))
        lower[own], upper[own] = -inf, inf
        parts = [
            *_conservation(graph, number),
            (arrival, number * self._arcs + np.arange(len(volume)), np.ones(len(volume))),
            *_consumption(kinds, takes, number, self._first_group),
        ]
        rows, columns, values = (np.concatenate(each) for each in zip(*parts, strict=True))
        shape = self._first_group + groups, len(closed) + len(volume)
        self._highs = _load(
            csc_array((values, (rows, columns)), shape=shape),
            np.append(np.where(closed, 0.0, np.tile(cost, number)), fines),
            np.append(np.where(closed, 0.0, inf), volume),
            lower,
            upper,
        )

    def solve(self, capacity: Floats) -> Flow:
        """The cheapest flow within these capacities; infinite ones do not bind."""
        if np.isnan(capacity).any() or (capacity < 0).any():
            raise ValueError("capacities must be 0 or more; infinite ones do not bind")
        for number, most in enumerate(capacity.tolist()):
            self._highs.changeRowBounds(self._first_group + number, -inf, most)
        self._highs.run()
        if self._highs.getModelStatus() not in _SOLVED:
            raise ArithmeticError(f"HiGHS found no solution: {self._highs.getModelStatus().name}")
        solution = self._highs.getSolution()
        arcs, unserved = np.split(np.array(solution.col_value), [len(self._commodity) * self._arcs])
        unserved = np.clip(unserved, 0.0, self._volume)
        prices = -np.array(solution.row_dual)[self._first_group :]
        return Flow(
            self._commodity,
            np.maximum(arcs, 0.0).reshape(len(self._commodity), self._arcs),
            self._volume - unserved,
            unserved,
            np.maximum(prices, 0.0),
            float(self._highs.getInfo().objective_function_value),
        )


class _Quiet(highspy.Highs):
    """A solver that prints nothing: its greeting is printed while it is made, before it can be told not to."""

    def enableCallbacks(self) -> None:
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()  # type: ignore[no-untyped-call]


def _conservation(graph: Digraph, commodities: int) -> list[Part]:
    arcs = len(graph.tail)
    columns = np.arange(commodities * arcs)
    shift = np.repeat(np.arange(commodities) * graph.n, arcs)
    return [
        (shift + np.tile(ends, commodities), columns, np.full(len(columns), sign))
        for ends, sign in ((graph.head, 1.0), (graph.tail, -1.0))
    ]


def _consumption(kinds: Ints, takes: Floats, commodities: int, first: int) -> list[Part]:
    parts = []
    for group, each in zip(kinds, takes, strict=True):
        bound = np.flatnonzero(group >= 0)
        columns = (np.arange(commodities)[:, None] * len(group) + bound).ravel()
        parts.append((first + np.tile(group[bound], commodities), columns, np.tile(each[bound], commodities)))
    return parts


def _load(columns: csc_array, cost: Floats, most: Floats, lower: Floats, upper: Floats) -> highspy.Highs:
    program = highspy.HighsLp()
    program.num_row_, program.num_col_ = columns.shape
    program.col_cost_, program.col_lower_, program.col_upper_ = cost, np.zeros(len(cost)), most
    program.row_lower_, program.row_upper_ = lower, upper
    matrix = program.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kColwise
    matrix.start_, matrix.index_, matrix.value_ = columns.indptr, columns.indices, columns.data
    highs: highspy.Highs = _Quiet()  # type: ignore[no-untyped-call]
    highs.passModel(program)
    return highs


def _check(
    graph: Digraph,
    cost: Floats,
    origin: Ints,
    destination: Ints,
    volume: Floats,
    kinds: Ints,
    takes: Floats,
    fines: Floats,
    groups: int,
) -> None:
    arc_lengths(graph, cost)
    if not origin.shape == destination.shape == volume.shape:
        raise ValueError("each demand has one origin, one destination and one volume")
    ends = np.append(origin, destination)
    if ((ends < 0) | (ends >= graph.n)).any():
        raise ValueError(f"demands go between nodes 0 to {graph.n - 1}")
    if kinds.shape[1:] != cost.shape or ((kinds < -1) | (kinds >= groups)).any():
        raise ValueError(f"groups are one number for each of the {len(cost)} arcs, −1 (none) to {groups - 1}")
    for name, values in (("volumes", volume), ("penalties", fines), ("consumption", takes)):
        if not (np.isfinite(values) & (values >= 0)).all():
            raise ValueError(f"{name} must be finite and 0 or more")
