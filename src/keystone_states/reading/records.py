"""What reading yields: spans, articles, mentions, events, ties and quotes as frozen data.

Every claim points at words: for each span, `text[start:end] == quote`, where `text` is the article's cleaned text. An
event is a thing that happened, was announced, supposed or denied; a tie is a relation that holds over an interval.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from keystone_states.model.dates import PartialDate


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the cleaned text, half-open."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words of the span."""
        return text[self.start : self.end]

    def __contains__(self, other: Span) -> bool:
        return self.start <= other.start and other.end <= self.end


class ParagraphKind(StrEnum):
    """What a paragraph is in the article."""

    TITLE = "title"
    LEAD = "lead"
    BODY = "body"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the cleaned text."""

    span: Span
    kind: ParagraphKind


@dataclass(frozen=True, slots=True)
class Published:
    """The day of publication, how it was found and how sure that is; never guessed."""

    day: PartialDate
    method: str
    confidence: str


@dataclass(frozen=True, slots=True)
class Article:
    """One text: cleaned, with the offsets back to the original kept.

    `text` joins the paragraphs with one line break each. `origin[i]` is the offset in the decoded original of the
    cleaned text's character i. `sha256` is of the bytes as they came.
    """

    name: str
    sha256: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    origin: tuple[int, ...] | range = ()
    title: str | None = None
    byline: str | None = None
    publisher: str | None = None
    published: Published | None = None
    url: str | None = None
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Token:
    """A word or mark with its place in the cleaned text; `text` is `span.of(article.text)`."""

    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence: its span, tokens, and the paragraph it stands in."""

    span: Span
    tokens: tuple[Token, ...]
    paragraph: int


@dataclass(frozen=True, slots=True)
class Named:
    """A name in the text and whom it means on the day: actor, person where it is one, sector, reason.

    `actor` is None when the name is ambiguous or known to be no actor. `candidates` lists the actors it may mean, or
    the persons where only the person is open.
    `place`: the name stands for ground, not for a government (in Samarkand).
    """

    span: Span
    quote: str
    actor: str | None
    person: str | None = None
    sector: str = "GOV"
    place: bool = False
    reason: str = ""
    candidates: tuple[str, ...] = ()


class EventStatus(StrEnum):
    """Whether it took place: reported, planned, hypothetical (if, could), denied, or historical (background)."""

    REPORTED = "reported"
    PLANNED = "planned"
    HYPOTHETICAL = "hypothetical"
    DENIED = "denied"
    HISTORICAL = "historical"


class SpeakerKind(StrEnum):
    """Who says so: the paper itself, a named speaker, or somebody unnamed (some analysts)."""

    PAPER = "paper"
    NAMED = "named"
    UNNAMED = "unnamed"


@dataclass(frozen=True, slots=True)
class When:
    """The date of an event, how exactly and by which rule it was found; `span` is None when tense alone chose it."""

    value: PartialDate
    method: str
    span: Span | None = None
    until: PartialDate | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """What an event is about: money, a quantity (troops among them), the dead, the injured."""

    kind: str
    span: Span
    value: float | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Attribution:
    """Who says so."""

    kind: SpeakerKind
    speaker: Named | None = None
    span: Span | None = None


PAPER = Attribution(SpeakerKind.PAPER)


@dataclass(frozen=True, slots=True)
class Evidence:
    """The sentence that says it."""

    document: str
    span: Span
    quote: str


@dataclass(frozen=True, slots=True)
class Event:
    """One event. `type` and `modes` are PLOVER's; `plover` is the pure-PLOVER type (a planned visit is AGREE).

    `process` is the words for the talks it is part of, `magnitude` that of its amounts by which an event of its type is
    measured (the dead of an attack, the troops of a deployment, the money of a loan); None where the text tells none.
    """

    id: str
    type: str
    modes: tuple[str, ...]
    status: EventStatus
    plover: str
    sources: tuple[Named, ...]
    targets: tuple[Named, ...]
    trigger: Span
    evidence: tuple[Evidence, ...]
    role: str | None = None
    process: str | None = None
    contexts: tuple[str, ...] = ()
    place: Named | None = None
    when: When | None = None
    amounts: tuple[Amount, ...] = ()
    attribution: Attribution = PAPER
    magnitude: Amount | None = None
    reason: str = ""
    confidence: str = "medium"


@dataclass(frozen=True, slots=True)
class TieRead:
    """A relation that holds: post, education, language, membership, count of members, investment, supply, hosting.

    `kind` is a kind of `ontology/ties.yaml`; `value` its figure or words (27 countries, USD 14 billion, MGIMO).
    """

    kind: str
    subject: Named
    object: Named | None
    value: str | None
    span: Span
    evidence: tuple[Evidence, ...]
    since: When | None = None
    until: When | None = None
    amount: Amount | None = None
    attribution: Attribution = PAPER
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks (direct) or reported speech, with who said them."""

    span: Span
    words: str
    direct: bool
    speaker: Named | None
    verb: Span | None
    evidence: tuple[Evidence, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Uncoded:
    """A sentence that gave nothing, and the cause."""

    span: Span
    cause: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read in one article."""

    article: Article
    day: date | None
    sentences: tuple[Sentence, ...]
    events: tuple[Event, ...] = ()
    ties: tuple[TieRead, ...] = ()
    quotes: tuple[Quote, ...] = ()
    uncoded: tuple[Uncoded, ...] = field(default=())
