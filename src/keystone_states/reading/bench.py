"""How well does a coder read? Its events and quotes against the gold: precision, recall and F1, by type.

For each text, what the coder says is matched with the gold one to one, so that saying a thing twice is one match and
one false claim. A mutual event (several sources, no target) is expanded to all ordered pairs of its parties; other
events to each source with each target; a side that is missing is None. With `right` the number of matches:

- triple: (type, source, target); `pure`: the same under pure PLOVER's type (a planned visit is AGREE);
- dyad: (source, target) where both are named, whatever the type;
- type: the types of the events, once per event, whoever the parties are;
- date, status: of the triples that match, those whose date (as exactly as the gold gives it) or status is right; of
  triples that stand in a text more than once, those are matched first that agree in status and date;
- quote: the words of a direct quote, marks and spaces at the ends apart; `speaker`: of the quotes that match;
- tie: (kind, subject, object) of the ties; the object counts where it is an actor, the subject of a post is its person.
  `tie value`, `tie date`: of the ties that match, those whose words for what they hold, or whose start or end, are
  right. A gold of ties has these lines only;
- type given: the types of the acts where the coder is told who their parties are (`given.py`), so that only the type is
  open; acts that the gold gives no party for are left out.

precision = right / predicted, recall = right / gold, F1 = 2 right / (predicted + gold); None where nothing is divided
by. `micro` counts all types together; `macro` is the mean over the types that the gold holds, precision over those of
them that the coder used.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import permutations, product
from statistics import fmean
from typing import NamedTuple

from keystone_states import ontology
from keystone_states.model.dates import PartialDate
from keystone_states.reading.gold import YIELD, YIELDS, Gold, GoldText, Labels, pure_plover
from keystone_states.reading.pipeline import Reader, read_prose
from keystone_states.reading.records import Reading, TieRead

Coder = Callable[[str, date | None], Reading]
"""What reads a text published on a day, or on a day that is not known."""

MICRO, MACRO = "micro", "macro"
NO_CAUSE = "no cause given"


class Pair(NamedTuple):
    """One ordered pair of an event; `source` or `target` is None where the event lacks that side."""

    type: str
    source: str | None
    target: str | None


Given = tuple[Sequence[Pair], Sequence[Pair]]
"""Of one text: the types told by the gold, each with its parties, and those the coder gave when told the parties."""


@dataclass(frozen=True, slots=True)
class Claim:
    """An event as coder or gold states it, in ids; `status` and `when` are None where a coder does not say."""

    type: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    plover: str
    status: str | None = None
    when: str | None = None

    def pairs(self, kind: str | None = None) -> Iterator[Pair]:
        """Its ordered pairs: of a mutual event every two parties both ways."""
        kind = kind or self.type
        if len(self.sources) > 1 and not self.targets:
            yield from (Pair(kind, *each) for each in permutations(dict.fromkeys(self.sources), 2))
        else:
            sources: tuple[str | None, ...] = self.sources or (None,)
            targets: tuple[str | None, ...] = self.targets or (None,)
            yield from (Pair(kind, *each) for each in product(sources, targets))


@dataclass(frozen=True, slots=True)
class Tied:
    """A tie as coder or gold states it: its ends in ids, the words for what it holds, its start and end as dates."""

    ends: Pair
    value: str | None = None
    since: str | None = None
    until: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a coder says of one text: events, direct quotes (words, speaker), why sentences gave nothing, and ties."""

    claims: tuple[Claim, ...] = ()
    quotes: tuple[tuple[str, str | None], ...] = ()
    causes: tuple[str, ...] = ()
    ties: tuple[Tied, ...] = ()


@dataclass(frozen=True, slots=True)
class Score:
    """One line of the bench: what is counted, for which type (or micro, macro), and the three numbers in 0 … 1.

    `right`, `predicted` and `gold` are counts; None for `macro`, which is a mean.
    """

    what: str
    kind: str
    right: int | None
    predicted: int | None
    gold: int | None
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Bench:
    """All lines, false events on texts that hold none, and the texts left uncoded by cause (ids of texts)."""

    scores: tuple[Score, ...]
    texts: int
    texts_without_event: int
    false_texts: int
    false_events: int
    uncoded: Mapping[str, tuple[str, ...]]

    @property
    def false_rate(self) -> float | None:
        """Share of the texts without an event in which the coder sees one; None where there is no such text."""
        return self.false_texts / self.texts_without_event if self.texts_without_event else None

    def score(self, what: str, kind: str = MICRO) -> Score:
        """One line; raises `KeyError` when it is not there."""
        found = next((each for each in self.scores if (each.what, each.kind) == (what, kind)), None)
        if found is None:
            raise KeyError(f"no line {what!r} of {kind!r}")
        return found


