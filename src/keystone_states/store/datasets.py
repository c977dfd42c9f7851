"""Datasets a user loaded: one Parquet file and its provenance for each file read, in the store's folder `datasets`.

    <store>/datasets/<dataset>/<first 16 digits of the SHA-256>.parquet
    <store>/datasets/<dataset>/<first 16 digits of the SHA-256>.json

The SHA-256 is that of the file (or files) read. The rows are written beside their place and moved onto it, the
provenance after them: only a file with its provenance counts. A kill at any moment leaves what was finished as it was,
and loading the same file again changes nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from keystone_states.errors import BadInputError, StoreError, UnknownNameError
from keystone_states.store.leftovers import halfway, sweep

_CHUNK = 1 << 20


class Provenance(BaseModel):
    """Where loaded rows come from, and what became of every row read: `read = accepted + rejected`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: str = Field(description="name of the file read, without its folder; several are joined by +")
    bytes: int = Field(ge=0, description="size of what was read")
    sha256: str = Field(pattern="^[0-9a-f]{64}$", description="SHA-256 of what was read")
    read: int = Field(ge=0, description="rows read")
    accepted: int = Field(ge=0, description="rows kept")
    rejected: dict[str, int] = Field(default_factory=dict, description="rows not kept, by reason")
    first_day: date | None = Field(None, description="first day that the kept rows speak of")
    last_day: date | None = Field(None, description="last day that the kept rows speak of")
    licence: str = Field(description="licence of the dataset")
    release: str = Field(description="release of the dataset, as its citation names it")
    source_url: str = Field(description="address of the dataset")
    loaded: date = Field(description="day on which the file was loaded")
    files: dict[str, str] = Field(default_factory=dict, description="SHA-256 of each file by name, of several")
    repairs: dict[str, int] = Field(default_factory=dict, description="what was mended, by kind")
    unresolved: dict[str, int] = Field(default_factory=dict, description="codes that name no actor of ours, by code")
    may_export: bool = Field(True, description="whether rows may be passed on; counts made from them may")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.read != self.accepted + sum(self.rejected.values()):
            raise ValueError(f"{self.read} rows read are not {self.accepted} accepted and those in {self.rejected}")
        return self


@dataclass(frozen=True, slots=True)
class LoadedFile:
    """The rows of one file and their provenance."""

    path: Path
    provenance: Provenance


def sha256_of(*paths: Path) -> str:
    """SHA-256 of a file, or of several joined in the order given; raises `StoreError` when one cannot be read."""
    digest = hashlib.sha256()
    for path in paths:
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        except OSError as fault:
            raise StoreError(f"cannot read {path} ({fault.strerror}); expected a file that exists") from None
    return digest.hexdigest()


def path_of(store: Path, dataset: str, sha256: str) -> Path:
    """Where the rows of a file are, or would be."""
    return store / "datasets" / dataset / f"{sha256[:16]}.parquet"


def finished(store: Path, dataset: str) -> tuple[Provenance, ...]:
    """Provenance of every file loaded into a dataset, in the order of loading; empty where there is none.

    Raises `StoreError` when a provenance file cannot be read.
    """
    found = (_read(path) for path in path_of(store, dataset, "").parent.glob("*.json"))
    whole = (each for each in found if path_of(store, dataset, each.sha256).exists())
    return tuple(sorted(whole, key=lambda each: (each.loaded, each.sha256)))


def loaded(store: Path) -> dict[str, tuple[LoadedFile, ...]]:
    """Every finished file of every dataset of a store, by dataset, in the order of loading."""
    folders = sorted(path.name for path in (store / "datasets").glob("*/"))
    return {
        name: tuple(LoadedFile(path_of(store, name, each.sha256), each) for each in finished(store, name))
        for name in folders
    }


def files_of(store: Path, dataset: str) -> tuple[LoadedFile, ...]:
    """The loaded files of a dataset; raises `StoreError` when there is none."""
    files = loaded(store).get(dataset, ())
    if not files:
        raise StoreError(
            f"nothing of {dataset!r} is loaded; expected files loaded before; run `keystone load {dataset} …`"
        )
    return files


def _read(path: Path) -> Provenance:
    try:
        return Provenance.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as fault:
        reason = str(fault).splitlines()[0]
        raise StoreError(f"cannot read {path} ({reason}); delete it and load its file again") from None


def exportable(files: Sequence[LoadedFile]) -> tuple[LoadedFile, ...]:
    """The files given, all of whose rows may be passed on; every export of rows asks here first.

    Raises `BadInputError` naming the licence when the rows of one may not.
    """
    for each in files:
        if not each.provenance.may_export:
            raise BadInputError(
                f"rows of {each.provenance.file} may not be exported ({each.provenance.licence}); expected a dataset "
                "whose licence allows it; counts by pair of states and month may be: `keystone reduce`"
            )
    return tuple(files)


def write(
    store: Path, dataset: str, provenance: Provenance, writer: Callable[[Path], None], *, rejects: str = ""
) -> bool:
    """Write the rows of one file (`writer` is given the path to write to), then its provenance.

    `rejects`: the text of a CSV of rows not kept, put beside them as `<16 digits>.rejects.csv`. Returns whether
    anything was written: not when the file is loaded already. Raises `StoreError` when the folder cannot be written to.
    """
    place = path_of(store, dataset, provenance.sha256)
    if place.exists() and place.with_suffix(".json").exists():
        return False
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        sweep(place.parent)
        if rejects:
            _put(place.with_suffix(".rejects.csv"), lambda path: _write_text(path, rejects))
        _put(place, writer)
        _put(place.with_suffix(".json"), lambda path: _write_text(path, provenance.model_dump_json(indent=2)))
    except OSError as fault:
        raise StoreError(
            f"cannot write to the store {store} ({fault.strerror or fault}); pass --store with a folder you may write"
        ) from None
    return True


def remove(store: Path, dataset: str, sha256: str) -> None:
    """Remove the rows of a file and their provenance, the provenance first; nothing where there are none."""
    place = path_of(store, dataset, sha256)
    try:
        place.with_suffix(".json").unlink(missing_ok=True)
        place.unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"cannot remove {place} ({fault.strerror}); expected a store you may write") from None


def forget(store: Path, dataset: str, file: str) -> Provenance:
    """Take out the rows of a file loaded under that name (the latest, where several bear it).

    The provenance goes first, so that a kill leaves rows that count for nothing. Raises `UnknownNameError` naming the
    files there are, `StoreError` when the folder cannot be written to.
    """
    held = finished(store, dataset)
    found = [each for each in held if each.file == file]
    if not found:
        names = ", ".join(each.file for each in held) or "none"
        raise UnknownNameError(f"no file {file!r} was loaded as {dataset}; there are {names}")
    place = path_of(store, dataset, found[-1].sha256)
    try:
        for suffix in (".json", ".parquet", ".rejects.csv"):
            place.with_suffix(suffix).unlink(missing_ok=True)
    except OSError as fault:
        raise StoreError(f"cannot write to the store {store} ({fault.strerror or fault}); check its rights") from None
    return found[-1]


def _put(place: Path, writer: Callable[[Path], None]) -> None:
    """Write beside the place, then move onto it; what a fault leaves half written is removed."""
    fresh = halfway(place.parent, place.suffix)
    try:
        writer(fresh)
        fresh.replace(place)
    finally:
        fresh.unlink(missing_ok=True)


def _write_text(path: Path, text: str) -> None:
    path.write_text(text.rstrip("\n") + "\n", encoding="utf-8")
