"""Where the parties and dates of a tie stand: through the tree first, by nearness second."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from keystone_states.model.dates import PartialDate
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.pronouns import is_person
from keystone_states.reading.records import EventStatus, Named, Span, When
from keystone_states.reading.rules import Rule
from keystone_states.reading.status import status_of
from keystone_states.reading.tie_rules import tie_words
from keystone_states.reading.tree import Clause, Tree, clauses, subjects_of
from keystone_states.reading.when import dates_in, when

_BETWEEN_YEARS = re.compile(
    r"\b(?:from|between)\s(?P<since>(?:1[89]|20)\d\d)\s?(?:to|until|till|and|[-–—])\s?(?P<until>(?:1[89]|20)\d\d)\b"
)
_ANY = Rule(id="tie", type="AGREE")


@dataclass(frozen=True)
class Found:
    """Where a rule fired: its words, and the word of the tree that heads them."""

    scene: Scene
    text: str
    words: Span
    head: int
    names: tuple[Named, ...]

    @property
    def sentence(self) -> Span:
        """Where the sentence stands."""
        return self.scene.tree.sentence.span


def names_of(scene: Scene) -> tuple[Named, ...]:
    """The names in a sentence, in order."""
    return tuple(sorted({name.span: name for name in scene.named.values()}.values(), key=lambda each: each.span))


def head_of(tree: Tree, span: Span) -> int | None:
    """The first verb or noun among some words whose own head lies outside them."""
    inside = [w for w in tree.words if w.span.start < span.end and span.start < w.span.end]
    indices = {word.index for word in inside}
    tops = [word.index for word in inside if word.head not in indices and word.upos in ("VERB", "NOUN", "PROPN", "ADJ")]
    return tops[0] if tops else (inside[0].index if inside else None)


def holds(tree: Tree, head: int) -> bool:
    """Whether what the clause of a word tells is so: not denied, planned, supposed."""
    verb = next((i for i in (head, *tree.governors(head)) if tree.words[i].upos == "VERB" or has_copula(tree, i)), head)
    clause = next((each for each in clauses(tree) if each.verb == verb), None)
    clause = clause or Clause(verb, tree.words[verb].lemma, (), (), (), False, (), None)
    return status_of(clause, tree, _ANY) in (EventStatus.REPORTED, EventStatus.HISTORICAL)


def has_copula(tree: Tree, index: int) -> bool:
    """Whether a word is a predicate under "be"."""
    return tree.child(index, "cop") is not None


def parties_at(ways: Sequence[str], found: Found, *, person: bool = False) -> tuple[Named, ...]:
    """Actors at the first of some places that holds any; `dictionaries/ties.yaml` says what the places are."""
    for way in ways:
        names = [each for each in _names_at(way, found) if each.actor and (not person or is_person(each))]
        if names:
            return tuple(dict.fromkeys(names))
    return ()


def _names_at(way: str, found: Found) -> Sequence[Named]:
    tree, words = found.scene.tree, found.words
    if way == "subject":
        return [name for i in subjects_near(tree, found.head) for name in found.scene.actors(i)]
    if way == "is":
        return [name for i in _subjects_of_being(tree, found.head) for name in found.scene.actors(i)]
    if way == "owner":
        return _owners(found)
    if way == "before":
        return _joined_before(found, [each for each in found.names if each.span.end <= words.start and each.actor])
    way, _, preposition = way.partition(":")
    later = [each for each in found.names if each.span.start >= words.start and each.span.end > words.end]
    if preposition:
        inside = [each for each in found.names if each.span.start >= words.start]
        first = next((n for n, each in enumerate(inside) if _behind(found, each, preposition)), len(inside))
        later = inside[first:]
    return _joined(found, later)


def subjects_near(tree: Tree, head: int) -> tuple[int, ...]:
    """Subjects of the nearest verb or predicate at or above a word that has any."""
    for index in (head, *tree.governors(head)):
        subjects = subjects_of(tree, index)
        if not subjects and tree.words[index].plain in ("parataxis", "acl", "nmod", "obl", "appos"):
            continue
        if subjects:
            return tuple(i for i in subjects if tree.words[i].index != head)
    return ()


def _subjects_of_being(tree: Tree, head: int) -> tuple[int, ...]:
    """Subjects of the predicate (is, serves as, remains) of which a word is part."""
    for index in (head, *tree.governors(head)):
        if has_copula(tree, index) or tree.words[index].lemma in tie_words().words.posts.becoming:
            return subjects_of(tree, index)
        if tree.words[index].upos == "VERB":
            break
    return ()


def _owners(found: Found) -> list[Named]:
    tree = found.scene.tree
    own = tree.children(found.head, "nmod:poss", "amod", "compound")
    named = [found.scene.named[i] for i in own if i in found.scene.named]
    touching = [
        each for each in found.names if found.text[each.span.end : found.words.start] in ("’s ", "'s ", " ", "’ ", "' ")
    ]
    further = [each for each in found.names if each.span.end <= found.words.start and _is_possessive(found, each)]
    return named or touching or further[-1:]


def _is_possessive(found: Found, name: Named) -> bool:
    return found.text.startswith(("’s", "'s", "’", "'"), name.span.end) and found.words.start - name.span.end < 40


def _behind(found: Found, name: Named, preposition: str) -> bool:
    """Whether a name stands behind a preposition, with a few words of its phrase between them at most."""
    before = found.text[found.words.start : name.span.start]
    return (
        re.search(rf"(?:^|\s){preposition}\s(?:(?:the|a|an|both|its|their)\s)?(?:[\w-]+\s){{0,3}}$", before) is not None
    )


def _joined_before(found: Found, earlier: Sequence[Named]) -> list[Named]:
    """The last of some names and those that it ends a list of (A, B and C)."""
    kept = list(earlier[-1:])
    for name in reversed(earlier[:-1]):
        between = found.text[name.span.end : kept[0].span.start]
        if not re.fullmatch(r"(?:,? and |, )(?:the )?", between):
            break
        kept.insert(0, name)
    return kept


def _joined(found: Found, later: Sequence[Named]) -> list[Named]:
    """The first of some names and those joined to it by commas and "and"."""
    kept = list(later[:1])
    for name in later[1:]:
        between = found.text[kept[-1].span.end : name.span.start]
        if not re.fullmatch(r"(?:,? and |, )(?:the |presidents? |\w+ )?", between):
            break
        kept.append(name)
    return kept


def dates_of(found: Found, dated: str, day: date | None) -> tuple[When | None, When | None]:
    """Since and until: "from A to B" gives both, "since" and "until" say which, else the rule does."""
    both = _BETWEEN_YEARS.search(found.text, found.words.end, found.sentence.end)
    if both and not _apart(found, both.start()):
        return tuple(When(PartialDate(int(both[name])), "year", Span(*both.span(name))) for name in ("since", "until"))  # type: ignore[return-value]
    at = _date(found, day)
    if at is None or at.span is None:
        return None, None
    words = at.span.of(found.text).lower()
    before = found.text[max(found.sentence.start, at.span.start - 8) : at.span.start].lower()
    for name, marks in (("since", ("since ", "from ")), ("until", ("until ", "till "))):
        if words.startswith(marks) or before.endswith(marks):
            dated = name
    return (at, None) if dated == "since" else (None, at) if dated == "until" else (None, None)


def _date(found: Found, day: date | None) -> When | None:
    """The date right behind the words, with no mark and no verb between; else that of their verb."""
    tree = found.scene.tree
    dates = dates_in(found.text, found.sentence)
    for each in dates:
        if each.span.start >= found.words.end and not _apart(found, each.span.start):
            value = each.at(day, False)
            return When(value, each.method, each.span) if value else None
    verb = next((i for i in (found.head, *tree.governors(found.head)) if tree.words[i].upos == "VERB"), found.head)
    at = when(tree, verb, dates, day=day, status=EventStatus.REPORTED, alone=False)
    return at if at is not None and at.span is not None and at.span.start > found.words.start else None


def _apart(found: Found, offset: int) -> bool:
    """Whether a mark or a verb stands between the words and an offset behind them."""
    between = Span(found.words.end, offset)
    verbs = any(word.upos == "VERB" and word.span in between for word in found.scene.tree.words)
    return verbs or re.search("[,;:()]", between.of(found.text)) is not None
