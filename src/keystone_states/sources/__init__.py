"""Datasets: one file each, saying how to parse it, map its codes, what it covers, its licence and citation."""

from __future__ import annotations

from keystone_states.sources import acled, gdelt, icews, polecat, ucdp
from keystone_states.sources.contract import Source

EVENT_SOURCES: dict[str, Source] = {
    each.name: each
    for each in (gdelt.EVENTS, gdelt.MENTIONS_SOURCE, icews.SOURCE, polecat.SOURCE, ucdp.SOURCE, acled.SOURCE)
}
