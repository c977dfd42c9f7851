"""Ties that a sentence tells: posts, study, languages, memberships, investments, corridors, hosting, allies.

The words that name a tie are data (`dictionaries/ties.yaml`); who is tied to whom is found through the tree first and
by nearness second. A tie under a negation, a condition or a plan is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

from keystone_states.model.rows import Organisation
from keystone_states.reading.amounts import amounts_in
from keystone_states.reading.lexicon import HYPHENS, Lexicon
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.posts import posts_in
from keystone_states.reading.records import Amount, Article, Evidence, Named, Quote, Span, TieRead
from keystone_states.reading.speech import attribution
from keystone_states.reading.tie_parties import Found, dates_of, head_of, holds, names_of, parties_at
from keystone_states.reading.tie_rules import TieRule, tie_words
from keystone_states.reading.tree import NOMINAL, Tree
from keystone_states.reading.when import dates_in

LONGEST_VALUE = 20  # words
_TOPICS = re.compile(r"\bfrom (?P<first>[^.;]+?) to (?P<second>[^.;]+?)(?:,? and (?P<third>[^.;,]+?))?(?=[.;,]|$)")
_ABOUT = re.compile(
    r"\b(?:on|over|about|concerning) (?P<first>[^.;,]+?)(?:,? and (?P<second>(?:the )?[^.;,]+?))?(?=[.;,]|$)"
)


def ties_in(
    article: Article, scenes: Sequence[Scene], quotes: Sequence[Quote], *, lexicon: Lexicon, day: date | None
) -> tuple[TieRead, ...]:
    """Every tie in the sentences, in order, each once per article (the first telling is kept)."""
    kept: dict[tuple[object, ...], TieRead] = {}
    for scene in scenes:
        for tie in (*_by_rules(article, scene, quotes, lexicon, day), *posts_in(article, scene, quotes, lexicon, day)):
            kept.setdefault(_same(tie), tie)
    return tuple(sorted(kept.values(), key=lambda each: each.span))


def _same(tie: TieRead) -> tuple[object, ...]:
    who = tie.subject.person or tie.subject.actor
    return tie.kind, who, tie.object.actor if tie.object else None, (tie.value or "").lower()


# By the dictionary


def _by_rules(
    article: Article, scene: Scene, quotes: Sequence[Quote], lexicon: Lexicon, day: date | None
) -> Iterator[TieRead]:
    sentence = scene.tree.sentence.span
    names = names_of(scene)
    if not names:
        return
    for rule, pattern in tie_words().rules:
        for match in pattern.finditer(article.text, sentence.start, sentence.end):
            head = head_of(scene.tree, Span(*match.span()))
            if head is None or not (rule.kind == "members" or holds(scene.tree, head)):
                continue
            found = Found(scene, article.text, Span(*match.span()), head, names)
            value = _value(rule, match, found)
            for subject, thing, said in _parties(rule, found, value, lexicon):
                yield _tie(article, rule, found, subject, thing, said, quotes, day)


def _value(rule: TieRule, match: re.Match[str], found: Found) -> Span | None:
    """The stretch of text that is the tie's value."""
    if "value" in match.groupdict() and match["value"]:
        return Span(*match.span("value")) if rule.value != "words" else _with_own(found, Span(*match.span("value")))
    if rule.value == "phrase":
        phrase = _before_date(found, _phrase(found, match.end()))
        return _without_way(found, phrase) if rule.kind == "supply" else phrase
    if rule.value == "subject":
        subjects = found.scene.tree.children(found.head, "nsubj:pass", "nsubj")
        return _trimmed(found.scene.tree, subjects[0], found.scene.tree.words[subjects[0]].index) if subjects else None
    if rule.value in tie_words().lists:
        listed = tie_words().lists[rule.value].search(found.text, match.end(), found.sentence.end)
        return Span(*listed.span()) if listed else None
    return None


def _without_way(found: Found, span: Span | None) -> Span | None:
    """What is delivered, without to whom and through where."""
    way = re.search(r"\s(?:to|for|via|through|from)\s", span.of(found.text)) if span else None
    return Span(span.start, span.start + way.start()) if span and way else span


def _before_date(found: Found, span: Span | None) -> Span | None:
    """A stretch of text up to the first date in it; the whole of it where it begins with one."""
    dates = dates_in(found.text, span) if span else ()
    if span is None or not dates:
        return span
    kept = re.sub(r"(?:\s(?:on|in|from|since|of|at|by))?\s*$", "", found.text[span.start : dates[0].span.start])
    return Span(span.start, span.start + len(kept)) if kept else span


def _with_own(found: Found, words: Span) -> Span:
    """Words with what stands right behind them under them ("trade corridor to Europe")."""
    tree = found.scene.tree
    last = [word for word in tree.words if word.span.end <= words.end][-1]
    top = next(
        (i for i in (last.index, *tree.governors(last.index)) if tree.words[i].span.start >= words.start), last.index
    )
    own = [tree.words[i] for i in _run(tree, last.index + 1, {i for i in tree.subtree(top)})]
    return Span(words.start, own[-1].span.end if own else words.end)


def _run(tree: Tree, start: int, inside: set[int]) -> list[int]:
    """Words from one on without a gap, of a set, up to a clause, an apposition or a mark."""
    kept: list[int] = []
    for word in tree.words[start : start + LONGEST_VALUE]:
        if (
            word.index not in inside
            or (word.upos == "PUNCT" and word.text not in HYPHENS)
            or word.plain in ("acl", "appos", "advcl", "parataxis", "mark")
        ):
            break
        kept.append(word.index)
    return kept


