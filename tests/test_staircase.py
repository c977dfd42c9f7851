"""Imports run down one staircase. The checker reads the source; imports for typing and inside functions count too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import keystone_states

PACKAGE = "keystone_states"
SOURCE = Path(keystone_states.__file__).parent

FLOORS: tuple[tuple[str, ...], ...] = (
    ("errors",),
    ("graphs", "model"),
    ("download", "ontology", "store"),
    ("corridors",),
    ("network", "reference", "world"),
    ("actors", "sources"),
    ("catalogue", "positions", "routes"),
    ("composite", "layers", "measures", "reading", "scenarios"),
    ("fetch", "ingest", "study"),
    (
        *(
            "audit",
            "backtests",
            "completeness",
            "doors",
            "embassies",
            "exports",
            "panel",
            "profiles",
            "session",
            "validity",
            "whatif",
            "witness",
        ),
        *("yardsticks",),
    ),
    ("borders", "exchange", "report", "trackers", "treaties"),
    ("cli",),
    ("",),
)
HEIGHT = {part: height for height, floor in enumerate(FLOORS) for part in floor}

ONLY: dict[str, set[str]] = {
    "graphs": set(),
    "errors": set(),
    "model": {"errors"},
    "ontology": {"errors", "model"},
    "store": {"errors", "model"},
    "network": {"errors", "model"},
    "corridors": {"errors", "graphs", "model", "ontology"},
    "composite": {"errors", "model"},
    "measures": {"errors", "graphs", "model", "network"},
    "reading": {"actors", "errors", "graphs", "model", "ontology", "world"},
}
NEVER: dict[str, set[str]] = {
    "study": {"ingest"},
    "report": {"store.generations", "ingest", "reference"},
    "cli": {"store.generations", "ingest", "reference"},
}
FAMILIES: dict[str, set[str]] = {
    "layers": {"contract", "counted", "meetings", "passages"},
    "measures": {"contract", "partners"},
    "sources": {"contract", "lines", "rejection", "saved", "tabular"},
}


@dataclass(frozen=True)
class Import:
    """One import of one of our modules by another, both named below the package (the package itself is "")."""

    source: str
    target: str
    line: int

    def __str__(self) -> str:
        return f"{self.source or '__init__'}:{self.line} imports {self.target or '__init__'}"


def part(module: str) -> str:
    """The folder or file of the first level to which a module belongs."""
    return module.split(".")[0]


def modules(source: Path) -> dict[str, Path]:
    """Every module of a source folder by its name below the package."""
    found = {}
    for path in sorted(source.rglob("*.py")):
        parts = path.relative_to(source).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(source: Path) -> tuple[Import, ...]:
    """Every import of our own modules, wherever in a file it stands."""
    known = modules(source)
    return tuple(
        Import(name, target, line)
        for name, path in known.items()
        for target, line in sorted(set(_targets(name, path, known)))
        if target != name
    )


def _targets(name: str, path: Path, known: dict[str, Path]) -> Iterator[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == PACKAGE:
                    yield alias.name.removeprefix(PACKAGE).removeprefix("."), node.lineno
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, name, is_package=path.name == "__init__.py")
            if base is not None:
                for alias in node.names:
                    yield from _named(base, alias.name, node.lineno, known)
        elif name == "" and isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_HOMES":
            for home in ast.literal_eval(node.value).values():
                yield home, node.lineno


def _base(node: ast.ImportFrom, name: str, *, is_package: bool) -> str | None:
    """The module of ours that `from … import` names, or None when it is not ours."""
    if node.level:
        above = name.split(".") if name else []
        drop = node.level - (1 if is_package else 0)
        return ".".join(filter(None, [*above[: len(above) - drop], node.module or ""]))
    if node.module and node.module.split(".")[0] == PACKAGE:
        return node.module.removeprefix(PACKAGE).removeprefix(".")
    return None


def _named(base: str, name: str, line: int, known: dict[str, Path]) -> Iterator[tuple[str, int]]:
    inner = f"{base}.{name}" if base else name
    if inner in known:
        yield inner, line
    elif base or name != "__version__":  # the version is the package's own metadata, no knowledge of a face
        yield base, line


def faults(source: Path) -> list[str]:
    """What breaks the staircase, in words."""
    edges = imports(source)
    strangers = sorted({part(name) for name in modules(source)} - set(HEIGHT))
    return [
        *(f"{name} stands on no floor; give it one" for name in strangers),
        *(f"{edge}: upwards or sideways" for edge in edges if not _downwards(edge)),
        *(f"{edge}: not among what {part(edge.source)} may import" for edge in edges if not _allowed(edge)),
        *(f"{edge}: members of a family do not import one another" for edge in edges if _between_members(edge)),
        *(f"{' -> '.join(cycle)}: a cycle" for cycle in cycles(edges)),
        *(f"{name}: only ingest writes the store" for name in writers(source) if name != "ingest"),
    ]


def _downwards(edge: Import) -> bool:
    above, below = HEIGHT.get(part(edge.source)), HEIGHT.get(part(edge.target))
    return part(edge.source) == part(edge.target) or above is None or below is None or below < above


def _allowed(edge: Import) -> bool:
    home, target = part(edge.source), part(edge.target)
    if home == target:
        return True
    banned = NEVER.get(home, set())
    return target in ONLY.get(home, {target}) and not {target, edge.target} & banned


def _between_members(edge: Import) -> bool:
    """Whether one member of a family imports another; the family's own list and `layers.build` may."""
    family = part(edge.source)
    if family not in FAMILIES or part(edge.target) != family or "." not in edge.source or "." not in edge.target:
        return False
    if edge.source == "layers.build":
        return edge.target not in ("layers.contract", "layers.visits")
    return edge.target.split(".")[1] not in FAMILIES[family]


