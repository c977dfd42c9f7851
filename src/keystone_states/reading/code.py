"""Code a sentence: its clauses, held against the dictionary of events, give drafts of events with their parties.

A clause fires the most specific rule that fits it. Its parties are found through the tree: the subject and, by the
rule's slots, the target; in the passive the other way round. A noun may name an event itself (Xi's visit to
Kazakhstan) unless a verb has taken it already (made a visit). What stands inside an accusation, a request, a threat, a
promise or a refusal is no event of its own. What governs a clause decides whether it took place (`status.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.records import EventStatus, Named, Span
from keystone_states.reading.rules import Rule, RuleBook, status_words
from keystone_states.reading.status import is_told_false, status_of
from keystone_states.reading.tree import Clause, Tree, clauses, nominal_clause, subjects_of

_TELLING = ("ACCUSE", "THREATEN", "REQUEST", "AGREE", "REJECT", "CONCEDE")
_OF_TWO = ("COOPERATE", "AID", "SANCTION")  # PLOVER: none of these without a second party
_OWNERS = ("nmod:poss", "amod", "compound")
_BELOW = ("nmod", "amod", "compound", "appos", "conj", "obl", "obj", "flat", "xcomp", "ccomp", "acl", "nsubj", "advcl")


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
    about: tuple[Span, ...]
    reason: str


@dataclass(frozen=True)
class Coded:
    """What a sentence gave: drafts, and why a clause that names an event gave none."""

    drafts: tuple[Draft, ...] = ()
    causes: tuple[str, ...] = ()


def code(scene: Scene, book: RuleBook) -> Coded:
    """Drafts of the events in a sentence, in order of their triggers."""
    if _is_of_sport(scene.tree):
        return Coded((), ("a sentence of sport",))
    drafts: list[Draft] = []
    causes: list[str] = []
    taken: set[int] = set()
    for clause in sorted(clauses(scene.tree), key=lambda each: _depth(scene.tree, each.verb)):
        if clause.verb in taken:
            continue
        if is_told_false(scene.tree, clause.verb):
            continue
        for rule, noun in _best(clause, scene, book):
            found = _draft(clause, rule, noun, scene)
            _add(found, drafts, causes)
            taken |= {noun} if noun is not None else set()
            taken |= set(_told(scene.tree, clause, rule))
            if isinstance(found, Draft):
                break
    for word in scene.tree.words:
        if word.upos in ("NOUN", "PROPN") and word.index not in taken:
            for rule in book.by_noun.get(word.lemma.lower(), ()):
                _add(_of_noun(word.index, rule, scene), drafts, causes)
    return Coded(tuple(sorted(drafts, key=lambda each: each.trigger)), tuple(dict.fromkeys(causes)))


def parties_of(drafts: Sequence[Draft]) -> tuple[Named, ...]:
    """The parties of the event told last, the sources first; empty where none was."""
    return _once((*drafts[-1].sources, *drafts[-1].targets)) if drafts else ()


def _depth(tree: Tree, index: int) -> tuple[int, int]:
    """Outer clauses first, as they decide what becomes of the inner ones."""
    return sum(1 for _ in tree.governors(index)), index


def _add(found: Draft | str, drafts: list[Draft], causes: list[str]) -> None:
    if isinstance(found, str):
        causes.append(found)
    elif not any(found.trigger == each.trigger for each in drafts):
        drafts.append(found)


def _is_of_sport(tree: Tree) -> bool:
    """Whether words of sport say that the states named are teams."""
    return any(word.lemma.lower() in status_words().sport for word in tree.words)


def _told(tree: Tree, clause: Clause, rule: Rule) -> Iterator[int]:
    """Words of what a clause only tells: what is accused, demanded, promised; the purpose of what its object names."""
    begins = [j for i in (*clause.objects, *(i for _, i in clause.obliques)) for j in tree.children(i, "acl")]
    begins = [i for i in begins if tree.words[i].relation != "acl:relcl" and _is_infinitive(tree, i)]
    if rule.type in _TELLING:
        begins += tree.children(clause.verb, "xcomp", "ccomp")
        begins += [i for i in tree.children(clause.verb, "advcl") if _is_subjectless(tree, i)]
        begins += [i for i in clause.objects if rule.type in ("AGREE", "THREATEN", "REQUEST")]
    elif rule.to or rule.that:
        begins += [clause.complement] if clause.complement is not None else []
    for begin in begins:
        yield from _without_relatives(tree, begin)


def _is_subjectless(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return not tree.children(index, "nsubj") and bool(marks & status_words().of_what)


def _without_relatives(tree: Tree, index: int) -> Iterator[int]:
    """A subtree without the relative clauses in it, which tell facts."""
    yield index
    for child in tree.children(index):
        if tree.words[child].relation != "acl:relcl":
            yield from _without_relatives(tree, child)


# Which rule


def _best(clause: Clause, scene: Scene, book: RuleBook) -> list[tuple[Rule, int | None]]:
    """The most specific rules a clause fires, in the book's order, each with the noun that made it fit, if one did."""
    base = scene.tree.words[clause.verb].lemma.lower()
    lemmas = dict.fromkeys((clause.lemma, base))
    fits: list[tuple[float, Rule, int | None]] = []
    for rule in dict.fromkeys(rule for lemma in lemmas for rule in book.by_verb.get(lemma, ())):
        score, noun = _fit(rule, clause, scene)
        if score >= 0.0:
            fits.append((score + (0.5 if clause.lemma != base and clause.lemma in rule.verbs else 0.0), rule, noun))
    best = max((score for score, _, _ in fits), default=0.0)
    return [(rule, noun) for score, rule, noun in fits if score == best]