def counted(what: str, kind: str, right: int, predicted: int, gold: int) -> Score:
    """A line from its counts; what would be divided by 0 is None."""
    return Score(
        what,
        kind,
        right,
        predicted,
        gold,
        right / predicted if predicted else None,
        right / gold if gold else None,
        2 * right / (predicted + gold) if predicted + gold else None,
    )


# Gold and readings as answers


def expected(text: GoldText) -> Answer:
    """What the gold says of a text."""
    claims = (
        Claim(
            each.type,
            each.source,
            each.target,
            pure_plover(each.type, each.status),
            each.status.value,
            str(each.date) if each.date else None,
        )
        for each in text.events
    )
    ties = (
        Tied(_ends(each.kind, each.subject, each.object), each.value, *(_text(day) for day in (each.since, each.until)))
        for each in text.ties
    )
    return Answer(tuple(claims), tuple((each.words, each.speaker) for each in text.quotes), ties=tuple(ties))


def _text(value: PartialDate | None) -> str | None:
    return str(value) if value else None


def _ends(kind: str, subject: str | None, thing: str | None) -> Pair:
    """The ends of a tie; what stands for no actor (a number, a language, a school, talks) is no end."""
    of_actors = ontology.ties().ties[kind].between[1] in ("actor", "organisation")
    return Pair(kind, subject, thing if of_actors else None)


def answer_of(reading: Reading) -> Answer:
    """What a reading says: actors that were not told apart are left out; direct quotes only."""
    claims = tuple(
        Claim(
            each.type,
            tuple(dict.fromkeys(name.actor for name in each.sources if name.actor)),
            tuple(dict.fromkeys(name.actor for name in each.targets if name.actor)),
            each.plover,
            each.status.value,
            str(each.when.value) if each.when else None,
        )
        for each in reading.events
    )
    quotes = tuple((each.words, each.speaker.actor if each.speaker else None) for each in reading.quotes if each.direct)
    causes = tuple(dict.fromkeys(each.cause for each in reading.uncoded))
    return Answer(claims, quotes, causes, tuple(_tied(each) for each in reading.ties))


def _tied(tie: TieRead) -> Tied:
    personal = "person" in ontology.ties().ties[tie.kind].between
    subject = tie.subject.person if personal else tie.subject.actor
    ends = _ends(tie.kind, subject, tie.object.actor if tie.object else None)
    return Tied(ends, tie.value, *(_text(day.value) if day else None for day in (tie.since, tie.until)))


def own_coder(reader: Reader) -> Coder:
    """Our own reader as a coder."""

    def read(text: str, day: date | None) -> Reading:
        return read_prose(reader, text, day=day)

    return read


def answers_of(coder: Coder, texts: Iterable[GoldText]) -> dict[str, Answer]:
    """What a coder says of each text, by id."""
    return {each.id: answer_of(coder(each.text, each.day)) for each in texts}


# The bench


def bench(gold: Gold, answers: Mapping[str, Answer], *, given: Mapping[str, Given] | None = None) -> Bench:
    """Score answers by id of text; a text without an answer counts as one in which nothing was seen.

    `given`: by id of text, the types the gold holds and those the coder gave to acts of which it was told the parties;
    without any there are no such lines.
    """
    sides = [(expected(each), answers.get(each.id, Answer())) for each in gold.texts]
    scores = list(_SCORES[gold.labels](sides))
    scores += _by_type("type given", list(given.values())) if given else ()
    empty = [said for told, said in sides if not told.claims] if gold.labels is Labels.ALL else []
    return Bench(
        tuple(scores),
        len(sides),
        len(empty),
        sum(bool(said.claims) for said in empty),
        sum(len(said.claims) for said in empty),
        _uncoded(gold, answers),
    )


Sides = Sequence[tuple[Answer, Answer]]


def _all_scores(sides: Sides) -> Iterator[Score]:
    yield from _by_type("triple", [(_pairs(told), _pairs(said)) for told, said in sides])
    yield from _by_type("pure", [(_pure_pairs(told), _pure_pairs(said)) for told, said in sides])
    yield from _lines("dyad", {MICRO: _matched([(_dyads(told), _dyads(said)) for told, said in sides])}, macro=False)
    yield from _by_type("type", [(_types(told), _types(said)) for told, said in sides])
    yield from _of_matches(sides)
    yield from _of_quotes(sides)


def _pairs(answer: Answer) -> list[Pair]:
    return [pair for claim in answer.claims for pair in claim.pairs()]


def _pure_pairs(answer: Answer) -> list[Pair]:
    return [pair for claim in answer.claims for pair in claim.pairs(claim.plover)]