def cycles(edges: tuple[Import, ...]) -> list[list[str]]:
    """Cycles among modules, each once. A package and a module inside it are two modules."""
    graph: dict[str, set[str]] = {}
    for edge in edges:
        graph.setdefault(edge.source, set()).add(edge.target)
    found: dict[frozenset[str], list[str]] = {}
    done: set[str] = set()

    def walk(name: str, path: list[str]) -> None:
        if name in path:
            cycle = path[path.index(name) :]
            found.setdefault(frozenset(cycle), [*cycle, name])
        elif name not in done:
            for target in sorted(graph.get(name, ())):
                walk(target, [*path, name])
            done.add(name)

    for name in sorted(graph):
        walk(name, [])
    return list(found.values())


_WRITING = ("store.generations", "store.datasets")
_WRITERS = ("generations", "datasets")


def writers(source: Path) -> list[str]:
    """Modules that take hold of `store.generations.write` or `store.datasets.write`."""
    return [name for name, path in modules(source).items() if name not in _WRITING and _writes(path)]


def _writes(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(_called(node) or _taken(node) for node in ast.walk(tree))


def _called(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "write" and ast.unparse(node.value).endswith(_WRITERS)


def _taken(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.ImportFrom)
        and (node.module or "").endswith(_WRITERS)
        and any(alias.name in ("write", "*") for alias in node.names)
    )


def test_imports_run_down_the_staircase() -> None:
    assert faults(SOURCE) == []


def test_every_floor_is_lived_on() -> None:
    assert set(HEIGHT) == {part(name) for name in modules(SOURCE)}


def test_the_checker_reads_typing_and_function_level_imports() -> None:
    found = {(edge.source, edge.target) for edge in imports(SOURCE)}
    assert ("positions", "sources.un_votes") in found, "under TYPE_CHECKING"
    assert ("positions", "graphs.ideal_points") in found, "inside a function"
    assert ("", "session") in found, "a lazily loaded name of the package"
    assert ("ingest", "store.generations") in found


VIOLATIONS = {
    "study imports ingest": ("study.py", f"from {PACKAGE} import ingest", "study:1 imports ingest"),
    "upwards": ("model/rows.py", f"from {PACKAGE}.world import World", "model.rows:1 imports world: upwards"),
    "sideways": ("world.py", f"import {PACKAGE}.network", "world:1 imports network: upwards or sideways"),
    "graphs know us": ("graphs/paths.py", f"from {PACKAGE}.errors import KeystoneError", "graphs.paths:1 imports err"),
    "measure reads store": ("measures/reach.py", f"from {PACKAGE}.store import tables", "measures.reach:1 imports sto"),
    "measure knows a layer": ("measures/reach.py", f"from {PACKAGE}.layers import visits", "imports layers.visits"),
    "measure knows a measure": ("measures/reach.py", "from . import spread", "imports measures.spread: members of a"),
    "layer knows a layer": ("layers/forums.py", "from .visits import LAYER", "layers.forums:1 imports layers.visits"),
    "relative, two levels": (
        "report/figures/svg.py",
        "from ...store.generations import read",
        "imports store.generations",
    ),
    "inside a function": ("world.py", f"def f():\n    from {PACKAGE}.study import Study", "world:2 imports study"),
    "for typing": (
        "network.py",
        f"from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from {PACKAGE}.world import World",
        "network:3 imports world",
    ),
    "a face reads the store": (
        "cli/data.py",
        f"from {PACKAGE}.store import generations",
        "cli.data:1 imports store.gen",
    ),
    "a second writer": (
        "session.py",
        f"from {PACKAGE}.store import generations\ngenerations.write(1, 2)",
        "session: only ingest writes the store",
    ),
    "a second writer by name": (
        "study.py",
        f"from {PACKAGE}.store.generations import write",
        "study: only ingest writes the store",
    ),
    "a second writer of datasets": (
        "session.py",
        f"from {PACKAGE}.store import datasets\ndatasets.write(1, 2, 3, 4)",
        "session: only ingest writes the store",
    ),
    "a second writer of datasets by name": (
        "study.py",
        f"from {PACKAGE}.store.datasets import write",
        "study: only ingest writes the store",
    ),
    "a lazily loaded face": ("study.py", f"from {PACKAGE} import open_world", "study:1 imports __init__: upwards"),
    "a stranger": ("rumours.py", "", "rumours stands on no floor"),
}


def house(folder: Path, files: dict[str, str]) -> Path:
    """A made-up source folder that keeps the rules, plus the given files."""
    plain = [
        *("__init__.py", "errors.py", "world.py", "network.py", "study.py", "ingest.py", "session.py"),
        *(f"{name}/__init__.py" for name in ("graphs", "model", "store", "measures", "layers", "report", "cli")),
        *("measures/spread.py", "layers/visits.py", "store/generations.py", "store/datasets.py", "store/tables.py"),
        "report/figures/__init__.py",
    ]
    for name, text in {**dict.fromkeys(plain, ""), **files}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def test_a_house_that_keeps_the_rules_has_no_faults(tmp_path: Path) -> None:
    kept = {
        "ingest.py": f"from {PACKAGE}.store import generations\ngenerations.write(1, 2)",
        "study.py": f"from {PACKAGE} import __version__, layers\nfrom .measures import spread",
        "layers/build.py": "from .visits import LAYER",
    }
    assert faults(house(tmp_path, kept)) == []


@pytest.mark.parametrize("name", VIOLATIONS)
def test_a_violation_is_seen(tmp_path: Path, name: str) -> None:
    file, text, said = VIOLATIONS[name]
    found = faults(house(tmp_path, {file: text}))
    assert any(said in fault for fault in found), found


def test_a_cycle_inside_one_folder_is_seen(tmp_path: Path) -> None:
    looped = {
        "report/a.py": "from .b import x",
        "report/b.py": "def f():\n    from .c import y",
        "report/c.py": "from . import a",
    }
    assert faults(house(tmp_path, looped)) == ["report.a -> report.b -> report.c -> report.a: a cycle"]
