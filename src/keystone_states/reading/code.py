"""Code a sentence: its clauses, held against the dictionary of events, give drafts of events with their parties.

A clause fires the most specific rule that fits it. Its parties are found through the tree: the subject and, by the
rule's slots, the target; in the passive the other way round. A noun may name an event itself (Xi's visit to
Kazakhstan) unless a verb has taken it already (made a visit). What governs a clause decides whether it took place:
a future or a plan, a condition or a wish, a denial.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.records import EventStatus, Named, Span
from keystone_states.reading.rules import Rule, RuleBook, StatusWords, status_words
from keystone_states.reading.tree import Clause, Tree, clauses, nominal_clause

_CAREFUL = ("CONSULT", "AGREE", "COOPERATE", "SUPPORT", "AID")
_OWNERS = ("nmod:poss", "amod", "compound")


@dataclass(frozen=True, slots=True)
class Draft:
    """An event as one sentence tells it, before it has a date, an attribution and an id."""

    rule: Rule
    trigger: Span
    verb: int
    sources: tuple[Named, ...]
    targets: tuple[Named, ...]
    status: EventStatus
    place: Named | None
    reason: str


@dataclass(frozen=True)
class Coded:
    """What a sentence gave: drafts, and why a clause that names an event gave none."""

    drafts: tuple[Draft, ...] = ()
    causes: tuple[str, ...] = ()


def code(scene: Scene, book: RuleBook) -> Coded:
    """Drafts of the events in a sentence, in order of their triggers."""
    tree = scene.tree
    drafts: list[Draft] = []
    causes: list[str] = []
    taken: set[int] = set()
    for clause in clauses(tree):
        if clause.verb in taken:
            continue
        rule, noun = _best(clause, scene, book)
        if rule is None:
            continue
        taken |= {noun} if noun is not None else set()
        taken |= {clause.complement} if clause.complement is not None and (rule.to or rule.that) else set()
        _add(_draft(clause, rule, noun, scene), drafts, causes)
    for word in tree.words:
        if word.upos in ("NOUN", "PROPN") and word.index not in taken and word.lemma.lower() in book.by_noun:
            for rule in book.by_noun[word.lemma.lower()]:
                _add(_draft(nominal_clause(tree, word.index), rule, None, scene), drafts, causes)
    return Coded(tuple(sorted(drafts, key=lambda each: each.trigger)), tuple(dict.fromkeys(causes)))


def _add(found: Draft | str, drafts: list[Draft], causes: list[str]) -> None:
    if isinstance(found, str):
        causes.append(found)
    elif not any(found.trigger == each.trigger for each in drafts):
        drafts.append(found)


# Which rule


def _best(clause: Clause, scene: Scene, book: RuleBook) -> tuple[Rule | None, int | None]:
    """The most specific rule a clause fires, and the noun that made it fit, if one did."""
    base = scene.tree.words[clause.verb].lemma
    candidates = (*book.by_verb.get(clause.lemma, ()), *(book.by_verb.get(base, ()) if base != clause.lemma else ()))
    best: tuple[float, Rule | None, int | None] = (-1.0, None, None)
    for rule in candidates:
        score, noun = _fit(rule, clause, scene)
        if score > best[0]:
            best = (score + (0.5 if clause.lemma in rule.verbs and clause.lemma != base else 0.0), rule, noun)
    return best[1], best[2]


def _fit(rule: Rule, clause: Clause, scene: Scene) -> tuple[float, int | None]:
    """How many of a rule's conditions a clause meets, −1 when one is not met; and the noun that met it."""
    tree = scene.tree
    score, noun = 0.0, None
    if rule.objects:
        noun = _noun_among(rule, clause, tree)
        if noun is None:
            return -1.0, None
        score += 2.0
    elif rule.preps:
        if not any(prep in rule.preps for prep, _ in clause.obliques):
            return -1.0, None
        score += 1.0
    if rule.subjects:
        if not any(tree.words[i].lemma in rule.subjects for i in clause.subjects):
            return -1.0, None
        score += 1.5
    if rule.to or rule.that:
        inner = clause.complement
        if inner is None or (rule.to and not _is_infinitive(tree, inner)):
            return -1.0, None
        if rule.inner and tree.words[inner].lemma not in rule.inner:
            return -1.0, None
        score += 2.5 if rule.inner else 1.5
    return score, noun


