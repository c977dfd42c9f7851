"""Of which talks an event is part: the process the text names (the Astana process), else what the talks are about."""

from __future__ import annotations

from collections.abc import Iterator

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.records import Span
from keystone_states.reading.rules import Rule, status_words
from keystone_states.reading.tree import TIMES, Clause, Tree

_RANGE = ("from", "to")


def process_of(clause: Clause, rule: Rule, noun: int | None, scene: Scene) -> tuple[Span, ...]:
    """The words that say which process an event belongs to; several where talks are about several matters.

    `noun` is the talks, where the rule found some. A process is named by a word such as process or format under the
    clause that a name or a word in capitals describes (the Normandy format), talks by the place that describes them
    (the Geneva talks). Without one, what talks are on, about, over; hosted or mediated, also from this to that.
    """
    named = next(_named(clause, scene), None)
    if named is not None:
        return (named,)
    objects = (i for i in clause.objects if scene.tree.words[i].lemma.lower() in status_words().talks)
    talks = noun if noun is not None else next(objects, clause.verb)
    held = scene.tree.words[talks].lemma.lower() in status_words().talks
    if not rule.role and not (rule.type == "CONSULT" and held):
        return ()
    return _matters(scene.tree, clause, talks, ranges=rule.role is not None)


def _named(clause: Clause, scene: Scene) -> Iterator[Span]:
    """Phrases that name a process under a clause, what relative clauses tell of apart."""
    tree, words = scene.tree, status_words()
    for i in tree.without_relatives(clause.verb):
        lemma = tree.words[i].lemma.lower()
        if lemma not in words.processes | words.talks:
            continue
        before = [j for j in tree.children(i, "compound", "amod", "nmod:poss", "nmod:desc") if j < i]
        if any(_names(j, scene, place=lemma in words.talks) for j in before):
            first = min(k for j in before for k in tree.subtree(j) if not tree.words[k].text.islower() or k == j)
            yield Span(tree.words[first].span.start, tree.words[i].span.end)


def _names(index: int, scene: Scene, *, place: bool) -> bool:
    """Whether a word before a noun names its process: capitalised, no person and no time; of talks, a place."""
    word, name = scene.tree.words[index], scene.named.get(index)
    if not word.text[:1].isupper() or word.lemma.lower() in TIMES or word.relation == "nmod:poss":
        return False
    if name is None:
        return not place
    return name.person is None and (name.place or not place or word.relation == "compound")


def _matters(tree: Tree, clause: Clause, noun: int, *, ranges: bool) -> tuple[Span, ...]:
    """What talks are about: on, about, over; with `ranges` from this matter to that."""
    below = [(tree.preposition(i), i) for each in tree.conjuncts(noun) for i in tree.children(each, "nmod", "obl")]
    pairs = [(prep, i) for prep, i in (*below, *clause.obliques) if prep in status_words().matters]
    if not ranges or not any(prep == "from" for prep, _ in pairs):
        pairs = [pair for pair in pairs if pair[0] != "to" and (ranges or pair[0] not in _RANGE)]
    matters = [each for _, i in pairs for each in tree.conjuncts(i) if not _is_time(tree, each)]
    return tuple(dict.fromkeys(_phrase(tree, each) for each in matters))


def _is_time(tree: Tree, index: int) -> bool:
    return tree.words[index].lemma.lower() in TIMES or tree.words[index].upos == "NUM"


def _phrase(tree: Tree, index: int) -> Span:
    """A nominal without its preposition and what is joined to it."""
    left_out = {j for i in tree.children(index, "case", "conj", "cc", "punct") for j in tree.subtree(i)}
    kept = [i for i in tree.subtree(index) if i not in left_out]
    return Span(tree.words[kept[0]].span.start, tree.words[kept[-1]].span.end)