def _fit(rule: Rule, clause: Clause, scene: Scene) -> tuple[float, int | None]:
    """How many of a rule's conditions a clause meets, −1 when one is not met; and the noun that met it."""
    tree = scene.tree
    score, noun = 0.0, None
    if rule.objects:
        noun = _noun_among(rule, clause, tree)
        score += (1.0 if "*" in rule.objects else 2.0) if noun is not None else -9.0
    elif rule.preps:
        score += 1.0 if any(prep in rule.preps for prep, _ in clause.obliques) else -9.0
    if rule.subjects:
        score += 1.5 if any(tree.words[i].lemma.lower() in rule.subjects for i in clause.subjects) else -9.0
    if rule.without and (clause.objects if "*" in rule.without else _has_object(rule.without, clause, tree)):
        score -= 9.0
    if rule.near:
        below = _without_relatives(tree, clause.verb)
        score += 1.0 if any(tree.words[i].lemma.lower() in rule.near for i in below) else -9.0
    if rule.of_kind:
        score += 1.0 if any(each.sector in rule.of_kind for each in _wanted(rule, clause, scene)) else -9.0
    if rule.to or rule.that:
        score += _fit_of_complement(rule, clause, scene)
    return (score, noun) if score >= 0.0 else (-1.0, None)


def _wanted(rule: Rule, clause: Clause, scene: Scene) -> Iterator[Named]:
    """Who stands in the slots of a rule's target."""
    objects = (*clause.objects, *(clause.subjects if clause.passive else ()))
    for slot in rule.target:
        yield from _slot(slot, clause, objects, scene, direct=rule.direct)


def _has_object(lemmas: frozenset[str], clause: Clause, tree: Tree) -> bool:
    return any(tree.words[i].lemma.lower() in lemmas for i in clause.objects)


