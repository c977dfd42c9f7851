"""From articles to readings: all steps in order, many articles at once so that parsing is shared.

The same text gives the same reading, alone or among others, in one process or several.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from pathlib import Path

from keystone_states.actors.registry import Registry
from keystone_states.model.dates import PartialDate
from keystone_states.reading.amounts import amounts_in, magnitude
from keystone_states.reading.clean import clean
from keystone_states.reading.code import Draft, code, doers_of, one_by_one, pair_of, parties_of
from keystone_states.reading.descriptions import resolve_descriptions
from keystone_states.reading.lemmas import joined, lemmas
from keystone_states.reading.lexicon import Lexicon
from keystone_states.reading.mend import mended
from keystone_states.reading.mentions import find_names
from keystone_states.reading.merge import merge
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.parse import Parser, load_parser
from keystone_states.reading.pronouns import resolve_pronouns
from keystone_states.reading.records import (
    Amount,
    Article,
    Event,
    EventStatus,
    Evidence,
    Named,
    Paragraph,
    ParagraphKind,
    Published,
    Quote,
    Reading,
    Sentence,
    Span,
    Uncoded,
)
from keystone_states.reading.relate import ties_in
from keystone_states.reading.rules import RuleBook, packaged_rules, rules_of_file
from keystone_states.reading.segment import sentences
from keystone_states.reading.speech import attribution, quotes_in
from keystone_states.reading.stand_ins import shortened
from keystone_states.reading.tree import Tree, make_tree
from keystone_states.reading.when import dates_in, is_background, when

TOGETHER = 64  # articles read at once
_LINE = re.compile(r"\S(?:.*\S)?")
_PROMISES = ("CONSULT", "SUPPORT", "COOPERATE", "AID")


@dataclass(frozen=True)
class Reader:
    """What is needed to read: names, rules, parser. Build one with `Reader.of` and keep it."""

    lexicon: Lexicon
    rules: RuleBook
    parser: Parser

    @classmethod
    def of(
        cls,
        registry: Registry,
        *,
        lexicons: Sequence[Path] = (),
        rules: Sequence[Path] = (),
        places: Mapping[str, Sequence[str]] | None = None,
    ) -> Reader:
        """A reader of the packaged dictionaries and those of the user's files, which go first; `places` by actor."""
        lexicon, book = Lexicon.of(registry, places=places or {}), packaged_rules()
        for path in lexicons:
            lexicon = lexicon.with_file(path)
        for path in rules:
            book = book.with_rules(rules_of_file(path))
        return cls(lexicon, book, load_parser())


def read_text(reader: Reader, text: str, *, day: date | None = None, name: str = "text") -> Reading:
    """The reading of one plain text or page; raises what `clean` raises."""
    (found,) = read_articles(reader, [clean(text.encode(), name=name, day=day)])
    return found


def read_prose(reader: Reader, text: str, *, day: date | None = None, name: str = "text") -> Reading:
    """The reading of text that is prose already, so that nothing of it is furniture; each line is a paragraph."""
    (found,) = read_articles(reader, [prose(text, day=day, name=name)])
    return found


def prose(text: str, *, day: date | None = None, name: str = "text") -> Article:
    """An article of text that is prose already; each line is a paragraph."""
    published = Published(PartialDate(day.year, day.month, day.day), "given by the user", "high") if day else None
    lines = tuple(Paragraph(Span(*match.span()), ParagraphKind.BODY) for match in _LINE.finditer(text))
    digest = hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()
    return Article(name, digest, text, lines, range(len(text)), published=published)


def read_articles(reader: Reader, articles: Iterable[Article]) -> Iterator[Reading]:
    """The reading of each article, in order."""
    remaining = iter(articles)
    while group := list(islice(remaining, TOGETHER)):
        cut = [sentences(article) for article in group]
        named = [
            find_names(article, own, lexicon=reader.lexicon, day=day_of(article))
            for article, own in zip(group, cut, strict=True)
        ]
        pairs = [(each, names) for own, names in zip(cut, named, strict=True) for each in own]
        trees = iter(trees_of(pairs, reader.parser, hyphenated=reader.rules.hyphenated))
        for article, own, names in zip(group, cut, named, strict=True):
            names = (*names, *resolve_descriptions(own, names))
            names = (*names, *resolve_pronouns(own, names, lexicon=reader.lexicon))
            scenes = [Scene.of(next(trees), _inside(names, each)) for each in own]
            yield _read(reader, article, own, scenes)


def trees_of(
    pairs: Sequence[tuple[Sentence, Sequence[Named]]], parser: Parser, *, hyphenated: frozenset[str] = frozenset()
) -> list[Tree]:
    """The tree of each sentence, parsed with a plain word for each name (`stand_ins.py`); `hyphenated`: kept whole."""
    short = [shortened(sentence, _inside(names, sentence)) for sentence, names in pairs]
    parsed = [mended(each) for each in parser.parse([each.words for each in short])]
    return [
        make_tree(sentence, *each.spread(joined(lemmas(tree), hyphenated), tree.upos, tree.heads, tree.relations))
        for (sentence, _), each, tree in zip(pairs, short, parsed, strict=True)
    ]


