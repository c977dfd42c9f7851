"""Keystone: how pivotal is a state, between whom, through which channel, since when, on what evidence?

The notebook face: a dozen names, loaded when first used.

    import keystone_states as ks
    study = ks.open_study(as_of="2022-10-13")
    study.profile("KAZ")
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

_HOMES = {
    "KeystoneError": "errors",
    "MEASURES": "measures",
    "Network": "network",
    "Recipe": "study",
    "Registry": "actors.registry",
    "Study": "study",
    "Window": "model.dates",
    "World": "world",
    "make_brief": "report.brief",
    "measure": "measures",
    "open_study": "session",
    "open_world": "session",
    "resolve": "actors.resolve",
}

__all__ = [  # noqa: PLE0604, RUF100  (the names of _HOMES, spelled out for tools)
    "MEASURES",
    "KeystoneError",
    "Network",
    "Recipe",
    "Registry",
    "Study",
    "Window",
    "World",
    "__version__",
    "make_brief",
    "measure",
    "open_study",
    "open_world",
    "resolve",
]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("keystone-states")
    if name in _HOMES:
        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return __all__
