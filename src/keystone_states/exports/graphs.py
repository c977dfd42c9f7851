"""A layer as a graph for Gephi and others: GEXF 1.2 with spells for dates, and GraphML.

Nodes are actors with a tie; an edge is a directed pair with the sum of its weights. No id, label or date is empty: what
is not known is left out.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from xml.etree import ElementTree

import numpy as np

from keystone_states.exports.tables import Column
from keystone_states.layers import Layer
from keystone_states.network import LayerGraph, Network

_SHOWN = 5
_GEXF = "http://www.gexf.net/1.2draft"
_GRAPHML = "http://graphml.graphdrawing.org/xmlns"
_KINDS = {"VARCHAR": ("string", "string"), "DOUBLE": ("double", "double"), "BIGINT": ("integer", "int")}
Value = str | float | int

LABEL = Column("label", "VARCHAR", "", "short name of the actor; its id is ISO 3166-1 alpha-3 or an organisation's")
WEIGHT = Column("weight", "DOUBLE", "weights", "sum of the weights of the ties behind the edge")
NODE_COLUMNS = (
    Column("position", "DOUBLE", "sd of positions", "position on the main axis of UN voting; left out where not known"),
    Column("bloc", "VARCHAR", "", "pole nearest in position; left out where there is none"),
    Column("strength", "DOUBLE", "weights", "sum of the weights of its ties, both ways"),
)
EDGE_COLUMNS = (
    Column("contributions", "BIGINT", "ties", "ties behind the edge: meetings, shared forums, months with events"),
    Column("first", "VARCHAR", "day", "first day of the first of them"),
    Column("last", "VARCHAR", "day", "last day of the last of them"),
    Column("evidence", "VARCHAR", "", f"ids of the rows behind it, {_SHOWN} at most; see keystone explain"),
    Column("evidence_more", "BIGINT", "rows", "rows behind it that are not listed"),
)


@dataclass(frozen=True, slots=True)
class Edge:
    """A directed pair: the sum of its weights, the days on which it held, and its attributes."""

    source: int
    target: int
    weight: float
    spells: tuple[tuple[date, date], ...]
    values: dict[str, Value]


def gexf(network: Network, layer: Layer) -> bytes:
    """The layer as GEXF 1.2."""
    graph = network.layer(layer.name)
    root = ElementTree.Element("gexf", {"xmlns": _GEXF, "version": "1.2"})
    meta = ElementTree.SubElement(root, "meta", {"lastmodifieddate": str(network.window.as_of)})
    ElementTree.SubElement(meta, "creator").text = "Keystone"
    ElementTree.SubElement(meta, "description").text = f"{layer.name}, {network.window}: {layer.meaning}"
    body = ElementTree.SubElement(
        root,
        "graph",
        {
            "mode": "dynamic",
            "defaultedgetype": "directed",
            "timeformat": "date",
            "start": str(network.window.start),
            "end": str(network.window.as_of),
        },
    )
    for of, columns in (("node", NODE_COLUMNS), ("edge", EDGE_COLUMNS)):
        declared = ElementTree.SubElement(body, "attributes", {"class": of, "mode": "static"})
        for each in columns:
            kind = _KINDS[each.type][0]
            ElementTree.SubElement(declared, "attribute", {"id": each.name, "title": each.name, "type": kind})
    nodes = ElementTree.SubElement(body, "nodes")
    for number in np.flatnonzero(graph.covered).tolist():
        node = ElementTree.SubElement(nodes, "node", {"id": graph.actors[number], "label": _label(network, number)})
        _gexf_values(node, _node_values(network, graph, number))
    edges = ElementTree.SubElement(body, "edges")
    for number, tie in enumerate(edges_of(network, layer)):
        ends = {"source": graph.actors[tie.source], "target": graph.actors[tie.target]}
        edge = ElementTree.SubElement(edges, "edge", {"id": str(number), **ends, "weight": repr(tie.weight)})
        _gexf_values(edge, tie.values)
        spells = ElementTree.SubElement(edge, "spells")
        for start, end in tie.spells:
            ElementTree.SubElement(spells, "spell", {"start": str(start), "end": str(end)})
    return _bytes(root)


def graphml(network: Network, layer: Layer) -> bytes:
    """The layer as GraphML."""
    graph = network.layer(layer.name)
    root = ElementTree.Element("graphml", {"xmlns": _GRAPHML})
    for of, columns in (("node", (LABEL, *NODE_COLUMNS)), ("edge", (WEIGHT, *EDGE_COLUMNS))):
        for each in columns:
            key = {"id": f"{of}_{each.name}", "for": of, "attr.name": each.name, "attr.type": _KINDS[each.type][1]}
            ElementTree.SubElement(root, "key", key)
    body = ElementTree.SubElement(root, "graph", {"id": layer.name, "edgedefault": "directed"})
    for number in np.flatnonzero(graph.covered).tolist():
        node = ElementTree.SubElement(body, "node", {"id": graph.actors[number]})
        _graphml_values(node, "node", {"label": _label(network, number), **_node_values(network, graph, number)})
    for number, tie in enumerate(edges_of(network, layer)):
        ends = {"source": graph.actors[tie.source], "target": graph.actors[tie.target]}
        edge = ElementTree.SubElement(body, "edge", {"id": f"e{number}", **ends})
        _graphml_values(edge, "edge", {"weight": tie.weight, **tie.values})
    return _bytes(root)


def edges_of(network: Network, layer: Layer) -> Iterator[Edge]:
    """The directed pairs of a layer, by source and target."""
    graph = network.layer(layer.name)
    pairs: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, pair in enumerate(zip(graph.source.tolist(), graph.target.tolist(), strict=True)):
        pairs[pair].append(number)
    for (source, target), numbers in sorted(pairs.items()):
        spells = tuple(sorted({_spell(network, layer, int(graph.day[number])) for number in numbers}))
        evidence = graph.evidence_of(np.array(numbers))
        values: dict[str, Value] = {
            "contributions": len(numbers),
            "first": str(spells[0][0]),
            "last": str(max(end for _, end in spells)),
            "evidence_more": max(len(evidence) - _SHOWN, 0),
        }
        if evidence:
            values["evidence"] = " ".join(evidence[:_SHOWN])
        yield Edge(source, target, float(graph.weight[numbers].sum()), spells, values)


def _spell(network: Network, layer: Layer, day: int) -> tuple[date, date]:
    """The days on which a contribution holds: its own, its month (of events), or up to the window's end."""
    start, last = date.fromordinal(day), network.window.as_of
    if layer.counts:
        following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
        return start, min(following - timedelta(days=1), last)
    return start, start if layer.sampled else max(start, last)


def _label(network: Network, number: int) -> str:
    return network.names[number].strip() or network.actors[number]


def _node_values(network: Network, graph: LayerGraph, number: int) -> dict[str, Value]:
    values: dict[str, Value] = {"strength": float(graph.strength[number].sum())}
    if not math.isnan(network.theta[number]):
        values["position"] = float(network.theta[number])
    if network.bloc[number] >= 0:
        values["bloc"] = list(network.poles)[network.bloc[number]]
    return values


def _gexf_values(parent: ElementTree.Element, values: dict[str, Value]) -> None:
    within = ElementTree.SubElement(parent, "attvalues")
    for name, value in values.items():
        ElementTree.SubElement(within, "attvalue", {"for": name, "value": str(value)})


def _graphml_values(parent: ElementTree.Element, of: str, values: dict[str, Value]) -> None:
    for name, value in values.items():
        ElementTree.SubElement(parent, "data", {"key": f"{of}_{name}"}).text = str(value)


def _bytes(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, " ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()
