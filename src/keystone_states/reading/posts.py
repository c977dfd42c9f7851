"""Posts of persons: a title before a name, behind it, or given by a verb (became, served as, was)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from keystone_states.reading.lexicon import HYPHENS, Kind, Lexicon, folded
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.pronouns import is_person
from keystone_states.reading.records import Article, Evidence, Named, Quote, Span, TieRead
from keystone_states.reading.speech import attribution
from keystone_states.reading.tie_parties import Found, dates_of, has_copula, head_of, holds, names_of, subjects_near
from keystone_states.reading.tie_rules import tie_words
from keystone_states.reading.tree import Tree


def posts_in(
    article: Article, scene: Scene, quotes: Sequence[Quote], lexicon: Lexicon, day: date | None
) -> Iterator[TieRead]:
    """Posts of persons: a title before a name, behind it, or given by a verb (became, served as, was)."""
    tree, names = scene.tree, names_of(scene)
    persons = [each for each in names if is_person(each)]
    if not persons:
        return
    for first, last in _titles(tree, lexicon):
        title = Span(tree.words[first].span.start, tree.words[last].span.end)
        found = Found(scene, article.text, title, head_of(tree, title) or first, names)
        held = _holder(found, first, persons)
        if held is None:
            continue
        person, how, verb = held
        if verb is not None and not holds(tree, verb):
            continue
        words, before = tie_words().words.posts, tree.words[max(0, first - 3) : first]
        former = any(folded(word.text) in words.former for word in before)
        ended = former or (verb is not None and tree.words[verb].lemma in words.ended)
        since, until = dates_of(found, "until" if ended else "since", day) if verb is not None else (None, None)
        at = next((each for each in names if title.start < each.span.end and each.span.start < title.end), None)
        yield TieRead(
            kind="post",
            subject=person,
            object=at if at is not None and at.actor else person,
            value=title.of(article.text),
            span=title,
            evidence=(Evidence(article.name, found.sentence, found.sentence.of(article.text)),),
            since=since,
            until=until,
            attribution=attribution(scene, first, quotes),
            reason=f"{how}{'; former' if ended else ''}",
        )


def _titles(tree: Tree, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """First and last word of every title of a single person, the longest at each place."""
    words = [(word.index, folded(word.text)) for word in tree.words if word.text not in HYPHENS]
    at = 0
    while at < len(words):
        for length in range(min(7, len(words) - at), 0, -1):
            key = " ".join(plain for _, plain in words[at : at + length])
            if any(line.kind is Kind.TITLE and not line.plural for line in lexicon.lines.get(key, ())):
                if key in tie_words().words.posts.generic:
                    break
                yield words[at][0], words[at + length - 1][0]
                at += length - 1
                break
        at += 1


def _holder(found: Found, first: int, persons: Sequence[Named]) -> tuple[Named, str, int | None] | None:
    """Whose post a title is, how the text says so, and by which verb."""
    tree, title, words = found.scene.tree, found.words, tie_words().words.posts
    own = next((each for each in found.names if title in each.span and title.end < each.span.end), None)
    if own is not None and is_person(own) and _is_called(own, found.text[title.end : own.span.end]):
        return own, "title before the name", None
    for person in persons:
        if person.span.start >= title.end and _is_title_of(found, person):
            return person, "title before the name", None
        between = found.text[person.span.end : title.start]
        if person.span.end <= title.start and re.fullmatch(r", (?:the |a |an |[\w’'-]+ ){0,4}", between):
            return person, "title behind the name", None
    verb = next(
        (
            i
            for i in (found.head, *tree.governors(found.head))
            if tree.words[i].lemma in words.becoming | words.ended or has_copula(tree, i)
        ),
        None,
    )
    led = {word.lemma for word in tree.words[max(0, first - 6) : first]}
    if verb is None or not (led & (words.becoming | words.ended | words.roles | {"as"})):
        return None
    subjects = [each for i in subjects_near(tree, verb) for each in found.scene.actors(i) if is_person(each)]
    before = [each for each in persons if each.span.end <= title.start]
    holder = next(iter((*subjects, *before[-1:], *persons)))
    return holder, f"given by {tree.words[verb].text}", verb


def _is_called(own: Named, rest: str) -> bool:
    """Whether what follows a title in a name is a person's own name, and not only whose title it is."""
    last = folded(rest.split()[-1]) if rest.split() else ""
    return last in (own.person or "").split("-") or not rest.startswith(" of ")


def _is_title_of(found: Found, person: Named) -> bool:
    between = found.text[found.words.end : person.span.start]
    return between == " " or re.fullmatch(r" and [\w ]{3,40} ", between) is not None