def _dyads(answer: Answer) -> list[Pair]:
    return [Pair("", *pair[1:]) for pair in _pairs(answer) if pair.source is not None and pair.target is not None]


def _types(answer: Answer) -> list[Pair]:
    return [Pair(claim.type, None, None) for claim in answer.claims]


class _Counts(NamedTuple):
    right: int = 0
    predicted: int = 0
    gold: int = 0


def _matched(sides: Iterable[tuple[Sequence[Pair], Sequence[Pair]]]) -> _Counts:
    """One-to-one matches within each text."""
    right = predicted = gold = 0
    for told, said in sides:
        right += (Counter(told) & Counter(said)).total()
        predicted, gold = predicted + len(said), gold + len(told)
    return _Counts(right, predicted, gold)


def _by_type(what: str, sides: Sequence[tuple[Sequence[Pair], Sequence[Pair]]]) -> Iterator[Score]:
    kinds = sorted({pair.type for side in sides for pairs in side for pair in pairs})
    lines = {MICRO: _matched(sides)}
    for kind in kinds:
        lines[kind] = _matched(
            [([p for p in told if p.type == kind], [p for p in said if p.type == kind]) for told, said in sides]
        )
    yield from _lines(what, lines)


def _lines(what: str, lines: Mapping[str, _Counts], *, macro: bool = True) -> Iterator[Score]:
    """The micro line, the macro line, then each type."""
    scores = {kind: counted(what, kind, *each) for kind, each in lines.items()}
    yield scores.pop(MICRO)
    if macro:
        yield _mean(what, [each for each in scores.values() if each.gold])
    yield from scores.values()


def _mean(what: str, scores: Sequence[Score]) -> Score:
    """Means over the types that the gold holds."""

    def mean(values: Iterable[float | None]) -> float | None:
        there = [each for each in values if each is not None]
        return fmean(there) if there else None

    return Score(
        what,
        MACRO,
        None,
        None,
        None,
        mean(each.precision for each in scores),
        mean(each.recall for each in scores),
        mean(each.f1 for each in scores),
    )


def _of_matches(sides: Sides) -> Iterator[Score]:
    """Dates and statuses of the triples that match."""
    twins = [(pair.type, told, said) for sides_of in sides for pair, told, said in _twins(*sides_of)]
    for what in ("date", "status"):
        lines: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
        for kind, told, said in twins:
            ours, theirs = (told.when, said.when) if what == "date" else (told.status, said.status)
            for line in (MICRO, kind):
                counts = lines[line]
                counts[0] += ours is not None and ours == theirs
                counts[1] += theirs is not None
                counts[2] += ours is not None
        lines.setdefault(MICRO, [0, 0, 0])
        yield from _lines(what, {kind: _Counts(*each) for kind, each in sorted(lines.items())})


def _twins(told: Answer, said: Answer) -> Iterator[tuple[Pair, Claim, Claim]]:
    """Matched triples with the claim on either side, those first that agree in status and date."""
    left: dict[Pair, list[Claim]] = defaultdict(list)
    for claim in said.claims:
        for pair in claim.pairs():
            left[pair].append(claim)
    wanted = [(pair, claim) for claim in told.claims for pair in claim.pairs()]
    for agreement in (2, 1, 0):
        unmet = []
        for pair, claim in wanted:
            twin = next((each for each in left[pair] if _agreement(claim, each) >= agreement), None)
            if twin is None:
                unmet.append((pair, claim))
            else:
                left[pair].remove(twin)
                yield pair, claim, twin
        wanted = unmet


def _agreement(one: Claim, other: Claim) -> int:
    return (one.when == other.when) + (one.status == other.status)


def _of_quotes(sides: Sides) -> Iterator[Score]:
    right = known = 0
    said_speakers = told_speakers = 0
    for told, said in sides:
        ours, theirs = ([(_plain(words), speaker) for words, speaker in each.quotes] for each in (told, said))
        words = Counter(each[0] for each in ours) & Counter(each[0] for each in theirs)
        right += words.total()
        known += (Counter(each for each in ours if each[1]) & Counter(each for each in theirs if each[1])).total()
        said_speakers += _with_speaker(theirs, words)
        told_speakers += _with_speaker(ours, words)
    yield counted(
        "quote", MICRO, right, sum(len(said.quotes) for _, said in sides), sum(len(told.quotes) for told, _ in sides)
    )
    yield counted("speaker", MICRO, known, said_speakers, told_speakers)


def _with_speaker(quotes: Sequence[tuple[str, str | None]], matched: Counter[str]) -> int:
    """How many of the matched quotes have a speaker."""
    named = Counter(words for words, speaker in quotes if speaker)
    return (named & matched).total()


