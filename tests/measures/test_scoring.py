from __future__ import annotations

import numpy as np
import pytest

import worlds
from keystone_states.errors import UnknownNameError
from keystone_states.measures import MEASURES, Ranking, bridging, exposure, measure, rank, score
from keystone_states.measures.contract import size
from keystone_states.model.scores import Score
from keystone_states.network import Network

ALL = np.ones(5, dtype=bool)


def ranking(values: list[float], ranked: list[bool] | None = None) -> Ranking:
    found = np.array(values)
    return Ranking(
        exposure.MEASURE, "visits", found, np.zeros(len(found)), found, np.array(ranked or [True] * len(found))
    )


def hub() -> Network:
    """A hub with four partners, two of whom deal with each other; Erebor has no tie."""
    ties = [("SHI", "GON", 1.0), ("SHI", "MOR", 2.0), ("SHI", "ROH", 1.0), ("GON", "ROH", 1.0)]
    return worlds.network({"SHI": 0, "GON": 1, "MOR": -1, "ROH": 0.8, "ERE": 0}, ties, se=0.1)


def scored(actor: str, *, seed: int = 1, draws: int = 60) -> Score:
    found = hub()
    placed = rank(found, bridging.MEASURE, "visits", ranked=ALL)
    return score(found, placed, found.index(actor), channel="diplomacy", seed=seed, draws=draws)


def test_rank_one_is_the_highest_and_ties_share_the_better_rank() -> None:
    found = ranking([3.0, 5.0, 3.0, 1.0])
    assert [found.rank(actor, found.values) for actor in range(4)] == [2, 1, 2, 4]


def test_percentiles_count_ties_half() -> None:
    found = ranking([3.0, 5.0, 3.0, 1.0])
    assert [found.percentile(actor, found.values) for actor in range(4)] == pytest.approx([50, 100, 50, 0])


def test_an_unranked_actor_has_no_rank_and_takes_no_place() -> None:
    found = ranking([3.0, 5.0, 1.0], [True, False, True])
    assert [found.rank(actor, found.values) for actor in range(3)] == [1, None, 2]
    assert found.percentile(1, found.values) is None


def test_a_single_ranked_actor_has_no_percentile() -> None:
    found = ranking([3.0, 5.0], [True, False])
    assert (found.rank(0, found.values), found.percentile(0, found.values)) == (1, None)


def test_the_size_adjusted_twin_is_nothing_when_the_value_follows_size_exactly() -> None:
    by_size = lambda network, layer: 2.0 + 3.0 * np.log1p(size(network, layer))  # noqa: E731
    exact = type(bridging.MEASURE)(**{**_fields(bridging.MEASURE), "values": by_size})
    assert rank(hub(), exact, "visits", ranked=ALL).residuals == pytest.approx([0.0] * 5, abs=1e-9)


def test_the_residuals_of_ranked_states_sum_to_nothing() -> None:
    found = rank(hub(), bridging.MEASURE, "visits", ranked=ALL)
    assert found.residuals[found.ranked].sum() == pytest.approx(0.0, abs=1e-9)


def test_two_ranked_states_have_no_size_adjusted_twin() -> None:
    found = rank(hub(), bridging.MEASURE, "visits", ranked=np.array([True, True, False, False, False]))
    assert np.isnan(found.residuals).all()


def test_an_uncovered_state_does_not_compete() -> None:
    assert rank(hub(), bridging.MEASURE, "visits", ranked=ALL).ranked.tolist() == [True, True, True, True, False]


def test_size_counts_units_not_contributions() -> None:
    ties = [("SHI", "GON", 1.0), ("SHI", "MOR", 1.0), ("GON", "MOR", 1.0), ("SHI", "GON", 1.0)]
    found = worlds.network({"SHI": 0, "GON": 1, "MOR": -1}, ties, units=[0, 0, 0, 1])
    assert size(found, "visits").tolist() == [2, 2, 1]


def test_a_score_carries_value_interval_rank_parts_and_evidence() -> None:
    found = scored("SHI")
    assert found.value is not None
    assert found.interval is not None
    assert found.interval.low <= found.value <= found.interval.high
    assert (found.rank, found.of, found.n) == (1, 4, 3)
    assert sum(part.value for part in found.parts) == pytest.approx(found.value)
    assert found.evidence == (
        "ties:SHI-GON-0",
        "ties:SHI-MOR-1",
        "ties:SHI-ROH-2",
        "ties:GON-ROH-3",  # what closes the seam between two partners
    )
    assert found.note == ""


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    assert scored("SHI").interval == scored("SHI").interval
    assert scored("SHI").interval != scored("SHI", seed=2).interval


def test_no_draws_no_interval() -> None:
    assert scored("SHI", draws=0).interval is None


def test_an_uncovered_state_has_a_note_and_no_number() -> None:
    found = scored("ERE")
    assert (found.value, found.interval, found.rank, found.percentile, found.parts) == (None, None, None, None, ())
    assert found.note == "not covered: no visits recorded in 2018-01-01 to 2022-12-31"


def test_a_state_whose_partners_have_no_position_is_not_said_to_have_no_visits() -> None:
    found = worlds.network({"SHI": 0, "ERE": None}, [("SHI", "ERE", 1.0)])
    placed = rank(found, bridging.MEASURE, "visits", ranked=np.ones(2, dtype=bool))
    note = score(found, placed, 0, channel="diplomacy", seed=1, draws=0).note
    assert note
    assert "no visits recorded" not in note


def test_without_noise_in_meetings_and_positions_the_interval_is_the_value() -> None:
    found = worlds.network({"SHI": 0, "GON": 1}, [("SHI", "GON", 1.0)])
    placed = rank(found, exposure.MEASURE, "visits", ranked=np.ones(2, dtype=bool))
    interval = score(found, placed, 0, channel="diplomacy", seed=1, draws=20).interval
    assert interval is not None
    assert (interval.low, interval.high) == (1.0, 1.0)


def test_memberships_are_counted_not_sampled() -> None:
    found = hub()
    counted = found.with_layers(
        visits=worlds.graph(found.actors, [("SHI", "GON", 1.0), ("SHI", "MOR", 2.0)], sampled=False)
    )
    drawn = exposure.MEASURE.draw(counted, "visits", 0, np.random.default_rng(1), 10)
    assert np.ptp(drawn) == 0.0


@pytest.mark.parametrize("each", MEASURES, ids=lambda each: each.name)
def test_a_measure_is_found_by_name_and_by_code(each: object) -> None:
    assert measure(each.name) is measure(each.code) is measure(each.code.lower()) is each  # type: ignore[attr-defined]


def test_an_unknown_measure_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"'centrality'.*reach \(M1\).*exposure \(M7\)"):
        measure("centrality")


def test_an_unknown_layer_is_refused_with_those_there_are() -> None:
    with pytest.raises(UnknownNameError, match=r"'trade'.*visits"):
        hub().layer("trade")


def test_an_unknown_actor_is_refused() -> None:
    with pytest.raises(UnknownNameError, match="'SAURON'"):
        hub().index("SAURON")


def _fields(of: object) -> dict[str, object]:
    return {name: getattr(of, name) for name in of.__dataclass_fields__}  # type: ignore[attr-defined]