def _read(reader: Reader, article: Article, own: tuple[Sentence, ...], scenes: Sequence[Scene]) -> Reading:
    day = day_of(article)
    quotes = quotes_in(article, scenes)
    speeches = tuple((quote.span, quote.speaker) for quote in quotes if quote.direct and quote.speaker is not None)
    events: list[Event] = []
    uncoded: list[Uncoded] = []
    before: tuple[Named, ...] = ()
    pair: tuple[Named, ...] = ()
    doers: dict[str, tuple[Named, ...]] = dict.fromkeys(reader.rules.nouns_of("ASSAULT"), ())  # untold: not guessed
    for scene in scenes:
        coded = code(replace(scene, before=before, pair=pair, doers=doers, speeches=speeches), reader.rules)
        before = parties_of(coded.drafts) or before
        pair = pair_of(coded.drafts) or pair
        doers = doers_of(coded.drafts, doers, book=reader.rules)
        events += _events(article, scene, coded.drafts, quotes, day)
        if not coded.drafts:
            uncoded.append(Uncoded(scene.tree.sentence.span, _cause(scene, coded.causes)))
    ties = ties_in(article, scenes, quotes, lexicon=reader.lexicon, day=day)
    return Reading(article, day, own, merge(events), ties, quotes, tuple(uncoded))


def day_of(article: Article) -> date | None:
    """The article's day, where it is known to the day."""
    published = article.published
    return published.day.first() if published is not None and published.day.day is not None else None


def _inside(names: Iterable[Named], sentence: Sentence) -> list[Named]:
    return [name for name in names if name.span in sentence.span]


def _cause(scene: Scene, causes: Sequence[str]) -> str:
    if not scene.named:
        return "no actor named"
    if causes:
        return "; ".join(causes)
    return "no word of the dictionary of events"


def _events(
    article: Article, scene: Scene, drafts: Sequence[Draft], quotes: Sequence[Quote], day: date | None
) -> Iterator[Event]:
    sentence = scene.tree.sentence.span
    dates = dates_in(article.text, sentence)
    amounts = _amounts(scene, drafts, amounts_in(article.text, sentence) if drafts else ())
    for draft in (each for told in drafts for each in one_by_one(told)):
        dated = when(scene.tree, draft.verb, dates, day=day, status=draft.status, alone=len(drafts) == 1)
        background = draft.status is EventStatus.REPORTED and is_background(dated, day)
        status = EventStatus.HISTORICAL if background else draft.status
        yield Event(
            id=_id(article, draft),
            type=draft.rule.type,
            modes=(draft.rule.mode,) if draft.rule.mode else (),
            status=status,
            plover=pure_plover(draft.rule.type, status),
            sources=draft.sources,
            targets=draft.targets,
            trigger=draft.trigger,
            evidence=(Evidence(article.name, sentence, sentence.of(article.text)),),
            role=draft.rule.role,
            process="; ".join(span.of(article.text) for span in draft.about) or None,
            contexts=draft.rule.contexts,
            place=draft.place,
            when=dated,
            amounts=tuple(amounts.get(draft.verb, ())),
            magnitude=magnitude(draft.rule.type, amounts.get(draft.verb, ())),
            attribution=attribution(scene, draft.verb, quotes),
            reason=draft.reason,
        )


def _amounts(scene: Scene, drafts: Sequence[Draft], amounts: Sequence[Amount]) -> dict[int, list[Amount]]:
    """Amounts by the event whose word is nearest above them in the tree; those of no other event to an only one."""
    verbs = {draft.verb for draft in drafts}
    found: dict[int, list[Amount]] = {}
    for amount in amounts:
        word = next(each.index for each in scene.tree.words if each.span.end > amount.span.start)
        above = next((i for i in (word, *scene.tree.governors(word)) if i in verbs), None)
        owner = min(verbs) if above is None and len(verbs) == 1 else above
        if owner is not None:
            found.setdefault(owner, []).append(amount)
    return found


def pure_plover(kind: str, status: EventStatus) -> str:
    """The type under PLOVER's own rules: a promise of cooperation is AGREE, and what did not happen is nothing."""
    if status is EventStatus.PLANNED:
        return "AGREE" if kind in _PROMISES else ""
    return kind if status in (EventStatus.REPORTED, EventStatus.HISTORICAL) else ""


def _id(article: Article, draft: Draft) -> str:
    """The same event in the same text has the same id in every run."""
    alone = draft.sources[0].actor if len(draft.sources) == 1 and not draft.targets else ""
    words = f"{article.sha256}/{draft.trigger.start}/{draft.trigger.end}/{draft.rule.type}{alone}"
    return hashlib.sha256(words.encode()).hexdigest()[:16]
