"""The type of an act whose parties are given: what the dictionary of events makes of the words around them.

A coder finds parties and type together, and where it loses a party it says nothing. With the parties given only the
type is open. The first of these steps that gives one decides:

1. an event that is coded from the source to the target where they are the only actors, else between them;
2. the rule that fits a word on the way through the tree from the source to the target, whoever its parties are;
3. an event that is coded with one of them;
4. the rule that fits any other word, the outermost first;
5. a rule for a word there, its other conditions apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from keystone_states import ontology
from keystone_states.reading.bench import Given, Pair
from keystone_states.reading.code import Draft, code, rule_at
from keystone_states.reading.gold import YIELD, YIELDS, Gold, GoldText, Labels, pure_plover
from keystone_states.reading.mentions import find_names
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.pipeline import Reader, prose, trees_of
from keystone_states.reading.pronouns import resolve_pronouns
from keystone_states.reading.records import EventStatus, Named, Span
from keystone_states.reading.rules import Rule, RuleBook
from keystone_states.reading.segment import sentences
from keystone_states.reading.status import status_of
from keystone_states.reading.tree import Tree

SOURCE, TARGET = "source", "target"
_COOPERATION = (1, 2)  # the quads of PLOVER whose denial is a refusal


@dataclass(frozen=True, slots=True)
class Typed:
    """What an act is, by the rule that fits its words and whether it took place; `reason` says how it was found."""

    rule: Rule
    status: EventStatus
    reason: str

    @property
    def type(self) -> str:
        """The type of the rule."""
        return self.rule.type

    @property
    def pure(self) -> str:
        """Under pure PLOVER: planned cooperation is AGREE, denied cooperation is REJECT."""
        return "REJECT" if self._is_refused() else pure_plover(self.type, self.status)

    @property
    def older(self) -> str:
        """Under PLOVER's list of 2021, in which the intent to yield is AGREE and yielding itself was one type."""
        if self._is_refused():
            return "REJECT"
        yields = self.type in ("CONCEDE", "RETREAT")
        return "AGREE" if yields and self.status is EventStatus.PLANNED else self.rule.older or self.pure

    def _is_refused(self) -> bool:
        return self.status is EventStatus.DENIED and ontology.plover().types[self.type].quad in _COOPERATION


def types_given(
    reader: Reader, text: str, *, sources: Sequence[Span], targets: Sequence[Span], several: int = 1
) -> tuple[Typed, ...]:
    """Up to `several` acts between given parties, each party known by all places where the text names it.

    The first sentence that names both is read, else the first that names one. Empty where no party stands in the text
    and where no word of the sentence is in the dictionary.
    """
    article = prose(text)
    own = sentences(article)
    given = [Named(each, each.of(text), who) for who, spans in ((SOURCE, sources), (TARGET, targets)) for each in spans]
    held = {each: [name for name in given if _meet(name.span, each.span)] for each in own}
    best = max(own, key=lambda each: len({name.actor for name in held[each]}), default=None)
    if best is None or not held[best]:
        return ()
    found = find_names(article, own, lexicon=reader.lexicon, day=None)
    others = [each for each in found if not any(_meet(each.span, name.span) for name in given)]
    (tree,) = trees_of([(best, [*held[best], *others])], reader.parser)
    return tuple(_types(Scene.of(tree, held[best]), reader.rules, several))


# Against the gold


def given_types(reader: Reader, gold: Gold) -> dict[str, Given]:
    """By id of text: the types the gold tells between its parties, and those found when told the parties.

    The parties are where the labels say so; else every name of the text that means one. Pages are left out, as the
    sentence that tells an event is not given; so are events of which no party is named.
    """
    single = [each for each in gold.texts if "\n" not in each.text]
    found = {each.id: _given_in(reader, each, gold) for each in single}
    return {name: sides for name, sides in found.items() if sides[0]}


def _given_in(reader: Reader, text: GoldText, gold: Gold) -> Given:
    told: list[Pair] = []
    said: list[Pair] = []
    names = _names(reader, text) if text.parties is None else ()
    for sides in dict.fromkeys((each.source, each.target) for each in text.events):
        sources, targets = _labelled(text) if text.parties else _named(names, *sides)
        if not sources and not targets:
            continue
        acts = [each.type for each in text.events if (each.source, each.target) == sides]
        found = types_given(reader, text.text, sources=sources, targets=targets, several=len(acts))
        who = (" ".join(sides[0]), " ".join(sides[1]))
        told += [Pair(each, *who) for each in acts]
        said += [Pair(_in_terms_of(gold, each), *who) for each in found]
    return told, said