def _fit_of_complement(rule: Rule, clause: Clause, scene: Scene) -> float:
    tree, inner = scene.tree, clause.complement
    if inner is None or (rule.to and not _is_infinitive(tree, inner)):
        return -9.0
    if rule.inner and tree.words[inner].lemma.lower() not in rule.inner:
        return -9.0
    helpers = {tree.words[i].lemma.lower() for i in tree.children(inner, "aux")}
    if rule.helpers and not helpers & rule.helpers:
        return -9.0
    if rule.own and any(scene.actors(i) for i in tree.children(inner, "nsubj", "nsubj:pass")):
        return -9.0
    return 1.5 + bool(rule.inner) + bool(rule.helpers)


def _noun_among(rule: Rule, clause: Clause, tree: Tree) -> int | None:
    """The object (in the passive, the subject; with prepositions, what they introduce) whose lemma the rule names."""
    if rule.preps:
        places = [i for prep, i in clause.obliques if prep in rule.preps]
    else:
        places = [*clause.objects, *(clause.subjects if clause.passive else ())]
    if "*" in rule.objects:
        return next(iter(places), None)
    for place in places:
        for each in tree.conjuncts(place):
            measured = [i for i in tree.children(each, "nmod") if tree.preposition(i) in ("of", "in")]
            for i in (each, *tree.children(each, "compound", "amod", "appos"), *measured):
                if tree.words[i].lemma.lower() in rule.objects:
                    return i if i in measured else each
    return None


