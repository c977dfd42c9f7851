"""Output files of other coders, as answers the bench can score.

Two formats are read; a row that cannot be used is counted with its reason, so that read = accepted + rejected.

PETRARCH (`PETRwriter.write_events` of openeventdata/petrarch2), a line of columns separated by tabs, without a header:

    20250618<TAB>KAZGOV<TAB>CHN<TAB>042<TAB><TAB>visit-01_1<TAB>wire

date of the story, actor codes (the first three letters are the country; `---` is nobody), CAMEO event code, issues,
ids of the sentences joined by `;`, then address, publisher and texts, which are not looked at. CAMEO goes to PLOVER
through the crosswalk; a hosted visit (043) is turned round, so that the visitor is the source. It dates no event.

NGEC and POLECAT (`formatter.py` of ahalterman/NGEC), one JSON object a line:

    {"id": "visit-01_CONSULT_R", "event_type": "CONSULT", "event_mode": ["visit"], "date_resolved": "2025-06-18",
     "attributes": {"ACTOR": [{"country": "KAZ"}], "RECIP": [{"country": "CHN"}]}}

The text is found by `id`, or by `story_id` where there is one; what follows the first `_` of an id is the coder's own.
Keys that are not among NGEC's are counted, and not used.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from keystone_states import ontology
from keystone_states.errors import BadInputError, StoreError
from keystone_states.reading.bench import Answer, Claim

COLUMNS = range(
    7, 12
)  # date, source, target, code, issues, ids, [address], publisher, [two actors' texts, event's text]
NOBODY = "---"
HOSTS = "043"
NGEC_KEYS = frozenset(
    {
        *("id", "story_id", "pub_date", "date", "date_resolved", "date_raw", "publisher", "headline", "event_text"),
        *("event_id", "event_type", "event_mode", "contexts", "attributes", "version"),
        *("geolocated_ents", "event_geolocation", "story_people", "story_orgs", "story_locs"),
    }
)


@dataclass(frozen=True, slots=True)
class Foreign:
    """Answers by id of text; rows read, accepted, and rejected by reason; keys not known, by name."""

    answers: Mapping[str, Answer]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)
    unknown_keys: Mapping[str, int] = field(default_factory=dict)


class _Reject(Exception):
    """Why a row cannot be used."""


Row = tuple[list[str], Claim]


def read_foreign(path: Path, *, ids: Collection[str], actors: Mapping[str, str]) -> Foreign:
    """Answers in a file of another coder: `.jsonl` (NGEC, POLECAT), else tab-separated (PETRARCH).

    `ids`: the texts of the gold. `actors`: our actor by code (three letters, ISO or CAMEO). The same claim twice on one
    text counts once, as a coder that states both directions of one act would otherwise be punished for it. Raises
    `StoreError` when the file cannot be read, `BadInputError` when it is no text or no row of it can be used.
    """
    lines = [line for line in _text(path).splitlines() if line.strip()]
    keys: Counter[str] = Counter()
    parse = _ngec(actors, keys) if path.suffix == ".jsonl" else _petrarch(actors)
    rejected: Counter[str] = Counter()
    kept: dict[str, dict[Claim, None]] = {}
    for line in lines:
        try:
            texts, claim = parse(line)
            _keep(_known(texts, ids), claim, kept)
        except _Reject as reason:
            rejected[str(reason)] += 1
    if lines and rejected.total() == len(lines):
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in rejected.most_common(3))
        raise BadInputError(
            f"{path.name}: none of {len(lines):,} rows can be used ({reasons}); expected PETRARCH's tab-separated "
            "rows or NGEC's JSON lines (.jsonl) on the texts of the gold"
        )
    answers = {name: Answer(tuple(claims)) for name, claims in kept.items()}
    return Foreign(answers, len(lines), len(lines) - rejected.total(), dict(rejected), dict(keys))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise StoreError(f"cannot read {path} ({fault.strerror}); expected a coder's output") from None
    except UnicodeDecodeError:
        raise BadInputError(f"{path.name}: is not UTF-8; expected a coder's output saved as UTF-8") from None


def _known(names: Iterable[str], ids: Collection[str]) -> list[str]:
    """The texts meant: an id as it stands, or up to its first `_`."""
    found = [each for name in names for each in dict.fromkeys((name, name.split("_")[0])) if each in ids]
    if not found:
        raise _Reject("no such text in the gold")
    return found


def _keep(texts: Iterable[str], claim: Claim, kept: dict[str, dict[Claim, None]]) -> None:
    new = [text for text in texts if claim not in kept.get(text, {})]
    if not new:
        raise _Reject("said before of the same text")
    for text in new:
        kept.setdefault(text, {})[claim] = None


def _actor(code: str, actors: Mapping[str, str]) -> tuple[str, ...]:
    """The actor of a code; nobody for an empty one."""
    if code.strip() in ("", NOBODY):
        return ()
    found = actors.get(code) or actors.get(code[:3])
    if found is None:
        raise _Reject("actor not known")
    return (found,)


def _claim(kind: str, sources: tuple[str, ...], targets: tuple[str, ...], when: str | None = None) -> Claim:
    if not sources and not targets:
        raise _Reject("no actor on either side")
    return Claim(kind, sources, targets, kind, None, when)


# PETRARCH


def _petrarch(actors: Mapping[str, str]) -> Callable[[str], Row]:
    crosswalk = ontology.cameo_crosswalk()

    def parse(line: str) -> Row:
        cells = line.split("\t")
        if len(cells) not in COLUMNS:
            raise _Reject(f"columns: {len(cells)}, expected {COLUMNS.start} to {COLUMNS.stop - 1}")
        code = cells[3].strip()
        try:
            kind = crosswalk.rule(code).type
        except BadInputError:
            raise _Reject("no CAMEO event code") from None
        if kind is None:
            raise _Reject("a statement, which PLOVER does not code")
        source, target = (_actor(cell.strip(), actors) for cell in cells[1:3])
        sides = (target, source) if code.startswith(HOSTS) else (source, target)
        return [each.strip() for each in cells[5].split(";")], _claim(kind, *sides)

    return parse


# NGEC and POLECAT


def _ngec(actors: Mapping[str, str], keys: Counter[str]) -> Callable[[str], Row]:
    types = ontology.plover().types

    def parse(line: str) -> Row:
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            raise _Reject("not JSON") from None
        if not isinstance(row, dict) or not isinstance(row.get("attributes"), dict):
            raise _Reject("no JSON object with attributes")
        keys.update(key for key in row if key not in NGEC_KEYS)
        kind = row.get("event_type")
        if kind not in types:
            raise _Reject("no PLOVER type")
        source, target = (_countries(row["attributes"].get(side, []), actors) for side in ("ACTOR", "RECIP"))
        names = [str(row[key]) for key in ("id", "story_id") if row.get(key)]
        return names, _claim(kind, source, target, row.get("date_resolved") or None)

    return parse


def _countries(entries: Any, actors: Mapping[str, str]) -> tuple[str, ...]:
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise _Reject("attributes that are no list of objects")
    return tuple(dict.fromkeys(name for each in entries for name in _actor(str(each.get("country") or ""), actors)))
