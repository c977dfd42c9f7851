"""The events table: one schema for every dataset of events, declared once with type, unit and meaning.

Types are SQL's and mean the same in DuckDB, Spark and BigQuery; scores are decimals so that sums agree to the last
digit on every engine. `Code` is one code of an actor in one scheme, the crosswalk from a dataset's codes to actors.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class EventColumn:
    """One column of the events table; every column may be empty but those that say otherwise."""

    name: str
    type: str
    unit: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Code:
    """An actor's code in a scheme of codes; `state`: the actor is a state, not an organisation."""

    scheme: str
    code: str
    actor: str
    state: bool


EVENT_COLUMNS: tuple[EventColumn, ...] = (
    EventColumn("dataset", "VARCHAR", "", "dataset the row comes from; never empty"),
    EventColumn("event_key", "VARCHAR", "", "the dataset's own key of the event, one event each; never empty"),
    EventColumn("date", "DATE", "day", "day on which it happened, after repair; never empty"),
    EventColumn("date_given", "VARCHAR", "", "the date as given, where it was repaired or is no single day"),
    EventColumn("published", "DATE", "day", "day on which the dataset took it up"),
    EventColumn("lag_days", "INTEGER", "days", "published minus date; negative: dated after it was taken up"),
    EventColumn("source", "VARCHAR", "", "actor who did it; empty: no state or organisation of ours"),
    EventColumn("target", "VARCHAR", "", "actor to whom it was done; empty: none, or none of ours"),
    EventColumn("source_is_state", "BOOLEAN", "", "whether the source is a state"),
    EventColumn("target_is_state", "BOOLEAN", "", "whether the target is a state"),
    EventColumn("source_code", "VARCHAR", "", "the source's code as given"),
    EventColumn("target_code", "VARCHAR", "", "the target's code as given"),
    EventColumn("source_country", "VARCHAR", "", "the source's country as given: a code or a name"),
    EventColumn("target_country", "VARCHAR", "", "the target's country as given: a code or a name"),
    EventColumn("source_name", "VARCHAR", "", "the source's name as given"),
    EventColumn("target_name", "VARCHAR", "", "the target's name as given"),
    EventColumn("source_sectors", "VARCHAR", "", "the source's sectors as given, separated by ;"),
    EventColumn("target_sectors", "VARCHAR", "", "the target's sectors as given, separated by ;"),
    EventColumn("code", "VARCHAR", "", "the dataset's own code of what was done; never empty"),
    EventColumn("root_code", "VARCHAR", "", "the code's family: the first two digits of CAMEO, else the type"),
    EventColumn("type", "VARCHAR", "", "PLOVER type; empty: a statement, for which PLOVER has none"),
    EventColumn("mode", "VARCHAR", "", "PLOVER mode"),
    EventColumn("quad", "INTEGER", "1–4", "verbal or material cooperation, verbal or material conflict, as given"),
    EventColumn("goldstein", "DECIMAL(4,1)", "−10 to 10", "Goldstein score or the dataset's own score of intensity"),
    EventColumn("root", "BOOLEAN", "", "whether it stands in the lead of an article; empty: not said"),
    EventColumn("mentions", "INTEGER", "mentions", "mentions when first published"),
    EventColumn("articles", "INTEGER", "articles", "articles when first published"),
    EventColumn("url", "VARCHAR", "", "address of the article it was coded from, or its number in the dataset"),
    EventColumn("publisher", "VARCHAR", "", "who published it: a domain or a name as given"),
    EventColumn("place", "VARCHAR", "", "where it happened, as given"),
    EventColumn("place_country", "VARCHAR", "", "state in which the place lies"),
    EventColumn("place_code", "VARCHAR", "", "the place's country as given: a code or a name"),
    EventColumn("lat", "DOUBLE", "degrees", "latitude of the place"),
    EventColumn("lon", "DOUBLE", "degrees", "longitude of the place"),
    EventColumn("deaths", "INTEGER", "persons", "deaths, best estimate"),
    EventColumn("deaths_low", "INTEGER", "persons", "deaths, low estimate"),
    EventColumn("deaths_high", "INTEGER", "persons", "deaths, high estimate"),
    EventColumn("repairs", "VARCHAR", "", "what was mended in the row, separated by ;"),
)

MENTION_COLUMNS: tuple[EventColumn, ...] = (
    EventColumn("event_key", "VARCHAR", "", "key of the event that is mentioned; never empty"),
    EventColumn("event_time", "TIMESTAMP", "UTC", "when the event was first taken up"),
    EventColumn("mention_time", "TIMESTAMP", "UTC", "when the mention was taken up; never empty"),
    EventColumn("kind", "INTEGER", "1–6", "1 web, 2 citation, 3 CORE, 4 DTIC, 5 JSTOR, 6 non-textual"),
    EventColumn("publisher", "VARCHAR", "", "who published the mention"),
    EventColumn("url", "VARCHAR", "", "address or identifier of the document"),
    EventColumn("sentence", "INTEGER", "sentences", "sentence in which it stands, 1 being the lead"),
    EventColumn("in_raw_text", "BOOLEAN", "", "whether it stands in the text as written"),
    EventColumn("confidence", "INTEGER", "percent", "GDELT's confidence that the mention is of this event"),
    EventColumn("translation", "VARCHAR", "", "language and engine where the document was translated"),
)