def _plain(words: str) -> str:
    return " ".join(words.split()).strip(" \"'“”‘’«»,.;:!?").lower()


# Ties


def _tie_scores(sides: Sides) -> Iterator[Score]:
    """Ties, and of those that match the values and dates that the gold gives."""
    ends = [([tie.ends for tie in told.ties], [tie.ends for tie in said.ties]) for told, said in sides]
    yield from _by_type("tie", ends)
    twins = [twin for told, said in sides for twin in _same_ends(told.ties, said.ties)]
    values = [(told.value, said.value) for told, said in twins if told.value is not None]
    dates = [pair for told, said in twins for pair in ((told.since, said.since), (told.until, said.until))]
    yield counted(
        "tie value",
        MICRO,
        sum(said is not None and _plain(ours) == _plain(said) for ours, said in values),
        sum(said is not None for _, said in values),
        len(values),
    )
    right = sum(ours is not None and ours == said for ours, said in dates)
    yield counted(
        "tie date", MICRO, right, sum(said is not None for _, said in dates), sum(ours is not None for ours, _ in dates)
    )


def _same_ends(told: Sequence[Tied], said: Sequence[Tied]) -> Iterator[tuple[Tied, Tied]]:
    """Ties of the gold with the first of the coder's that has the same ends, each once."""
    left = list(said)
    for tie in told:
        twin = next((each for each in left if each.ends == tie.ends), None)
        if twin is not None:
            left.remove(twin)
            yield tie, twin


def _uncoded(gold: Gold, answers: Mapping[str, Answer]) -> dict[str, tuple[str, ...]]:
    """Texts of the gold that hold an event and in which none was seen, by the causes given."""
    found: dict[str, list[str]] = defaultdict(list)
    for text in gold.texts:
        answer = answers.get(text.id, Answer())
        if text.events and not answer.claims:
            for cause in answer.causes or (NO_CAUSE,):
                found[cause].append(text.id)
    return {cause: tuple(ids) for cause, ids in sorted(found.items(), key=lambda each: (-len(each[1]), each[0]))}


# Texts labelled with one event each


def _one_event_scores(sides: Sides) -> Iterator[Score]:
    """Lines where other events than the labelled one may be true, so that they are not counted against the coder.

    `directed` (recall only), on texts that name two different countries: the labelled pair with its type is among the
    coder's. `type`: the coder's type for the text is that of its event between the labelled parties, either way; where
    it has none, of its first event. Of several between them the labelled type goes first. `type of two`: the same on
    texts that name two different countries. Where labels say YIELD, CONCEDE and RETREAT are read as YIELD.
    """
    labelled = [(told.claims[0], said) for told, said in _in_older_types(sides)]
    two = [(label, said) for label, said in labelled if _names_two(label)]
    yield from _directed(two)
    yield from _by_type("type", [_type_pairs(label, said) for label, said in labelled])
    yield from _by_type("type of two", [_type_pairs(label, said) for label, said in two])


def _in_older_types(sides: Sides) -> Sides:
    if not any(told.claims[0].type == YIELD for told, _ in sides):
        return sides
    return [(_older(told), _older(said)) for told, said in sides]


def _older(answer: Answer) -> Answer:
    claims = (replace(each, type=YIELD) if each.type in YIELDS else each for each in answer.claims)
    return replace(answer, claims=tuple(claims))


def _names_two(label: Claim) -> bool:
    return len(label.sources) == 1 == len(label.targets) and label.sources != label.targets


def _directed(labelled: Sequence[tuple[Claim, Answer]]) -> Iterator[Score]:
    hits: dict[str, list[bool]] = {MICRO: []}
    for label, said in labelled:
        hit = next(label.pairs()) in _pairs(said)
        hits[MICRO].append(hit)
        hits.setdefault(label.type, []).append(hit)
    for kind, each in hits.items():
        recall = sum(each) / len(each) if each else None
        yield Score("directed", kind, sum(each), None, len(each), None, recall, None)


def _type_pairs(label: Claim, said: Answer) -> tuple[list[Pair], list[Pair]]:
    """The labelled type, and the one type that the coder gives the text."""
    parties = {*label.sources, *label.targets}
    between = [each for each in said.claims if parties and parties <= {*each.sources, *each.targets}]
    kinds = [each.type for each in between or said.claims[:1]]
    chosen = [label.type] if label.type in kinds else kinds[:1]
    return [Pair(label.type, None, None)], [Pair(kind, None, None) for kind in chosen]


_SCORES = {Labels.ALL: _all_scores, Labels.ONE: _one_event_scores, Labels.TIES: _tie_scores}