def _noun_among(rule: Rule, clause: Clause, tree: Tree) -> int | None:
    """The object (in the passive, the subject; with prepositions, what they introduce) whose lemma the rule names."""
    if rule.preps:
        places = [i for prep, i in clause.obliques if prep in rule.preps]
    else:
        places = [*clause.objects, *(clause.subjects if clause.passive else ())]
    for place in places:
        for each in tree.conjuncts(place):
            parts = (each, *tree.children(each, "compound"))
            if any(tree.words[i].lemma.lower() in rule.objects for i in parts):
                return each
    return None


def _is_infinitive(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return "to" in marks or tree.words[index].relation == "xcomp"


# Who


def _draft(clause: Clause, rule: Rule, noun: int | None, scene: Scene) -> Draft | str:
    tree = scene.tree
    sources, targets = _parties(clause, rule, scene)
    if rule.swap:
        sources, targets = targets, sources
    if rule.needs_person and not any(each.person or each.sector == "GOV" for each in (*sources, *targets)):
        return f"rule {rule.id}: no person in it"
    targets = tuple(each for each in targets if each not in sources)
    if rule.mutual:
        sources, targets = _together(sources, targets), ()
    if not sources and not targets:
        return f"rule {rule.id}: no actor found"
    if rule.needs_two and len({each.actor for each in (*sources, *targets)}) < 2:
        return f"rule {rule.id}: only one party found"
    word = tree.words[clause.verb]
    trigger = Span(word.span.start, word.span.end)
    words = f"{clause.lemma} {tree.words[noun].lemma}" if noun is not None else clause.lemma
    place = _place(clause, noun, scene)
    return Draft(
        rule, trigger, clause.verb, sources, targets, status_of(clause, tree, rule), place, f"{rule.id}: {words}"
    )


def _together(sources: tuple[Named, ...], targets: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys((*sources, *targets)))


def _parties(clause: Clause, rule: Rule, scene: Scene) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    if clause.nominal:
        return _nominal_parties(clause, rule, scene)
    sufferers = clause.subjects if clause.passive else ()
    doers = clause.agents if clause.passive else clause.subjects
    sources = tuple(name for i in doers for name in scene.actors(i))
    objects = (*clause.objects, *sufferers)
    for slot in rule.target:
        found = tuple(dict.fromkeys(name for name in _slot(slot, clause, objects, scene) if name not in sources))
        apart = tuple(name for name in found if name.actor not in {each.actor for each in sources})
        if found and (apart or rule.type not in _CAREFUL):
            return sources, apart or found
    return sources, ()


def _nominal_parties(clause: Clause, rule: Rule, scene: Scene) -> tuple[tuple[Named, ...], tuple[Named, ...]]:
    """Of a noun: its possessor, or the adjective before it, or who stands after of and by, is the source."""
    sources = tuple(name for i in clause.subjects for name in scene.actors(i))
    targets: tuple[Named, ...] = ()
    for slot in rule.target:
        found = tuple(name for prep, i in clause.obliques if prep == slot for name in scene.actors(i))
        if found:
            targets = found
            break
    if not sources:
        made_of = tuple(name for i in clause.objects for name in scene.actors(i))
        by = tuple(name for prep, i in clause.obliques if prep in rule.subject_from for name in scene.actors(i))
        sources = next((each for each in (by, made_of) if each and each != targets), ())
    return sources, tuple(each for each in targets if each not in sources)


def _slot(slot: str, clause: Clause, objects: Sequence[int], scene: Scene) -> Iterator[Named]:
    """Actors at the place a slot names; `dictionaries/events.yaml` says what the slots are."""
    tree = scene.tree
    outer, _, inner = slot.partition(".")
    if slot == "complement":
        yield from _of_complement(clause, scene)
        return
    if outer == "obj":
        heads = objects
    elif outer == "iobj":
        heads = tree.children(clause.verb, "iobj")
    else:
        heads = [i for prep, i in clause.obliques if prep == outer]
    for i in heads:
        if not inner:
            yield from scene.actors(i)
        elif inner == "poss":
            yield from (name for each in tree.children(i, *_OWNERS) for name in scene.actors(each))
        else:
            yield from _under(tree, i, inner, scene)


def _under(tree: Tree, index: int, preposition: str, scene: Scene) -> Iterator[Named]:
    """Actors in what a preposition introduces under a noun."""
    for each in tree.conjuncts(index):
        for child in tree.children(each, "nmod", "obl"):
            if tree.preposition(child) == preposition:
                yield from scene.actors(child)


def _of_complement(clause: Clause, scene: Scene) -> Iterator[Named]:
    """Who is named in the inner clause: its own subject first, then its objects, then its obliques."""
    if clause.complement is None:
        return
    tree, inner = scene.tree, clause.complement
    own = [i for i in tree.children(inner, "nsubj", "nsubj:pass")]
    rest = [*tree.children(inner, "obj", "iobj"), *tree.children(inner, "obl"), *tree.children(inner, "nmod")]
    for i in (*own, *rest, *(j for k in rest for j in tree.children(k, "nmod"))):
        yield from scene.actors(i)
    for child in tree.children(inner, "xcomp", "ccomp"):
        for i in tree.children(child, "obj", "obl", "nsubj"):
            yield from scene.actors(i)


def _place(clause: Clause, noun: int | None, scene: Scene) -> Named | None:
    """The place named after in, at, near under the verb, or under the noun that made the rule fit."""
    tree = scene.tree
    under = [(tree.preposition(i), i) for i in tree.children(noun, "nmod")] if noun is not None else []
    for prep, i in (*clause.obliques, *under):
        name = scene.named.get(i)
        if prep in status_words().places and name is not None and name.place:
            return name
    return None


# Whether


def status_of(clause: Clause, tree: Tree, rule: Rule) -> EventStatus:
    """Reported, planned, hypothetical or denied, by the words that govern a clause."""
    words = status_words()
    if _is_denied(clause, tree, words):
        return EventStatus.DENIED
    chain = [clause.verb, *_governing_verbs(tree, clause.verb)]
    if any(_is_conditional(tree, verb, words) for verb in chain):
        return EventStatus.HYPOTHETICAL
    helpers = {tree.words[i].lemma.lower() for i in tree.children(clause.verb, "aux", "aux:pass")}
    helpers |= {tree.words[i].text.lower() for i in tree.children(clause.verb, "aux")}
    outer = {tree.words[verb].lemma for verb in chain[1:]} if not clause.nominal else set()
    if rule.planned or helpers & words.future or outer & words.planners or _is_to_be(tree, clause.verb):
        return EventStatus.PLANNED
    if helpers & words.modal or outer & words.wishers:
        return EventStatus.HYPOTHETICAL
    return EventStatus.REPORTED


def _governing_verbs(tree: Tree, index: int) -> Iterator[int]:
    """Verbs and adjectives of which a clause is a complement, the nearest first: planned to, is expected to."""
    word = tree.words[index]
    for above in tree.governors(index):
        if word.plain in ("xcomp", "ccomp", "csubj") or (word.plain in ("acl", "advcl") and _has_to(tree, word.index)):
            yield above
            word = tree.words[above]
        elif word.plain == "conj":
            word = replace(tree.words[above])
        else:
            return


def _has_to(tree: Tree, index: int) -> bool:
    return any(tree.words[i].lemma == "to" for i in tree.children(index, "mark"))


def _is_to_be(tree: Tree, verb: int) -> bool:
    """ "is to be held", "are to meet": an infinitive under be."""
    word = tree.words[verb]
    above = tree.words[word.head] if word.head >= 0 else None
    under_be = above is not None and above.lemma == "be" and word.plain in ("xcomp", "advcl", "ccomp")
    own_be = any(tree.words[i].lemma == "be" for i in tree.children(verb, "aux", "cop"))
    return _has_to(tree, verb) and (under_be or own_be)


def _is_denied(clause: Clause, tree: Tree, words: StatusWords) -> bool:
    own = [tree.words[i] for i in tree.children(clause.verb, "advmod", "aux", "cc:preconj")]
    if any({word.lemma, word.text.lower()} & words.negations for word in own):
        return True
    nouns = (*clause.subjects, *clause.objects, *((clause.verb,) if clause.nominal else ()))
    if any(tree.words[i].lemma == "no" for noun in nouns for i in tree.children(noun, "det")):
        return True
    return any(tree.words[verb].lemma in words.deniers for verb in _governing_verbs(tree, clause.verb))


def _is_conditional(tree: Tree, verb: int, words: StatusWords) -> bool:
    """Under if, unless, whether; or the main clause of such a condition."""
    marks = {tree.words[i].lemma for i in tree.children(verb, "mark")}
    if marks & words.conditions:
        return True
    return any(
        tree.words[i].lemma in words.conditions
        for clause in tree.children(verb, "advcl")
        for i in tree.children(clause, "mark")
    )