def _names(reader: Reader, text: GoldText) -> tuple[Named, ...]:
    article = prose(text.text, day=text.day)
    own = sentences(article)
    found = find_names(article, own, lexicon=reader.lexicon, day=text.day)
    return (*found, *resolve_pronouns(own, found, lexicon=reader.lexicon))


def _labelled(text: GoldText) -> tuple[list[Span], list[Span]]:
    """Where the words of the labels stand; the source not inside the words of the target where it stands elsewhere."""
    source, target = text.parties or ("", "")
    targets = _places(text.text, target)[:1]
    sources = _places(text.text, source)
    apart = [each for each in sources if not any(_meet(each, other) for other in targets)]
    return (apart or sources)[:1], targets


def _places(text: str, words: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(re.escape(words), text)] if words else []


def _named(names: Sequence[Named], first: tuple[str, ...], others: tuple[str, ...]) -> tuple[list[Span], list[Span]]:
    """Where a text names the parties; of what is mutual the first party is the source, the others the target."""
    if len(first) > 1 and not others:
        first, others = first[:1], first[1:]
    spans = [[name.span for name in names if name.actor in side] for side in (first, others)]
    return spans[0], spans[1]


def _in_terms_of(gold: Gold, found: Typed) -> str:
    """The type as the gold has it: by status apart, in pure PLOVER, or in the older list, where it has YIELD."""
    if gold.labels is Labels.ALL:
        return found.type
    older = any(event.type == YIELD for text in gold.texts for event in text.events)
    kind = found.older if older else found.pure
    return YIELD if older and kind in YIELDS else kind


# From words to types


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _types(scene: Scene, book: RuleBook, several: int) -> list[Typed]:
    drafts = code(scene, book).drafts
    between = sorted((each for each in drafts if _has_both(each)), key=lambda each: not _is_directed(each))
    if between:
        return [_coded(each) for each in between[:several]]
    found = next(_by_words(scene, book, [_coded(each) for each in drafts]), None)
    return [found] if found else []


def _coded(draft: Draft) -> Typed:
    return Typed(draft.rule, draft.status, f"coded, {draft.reason}")


def _has_both(draft: Draft) -> bool:
    return {SOURCE, TARGET} <= {each.actor for each in (*draft.sources, *draft.targets)}


def _is_directed(draft: Draft) -> bool:
    return draft.rule.mutual or any(each.actor == SOURCE for each in draft.sources)


def _by_words(scene: Scene, book: RuleBook, half: Iterable[Typed]) -> Iterator[Typed]:
    """Steps 2 to 5; `half` are the events coded with one of the parties."""
    tree = scene.tree
    way = tuple(_way(tree, [_heads(tree, scene, who) for who in (SOURCE, TARGET)]))
    rest = sorted(set(range(len(tree.words))) - set(way), key=lambda i: (sum(1 for _ in tree.governors(i)), i))
    yield from _fitting(way, scene, book)
    yield from half
    yield from _fitting(rest, scene, book)
    for i in (*way, *rest):
        lemma = tree.words[i].lemma.lower()
        for rule in (*book.by_verb.get(lemma, ()), *book.by_noun.get(lemma, ()))[:1]:
            yield Typed(rule, EventStatus.REPORTED, f"by {lemma} alone, {rule.id}")


def _fitting(words: Iterable[int], scene: Scene, book: RuleBook) -> Iterator[Typed]:
    for i in words:
        for clause, rule in rule_at(i, scene, book):
            yield Typed(rule, status_of(clause, scene.tree, rule), f"{rule.id}: {clause.lemma}")


def _heads(tree: Tree, scene: Scene, who: str) -> list[int]:
    """Words up the tree from a party, its own head first; empty where it is not named."""
    own = [i for i, name in scene.named.items() if name.actor == who]
    head = next((i for i in own if tree.words[i].head not in own), None)
    return [] if head is None else [head, *tree.governors(head)]


def _way(tree: Tree, up: Sequence[Sequence[int]]) -> Iterator[int]:
    """From the source up to the word above both and down to the target, then on to the root; each word once."""
    source, target = up
    above = next((i for i in source if i in target), None)
    ways = (
        [*source[1:]]
        if above is None
        else [*source[1 : source.index(above) + 1], *reversed(target[: target.index(above)])]
    )
    yield from dict.fromkeys((*ways, *source[1:], *target))
