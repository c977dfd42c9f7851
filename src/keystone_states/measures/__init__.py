"""Measures, one file each. Adding one is a new file and one line here."""

from keystone_states.errors import UnknownNameError
from keystone_states.measures import bridging, cohesion, convening, exposure, intermediation, reach, spread, voice
from keystone_states.measures.contract import Measure, Ranking, rank, score

MEASURES: tuple[Measure, ...] = (
    reach.MEASURE,
    spread.MEASURE,
    bridging.MEASURE,
    convening.MEASURE,
    intermediation.MEASURE,
    exposure.MEASURE,
    voice.MEASURE,
    cohesion.MEASURE,
)


def measure(name: str) -> Measure:
    """The measure of that name or code; raises `UnknownNameError` listing those there are."""
    for each in MEASURES:
        if name.lower() in (each.name, each.code.lower()):
            return each
    raise UnknownNameError(
        f"no measure {name!r}; there are {', '.join(f'{each.name} ({each.code})' for each in MEASURES)}"
    )


__all__ = ["MEASURES", "Measure", "Ranking", "measure", "rank", "score"]
