"""How to cite Keystone, its methods and its data, as text and BibTeX."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from keystone_states import __version__


class Citation(BaseModel):
    """One work: what it was used for, its text and its BibTeX fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str
    kind: str
    used_for: str
    text: str
    fields: dict[str, str]


@cache
def citations() -> tuple[Citation, ...]:
    """All works behind a brief: Keystone first, then data, then methods."""
    text = files(__package__).joinpath("citations.yaml").read_text(encoding="utf-8")
    return TypeAdapter(tuple[Citation, ...]).validate_python(yaml.safe_load(text.replace("{version}", __version__)))


def bibtex(citation: Citation) -> str:
    """A BibTeX entry."""
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in citation.fields.items())
    return f"@{citation.kind}{{{citation.key},\n{body}\n}}"