def _is_infinitive(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return "to" in marks or tree.words[index].relation == "xcomp"


# Who


def _draft(clause: Clause, rule: Rule, noun: int | None, scene: Scene) -> Draft | str:
    tree = scene.tree
    sources, targets = _parties(clause, rule, scene)
    if any(tree.words[i].lemma.lower() in status_words().things for i in clause.subjects):
        return f"rule {rule.id}: a thing does it"
    told_passive = clause.passive and not clause.agents and bool(tree.children(clause.verb, "aux:pass"))
    if not sources and not (targets and (told_passive or rule.mutual)):
        return f"rule {rule.id}: no actor does it"
    if rule.swap:
        sources, targets = targets, sources
    found = _finished(clause, rule, scene, sources, targets)
    if isinstance(found, str):
        return found
    if not all(found) and not rule.mutual and rule.type != "PROTEST" and not _is_official(clause, scene):
        return f"rule {rule.id}: one side only, and nobody official"
    words = f"{clause.lemma} {tree.words[noun].lemma}" if noun is not None else clause.lemma
    return _as_draft(clause, rule, scene, found, noun, words)


def _of_noun(index: int, rule: Rule, scene: Scene) -> Draft | str:
    """The event that a noun names: it must say who did it."""
    clause = nominal_clause(scene.tree, index)
    sources, targets = _nominal_parties(clause, rule, scene)
    if not sources and not rule.mutual:
        return f"rule {rule.id}: no actor does it"
    found = _finished(clause, rule, scene, sources, targets)
    return found if isinstance(found, str) else _as_draft(clause, rule, scene, found, None, clause.lemma)


Parties = tuple[tuple[Named, ...], tuple[Named, ...]]


def _finished(
    clause: Clause, rule: Rule, scene: Scene, sources: tuple[Named, ...], targets: tuple[Named, ...]
) -> Parties | str:
    """The parties as the rule wants them, each actor once, or what is wrong with them."""
    if rule.needs_person and not _is_official(clause, scene) and not any(_is_person(each) for each in sources):
        return f"rule {rule.id}: no person in it"
    if rule.mutual:
        sources, targets = (*sources, *targets), ()
    sources = _once(sources)
    among = {each.actor for each in sources}
    others = _once(targets)
    apart = tuple(each for each in others if each.actor not in among)
    targets = apart if apart or not rule.within else others
    if not sources and not targets:
        return f"rule {rule.id}: no actor found"
    few = not (sources and targets) if not rule.mutual else len(sources) < 2
    if few and (rule.needs_two or rule.type in _OF_TWO):
        return f"rule {rule.id}: only one party found"
    return sources, targets


def _is_official(clause: Clause, scene: Scene) -> bool:
    """Whether a subject is named itself, holds an office or is a pronoun: not "tourists from Japan"."""
    words = status_words()
    known = words.persons | words.officials | words.pronouns | words.pairs | {"who", "which"}
    doers = clause.agents if clause.passive and clause.agents else clause.subjects
    return any(i in scene.named or scene.tree.words[i].lemma.lower() in known for i in doers)


def _is_person(name: Named) -> bool:
    return name.person is not None or any(word in name.reason for word in ("people", "titles", "introduced"))


def _once(names: Sequence[Named]) -> tuple[Named, ...]:
    """Names of actors, each actor once; the first that names a person stands for it."""
    found: dict[str, Named] = {}
    for each in names:
        if each.actor and (each.actor not in found or (each.person and not found[each.actor].person)):
            found[each.actor] = each
    return tuple(found.values())


def _as_draft(clause: Clause, rule: Rule, scene: Scene, parties: Parties, noun: int | None, words: str) -> Draft:
    span = scene.tree.words[clause.verb].span
    return Draft(
        rule,
        Span(span.start, span.end),
        clause.verb,
        *parties,
        status_of(clause, scene.tree, rule),
        _place(clause, noun, scene),
        _about(scene.tree, clause, noun if noun is not None else clause.verb) if rule.role else (),
        f"{rule.id}: {words}",
    )


def _parties(clause: Clause, rule: Rule, scene: Scene) -> Parties:
    sufferers = clause.subjects if clause.passive else ()
    doers = clause.agents if clause.passive else clause.subjects
    if rule.theirs and clause.passive and not doers:
        doers, sufferers = clause.subjects, ()
    sources = tuple(name for i in doers for name in _stands_for(scene, clause, i))
    objects = (*clause.objects, *sufferers)
    for slot in rule.source if not sources else ():
        sources = sources or tuple(_slot(slot, clause, objects, scene, direct=False))
    among = {each.actor for each in sources}
    for slot in rule.target:
        found = _apart(_slot(slot, clause, objects, scene, direct=rule.direct), among)
        if found:
            return sources, found
    if rule.within:
        return sources, tuple(name for i in objects for name in scene.actors(i))
    of_antecedent = scene.tree.words[clause.verb].relation == "acl:relcl"
    if rule.shallow or (rule.mutual and not of_antecedent):
        return sources, ()
    return sources, _beneath(clause, objects, rule, scene, among)


def _apart(names: Iterator[Named], among: set[str | None]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(name for name in names if name.actor not in among))


def _beneath(
    clause: Clause, objects: Sequence[int], rule: Rule, scene: Scene, among: set[str | None]
) -> tuple[Named, ...]:
    """Where no slot names a target: the nearest other actor under the objects, else under an oblique."""
    tree = scene.tree
    others = [i for prep, i in clause.obliques if prep in status_words().towards]
    complement = [clause.complement] if clause.complement is not None and rule.type in _TELLING else []
    for begin in (*objects, *others, *complement):
        level = [begin]
        while level:
            found = _apart((name for i in level for name in scene.actors(i)), among)
            if found:
                return found
            level = [j for i in level for j in tree.children(i, *_BELOW) if tree.words[j].relation != "acl:relcl"]
    return ()


def _stands_for(scene: Scene, clause: Clause, index: int) -> tuple[Named, ...]:
    """The actors of a subject; a pronoun's are those of the nearest subject above it that names any."""
    named = scene.actors(index)
    lemma = scene.tree.words[index].lemma.lower()
    if named:
        return named
    if lemma in ("who", "which"):
        return _just_before(scene, index)
    if lemma in status_words().officials | status_words().crowds:
        return tuple(name for prep, i in clause.obliques if prep == "in" for name in scene.actors(i))
    if _is_pair(scene.tree, index):
        return scene.before if len(scene.before) == 2 else ()
    if lemma not in status_words().pronouns:
        return ()
    if lemma == "it" and scene.tree.words[clause.verb].plain == "advcl":
        told = _suffering(scene, scene.tree.words[clause.verb].head)  # condemned Umbar because it …
        if told:
            return told
    for above in scene.tree.governors(clause.verb):
        found = [scene.actors(i) for i in scene.tree.children(above, "nsubj")]
        if lemma in status_words().plural:
            found += [scene.actors(i) for i in scene.tree.children(above, "obj")]
        if any(found):
            return tuple(name for each in found for name in each)
    if lemma in status_words().speaking:
        return ()
    return scene.before if lemma in status_words().plural else scene.before[:1]


def _suffering(scene: Scene, verb: int) -> tuple[Named, ...]:
    """The actors of a verb's object, else of what a preposition introduces under it."""
    for relation in ("obj", "obl"):
        found = tuple(name for i in scene.tree.children(verb, relation) for name in scene.actors(i))
        if found:
            return found
    return ()


def _just_before(scene: Scene, index: int) -> tuple[Named, ...]:
    """The actors of the words right before a relative pronoun, commas apart."""
    before = [word.index for word in scene.tree.words[:index] if word.upos != "PUNCT"]
    return scene.actors(before[-1]) if before else ()


def _is_pair(tree: Tree, index: int) -> bool:
    """The two, both, both sides, the two countries."""
    words = [tree.words[index], *(tree.words[i] for i in tree.children(index, "det", "nummod", "amod"))]
    return words[0].lemma.lower() in status_words().pairs and any(
        word.text.lower() in ("two", "both") for word in words
    )


def _nominal_parties(clause: Clause, rule: Rule, scene: Scene) -> Parties:
    """Of a noun: its possessor, or the adjective before it, or who stands after of and by, is the source."""
    tree = scene.tree
    owned = tuple(name for i in clause.subjects for name in _owner(scene, clause, i, mutual=rule.mutual))
    targets: tuple[Named, ...] = ()
    for slot in rule.target:
        found = tuple(name for prep, i in clause.obliques if prep == slot for name in scene.actors(i))
        if found:
            targets = found
            break
    by = tuple(name for prep, i in clause.obliques if prep in rule.subject_from for name in scene.actors(i))
    made_of = tuple(name for i in clause.objects for name in scene.actors(i))
    sources = next((each for each in (owned, by, made_of) if each and each != targets), ())
    if not targets and rule.asked:
        targets = _refuser(clause, tree, scene)
    return sources, tuple(each for each in targets if each not in sources)


def _owner(scene: Scene, clause: Clause, index: int, *, mutual: bool) -> tuple[Named, ...]:
    """Whose a noun is; "his" is the subject's of the verb above, "their" of what is mutual also its object's."""
    tree, named = scene.tree, scene.actors(index)
    if named or tree.words[index].text.lower() not in status_words().owners:
        return named
    above = next((i for i in tree.governors(clause.verb) if tree.words[i].upos == "VERB"), None)
    if above is None:
        return ()
    subjects = tuple(name for i in subjects_of(tree, above) for name in scene.actors(i))
    objects = tuple(name for i in tree.children(above, "obj") for name in scene.actors(i))
    return (*subjects, *objects[:1]) if mutual and tree.words[index].text.lower() == "their" else subjects


def _refuser(clause: Clause, tree: Tree, scene: Scene) -> tuple[Named, ...]:
    """Who answers a request is whom it was made to: the subject (in the passive, the agent) of the verb above it."""
    above = tree.words[clause.verb].head
    relation = tree.words[clause.verb].relation
    if above < 0 or relation not in ("obj", "nsubj:pass"):
        return ()
    if relation == "obj":
        return tuple(name for i in tree.children(above, "nsubj") for name in scene.actors(i))
    return tuple(name for i in tree.children(above, "obl") if tree.preposition(i) == "by" for name in scene.actors(i))


def _slot(slot: str, clause: Clause, objects: Sequence[int], scene: Scene, *, direct: bool) -> Iterator[Named]:
    """Actors at the place a slot names; `dictionaries/events.yaml` says what the slots are."""
    tree = scene.tree
    outer, _, inner = slot.partition(".")
    if slot == "complement":
        yield from _of_complement(clause, scene)
        return
    if outer == "obj":
        heads = objects
    elif outer == "subj":
        heads = clause.subjects
    elif outer == "iobj":
        heads = tree.children(clause.verb, "iobj")
    else:
        heads = [i for prep, i in clause.obliques if prep == outer]
    for i in heads:
        if not inner and not (direct and i not in scene.named):
            yield from _of_object(scene, clause, i)
        elif not inner:
            continue
        elif inner == "poss":
            yield from (name for each in tree.children(i, *_OWNERS) for name in scene.actors(each))
        else:
            yield from _under(tree, i, inner, scene)


def _of_object(scene: Scene, clause: Clause, index: int) -> Iterator[Named]:
    """The actors of an object; a pronoun's are those of the objects of the verb that goes before it."""
    named = scene.actors(index)
    if not named and scene.tree.words[index].lemma.lower() in ("whom", "which"):
        named = _just_before(scene, index)
    if not named and _is_pair(scene.tree, index):
        named = scene.before
    if not named and _is_known(scene.tree, index):
        named = _others(scene, clause)
    if not named and scene.tree.words[index].lemma.lower() in status_words().pronouns:
        for above in scene.tree.governors(clause.verb):
            for i in scene.tree.children(above, "obj", "iobj", "obl", "nsubj"):
                named = (*named, *scene.actors(i))
    yield from named


def _is_known(tree: Tree, index: int) -> bool:
    """A person or an act spoken of before: the king, its neighbour, the truce, without a name."""
    pointed = any(
        tree.words[i].text.lower() in ("the", "its", "their") for i in tree.children(index, "det", "nmod:poss")
    )
    return pointed and tree.words[index].lemma.lower() in status_words().known


def _others(scene: Scene, clause: Clause) -> tuple[Named, ...]:
    """The parties of the event told last, without those who act now."""
    acting = {name.actor for i in (*clause.subjects, *clause.agents) for name in scene.actors(i)}
    return tuple(name for name in scene.before if name.actor not in acting)


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


def _about(tree: Tree, clause: Clause, noun: int) -> tuple[Span, ...]:
    """What hosted or mediated talks are about: on, about, over; from this matter to that."""
    below = [(tree.preposition(i), i) for each in tree.conjuncts(noun) for i in tree.children(each, "nmod")]
    pairs = [(prep, i) for prep, i in (*below, *clause.obliques) if prep in status_words().matters]
    if not any(prep == "from" for prep, _ in pairs):
        pairs = [pair for pair in pairs if pair[0] != "to"]
    return tuple(dict.fromkeys(_phrase(tree, each) for _, i in pairs for each in tree.conjuncts(i)))


def _phrase(tree: Tree, index: int) -> Span:
    """A nominal without its preposition and what is joined to it."""
    left_out = {j for i in tree.children(index, "case", "conj", "cc", "punct") for j in tree.subtree(i)}
    kept = [i for i in tree.subtree(index) if i not in left_out]
    return Span(tree.words[kept[0]].span.start, tree.words[kept[-1]].span.end)


def _place(clause: Clause, noun: int | None, scene: Scene) -> Named | None:
    """The place named after in, at, near under the verb, or under the noun that made the rule fit."""
    tree = scene.tree
    under = [(tree.preposition(i), i) for i in tree.children(noun, "nmod")] if noun is not None else []
    for prep, i in (*clause.obliques, *under):
        name = scene.named.get(i)
        if prep in status_words().places and name is not None and name.place:
            return name
    return None