def _phrase(found: Found, after: int) -> Span | None:
    """The noun phrase that begins behind an offset."""
    tree = found.scene.tree
    first = next((word for word in tree.words if word.span.start >= after), None)
    if first is None or first.upos in ("PUNCT", "VERB"):
        return None
    head = first.index
    for above in tree.governors(first.index):
        nominal = tree.words[above].upos in NOMINAL or tree.words[above].plain in ("obj", "obl", "nmod", "nsubj")
        if above < first.index or not nominal:
            break
        head = above
    return _trimmed(tree, head, first.index)


def _trimmed(tree: Tree, head: int, first: int) -> Span | None:
    start = min(first, *tree.subtree(head)) if first == head else first
    kept = _run(tree, start, set(tree.subtree(head)))
    while kept and tree.words[kept[-1]].upos in ("ADP", "CCONJ", "DET", "PUNCT"):
        kept.pop()
    return Span(tree.words[kept[0]].span.start, tree.words[kept[-1]].span.end) if kept else None


def _parties(
    rule: TieRule, found: Found, value: Span | None, lexicon: Lexicon
) -> Iterator[tuple[Named, Named | None, Span | None]]:
    """Every subject with every object and value, where all that the rule asks for is there."""
    if rule.holds and (value is None or not tie_words().lists[rule.holds].search(found.text, value.start, value.end)):
        return
    if ("value" in rule.needs and value is None) or ("amount" in rule.needs and _amount(found, value) is None):
        return
    subjects = [each for each in parties_at(rule.subject, found, person=rule.person) if each.actor]
    if rule.organisation == "subject":
        subjects = [each for each in subjects if _is_organisation(each, lexicon)]
    if rule.kind == "hosting":
        yield from ((subject, _in(found, topic), topic) for subject in subjects for topic in _topics(found, value))
        return
    wanted = {each.actor for each in subjects}
    things = [each for each in parties_at(rule.object, found) if each.actor and each.actor not in wanted]
    if rule.organisation == "object":
        things = [each for each in things if _is_organisation(each, lexicon) and not _describes(found, each)]
    if rule.mutual and not things:
        yield from ((one, other, value) for one, other in combinations(subjects, 2))
        return
    if "object" in rule.needs and not things:
        return
    for subject in subjects:
        yield from ((subject, thing, value) for thing in (things or (None,)))


def _is_organisation(name: Named, lexicon: Lexicon) -> bool:
    return isinstance(lexicon.registry.world.actors.get(name.actor or ""), Organisation)


def _describes(found: Found, name: Named) -> bool:
    """Whether a name only describes the noun behind it (the World Bank programme)."""
    tree = found.scene.tree
    inside = [word for word in tree.words if word.span in name.span]
    return any(word.plain == "compound" and tree.words[word.head].span.start >= name.span.end for word in inside)


def _topics(found: Found, value: Span | None) -> list[Span | None]:
    """What was hosted: each topic where the text lists them (from A to B and C; on A and B), else the phrase."""
    after = value.end if value else found.words.end
    dates = {each.span.start for each in dates_in(found.text, Span(after, found.sentence.end))}
    for form in (_TOPICS, _ABOUT):
        matches = form.finditer(found.text, after, found.sentence.end)
        match = next((each for each in matches if not {each.start(), each.start("first")} & dates), None)
        if match:
            return [_before_date(found, Span(*match.span(name))) for name, words in match.groupdict().items() if words]
    return [value]


def _in(found: Found, span: Span | None) -> Named | None:
    """The first actor named in a stretch of text."""
    return next((each for each in found.names if span and each.span in span and each.actor), None)


# What is said of it


def _amount(found: Found, value: Span | None) -> Amount | None:
    amounts = amounts_in(found.text, found.sentence)
    inside = [each for each in amounts if value and each.span in value]
    after = [each for each in amounts if each.span.start >= found.words.start]
    return next(iter((*inside, *after, *amounts)), None)


def _count(value: str, span: Span) -> Amount | None:
    match = re.match(r"(\d[\d,]*)[ -](.+)", value)
    return Amount("count", span, float(match[1].replace(",", "")), match[2]) if match else None


def _tie(
    article: Article,
    rule: TieRule,
    found: Found,
    subject: Named,
    thing: Named | None,
    value: Span | None,
    quotes: Sequence[Quote],
    day: date | None,
) -> TieRead:
    words = value.of(article.text) if value else None
    since, until = dates_of(found, rule.dated, day)
    if rule.kind == "members" and value:
        amount = _count(value.of(article.text), value)
    else:
        amount = _amount(found, value) if rule.kind in ("investment", "supply") else None
    return TieRead(
        kind=rule.kind,
        subject=subject,
        object=thing,
        value=words,
        span=_hull(found.words, value),
        evidence=(Evidence(article.name, found.sentence, found.sentence.of(article.text)),),
        since=since,
        until=until,
        amount=amount,
        attribution=attribution(found.scene, found.head, quotes),
        reason=f"ties.yaml: {rule.id}: {found.words.of(article.text)}",
    )


def _hull(words: Span, value: Span | None) -> Span:
    return Span(min(words.start, value.start), max(words.end, value.end)) if value else words
