"""Code a sentence: its clauses, held against the dictionary of events, give drafts of events with their parties.

A clause fires the most specific rule that fits it. Its parties are found through the tree: the subject and, by the
rule's slots, the target; in the passive the other way round. A noun may name an event itself (Xi's visit to
Kazakhstan) unless a verb has taken it already (made a visit). What stands inside an accusation, a request, a threat, a
promise or a refusal is no event of its own. What governs a clause decides whether it took place (`status.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.parties import TELLING, Parties, nominal_parties, parties, slot_names
from keystone_states.reading.process import process_of
from keystone_states.reading.records import EventStatus, Named, Span
from keystone_states.reading.rules import Rule, RuleBook, status_words
from keystone_states.reading.status import is_told_false, status_of
from keystone_states.reading.tree import Clause, Tree, Word, clauses, is_aside, nominal_clause

_SCORE = re.compile(r"(?<![\d-] )\b\d{1,2} [-–] \d{1,2}\b(?! [-–])")  # 4-0
_OF_CROWDS = ("PROTEST", "MOBILIZE")  # these need neither a second party nor an official
_OF_BOTH = ("AGREE", "CONSULT", "COOPERATE", "RETREAT", "REJECT")
_OF_TWO = ("COOPERATE", "AID", "SANCTION")  # PLOVER: none of these without a second party


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
            taken |= set(_told(scene.tree, clause, rule))
            if isinstance(found, Draft):
                taken |= {noun} if noun is not None else set()
                doers = doers_of([found], scene.doers, book=book)
                scene = replace(scene, doers=doers, pair=pair_of([found]) or scene.pair)
                break
    for word in scene.tree.words:
        if word.index not in taken:
            for rule in book.by_noun.get(_as_noun(word, scene.tree), ()):
                _add(_of_noun(word.index, rule, scene), drafts, causes)
    kept = [each for each in drafts if not any(_is_outcome(each, other, scene.tree) for other in drafts)]
    return Coded(tuple(sorted(kept, key=lambda each: each.trigger)), tuple(dict.fromkeys(causes)))


def _as_noun(word: Word, tree: Tree) -> str:
    """The lemma of a noun, or of a gerund taken for a verb without a subject (Fighting between … broke out)."""
    if word.upos in ("NOUN", "PROPN"):
        return word.lemma.lower()
    gerund = word.upos == "VERB" and word.text.endswith("ing") and not tree.children(word.index, "nsubj")
    return word.text.lower() if gerund else ""


def parties_of(drafts: Sequence[Draft]) -> tuple[Named, ...]:
    """The parties of the event told last, the sources first; empty where none was."""
    return _once((*drafts[-1].sources, *drafts[-1].targets)) if drafts else ()


def one_by_one(draft: Draft) -> Iterator[Draft]:
    """A draft for each of several who did something to nobody named.

    Listed together without a target they are taken for having done it to each other, as those who agree, meet, swap
    prisoners or put off their meeting have; not as those who condemn a raid.
    """
    if draft.rule.mutual or draft.rule.type in _OF_BOTH or draft.targets or len(draft.sources) < 2:
        yield draft
        return
    yield from (replace(draft, sources=(source,)) for source in draft.sources)


def pair_of(drafts: Sequence[Draft]) -> tuple[Named, ...]:
    """The two of the event told last that "the two" means: its targets, its sources or all its parties; else nobody."""
    sides = [side for draft in drafts[-1:] for side in (draft.targets, draft.sources, parties_of([draft]))]
    return next((side for side in sides if len({name.actor for name in side}) == 2), ())


def doers_of(
    drafts: Sequence[Draft], known: Mapping[str, tuple[Named, ...]], *, book: RuleBook
) -> dict[str, tuple[Named, ...]]:
    """Who did it, by each noun that names an act of a type told so far (the strike, the raid); nobody where untold."""
    found = dict(known)
    for draft in drafts:
        for noun in book.nouns_of(draft.rule.type):
            found[noun] = draft.sources or found.get(noun, ())
    return found


def _is_outcome(draft: Draft, other: Draft, tree: Tree) -> bool:
    """Whether a draft without a target only tells what came of another (shelled Dale, killing twelve)."""
    relations = []
    for i in (draft.verb, *tree.governors(draft.verb)):
        if i == other.verb or tree.words[i].plain not in ("advcl", "conj"):
            break
        relations.append(tree.words[i].plain)
    under = bool(relations) and i == other.verb
    aside = relations[:1] == ["advcl"] and tree.words[draft.verb].text.endswith("ing")  # eased tolls, ending a quarrel
    beside = tree.words[other.verb].relation == "conj" and tree.words[other.verb].head == draft.verb
    told = (under or beside) and (draft.rule.type == other.rule.type or aside) and bool(other.targets)
    return told and not draft.targets and set(_actors(draft.sources)) <= set(_actors(other.sources))


def _actors(names: Sequence[Named]) -> Iterator[str | None]:
    return (name.actor for name in names)


def _depth(tree: Tree, index: int) -> tuple[int, int]:
    """Outer clauses first, as they decide what becomes of the inner ones."""
    return sum(1 for _ in tree.governors(index)), index


def _add(found: Draft | str, drafts: list[Draft], causes: list[str]) -> None:
    if isinstance(found, str):
        causes.append(found)
    elif not any(found.trigger == each.trigger for each in drafts):
        drafts.append(found)


def _is_of_sport(tree: Tree) -> bool:
    """Whether words of sport, or a score, say that the states named are teams."""
    lemmas, words = {each for word in tree.words for each in (word.lemma.lower(), word.text.lower())}, status_words()
    scored = bool(_SCORE.search(" ".join(word.text for word in tree.words)))
    return bool(lemmas & words.sport) or len(lemmas & words.maybe_sport) + scored > 1


def _told(tree: Tree, clause: Clause, rule: Rule) -> Iterator[int]:
    """Words of what a clause only tells: what is accused, demanded, promised; the purpose of what its object names."""
    about = (*clause.objects, *(i for _, i in clause.obliques), *(clause.subjects if clause.passive else ()))
    begins = [j for i in about for j in tree.children(i, "acl")]
    begins = [i for i in begins if tree.words[i].relation != "acl:relcl" and _is_infinitive(tree, i)]
    if rule.type in TELLING:
        begins += tree.children(clause.verb, "xcomp", "ccomp")
        begins += [clause.complement] if rule.type == "THREATEN" and clause.complement is not None else []
        begins += [i for i in tree.children(clause.verb, "advcl") if _is_subjectless(tree, i)]
        begins += [i for i in clause.objects if rule.type in ("AGREE", "THREATEN", "REQUEST")]
    elif rule.to or rule.that:
        begins += [clause.complement] if clause.complement is not None else []
    for begin in begins:
        yield from _content(tree, begin)


def _content(tree: Tree, index: int) -> Iterator[int]:
    """A clause without the relative clauses in it, and those of time: what happened while that was said, did happen."""
    yield index
    for child in tree.children(index):
        marks = {tree.words[i].lemma for i in tree.children(child, "mark")}
        timed = tree.words[child].plain == "advcl" and marks & status_words().times
        if tree.words[child].relation != "acl:relcl" and not timed and not is_aside(tree, child):
            yield from _content(tree, child)


def _is_subjectless(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return not tree.children(index, "nsubj") and bool(marks & status_words().of_what)


# Which rule


def rule_at(index: int, scene: Scene, book: RuleBook) -> tuple[tuple[Clause, Rule], ...]:
    """The rule that fits the clause of a word, or the event that the word as a noun names, whoever its parties."""
    clause = next((each for each in clauses(scene.tree) if each.verb == index), None)
    best = _best(clause, scene, book) if clause is not None else []
    if clause is not None and best:
        return ((clause, best[0][0]),)
    word = scene.tree.words[index]
    nouns = book.by_noun.get(word.lemma.lower(), ()) if word.upos in ("NOUN", "PROPN") else ()
    return tuple((nominal_clause(scene.tree, index), rule) for rule in nouns[:1])


def _best(clause: Clause, scene: Scene, book: RuleBook) -> list[tuple[Rule, int | None]]:
    """The most specific rules a clause fires, in the book's order, each with the noun that made it fit, if one did.

    Behind them, less specific ones of the same types: what is no deed by the one may still be by the other.
    """
    if clause.lemma in status_words().idle:
        return []
    base = scene.tree.words[clause.verb].lemma.lower()
    lemmas = dict.fromkeys((clause.lemma, base))
    fits: list[tuple[float, Rule, int | None]] = []
    apt = dict.fromkeys(rule for lemma in lemmas for rule in book.by_verb.get(lemma, ()))
    for rule in (*apt, *book.by_verb.get("*", ())):
        score, noun = _fit(rule, clause, scene)
        if score >= 0.0:
            fits.append((score + (1.5 if clause.lemma != base and clause.lemma in rule.verbs else 0.0), rule, noun))
    best = max((score for score, _, _ in fits), default=0.0)
    types = {rule.type for score, rule, _ in fits if score == best}
    found = [each for each in fits if each[0] == best or each[1].type in types]
    return [(rule, noun) for _, rule, noun in sorted(found, key=lambda each: -each[0])]


def _fit(rule: Rule, clause: Clause, scene: Scene) -> tuple[float, int | None]:
    """How many of a rule's conditions a clause meets, −1 when one is not met; and the noun that met it."""
    tree = scene.tree
    score, noun = 0.0, None
    if rule.objects:
        noun = _noun_among(rule, clause, tree)
        score += (1.0 if "*" in rule.objects else 2.0) if noun is not None else -9.0
    elif rule.preps:
        score += 1.0 if any(prep in rule.preps for prep, _ in _introduced(clause, tree)) else -9.0
    if rule.subjects:
        score += 1.5 if any(tree.words[i].lemma.lower() in rule.subjects for i in clause.subjects) else -9.0
    if "*" in rule.without and tree.children(clause.verb, "aux:pass"):  # was returned to its owner: no journey
        score -= 9.0
    if rule.without and (clause.objects if "*" in rule.without else _has_object(rule.without, clause, tree)):
        score -= 9.0
    if rule.near:
        below = tree.without_relatives(clause.verb)
        score += 1.0 if any(tree.words[i].lemma.lower() in rule.near for i in below) else -9.0
    if rule.of_kind:
        score += 1.0 if any(each.sector in rule.of_kind for each in _wanted(rule, clause, scene)) else -9.0
    if rule.to or rule.that:
        score += _fit_of_complement(rule, clause, scene)
    return (score, noun) if score >= 0.0 else (-1.0, None)


def _introduced(clause: Clause, tree: Tree) -> Iterator[tuple[str, int]]:
    """What prepositions introduce under a verb, and under its objects, where a parser often hangs it."""
    yield from clause.obliques
    yield from ((tree.preposition(j), j) for i in clause.objects for j in tree.children(i, "nmod"))


def _wanted(rule: Rule, clause: Clause, scene: Scene) -> Iterator[Named]:
    """Who stands in the slots of a rule's target."""
    objects = (*clause.objects, *(clause.subjects if clause.passive else ()))
    for slot in rule.target:
        yield from slot_names(slot, clause, objects, scene, direct=rule.direct)


def _has_object(lemmas: frozenset[str], clause: Clause, tree: Tree) -> bool:
    return any(tree.words[i].lemma.lower() in lemmas for i in clause.objects)


def _fit_of_complement(rule: Rule, clause: Clause, scene: Scene) -> float:
    tree, inner = scene.tree, clause.complement
    if inner is None or (rule.to and not _is_infinitive(tree, inner)):
        return -9.0
    if inner < clause.verb and (
        rule.type == "CONCEDE" or clause.lemma in ("suggest", "insist")
    ):  # it rained, the army suggested
        return -9.0
    if rule.inner and tree.words[inner].lemma.lower() not in rule.inner:
        return -9.0
    helpers = {tree.words[i].lemma.lower() for i in tree.children(inner, "aux")}
    if (rule.helpers and not helpers & rule.helpers) or _is_inverted(tree, inner):
        return -9.0
    if rule.own and _has_other_subject(clause, inner, scene):
        return -9.0
    return 1.5 + bool(rule.inner) + bool(rule.helpers)


def _is_inverted(tree: Tree, verb: int) -> bool:
    """Whether a helping verb before the subject makes a condition: should it come to a vote."""
    subjects = tree.children(verb, "nsubj", "nsubj:pass")
    return any(tree.words[i].lemma == "should" and i < min(subjects) for i in tree.children(verb, "aux") if subjects)


def _has_other_subject(clause: Clause, inner: int, scene: Scene) -> bool:
    """Whether the inner clause names somebody who does not speak as its subject."""
    speaking = {name.actor for i in clause.subjects for name in scene.actors(i)}
    subjects = scene.tree.children(inner, "nsubj", "nsubj:pass")
    return any(name.actor not in speaking for i in subjects for name in scene.actors(i))


def _noun_among(rule: Rule, clause: Clause, tree: Tree) -> int | None:
    """The object (in the passive, the subject; with prepositions, what they introduce) whose lemma the rule names."""
    if rule.preps:
        places = [i for prep, i in _introduced(clause, tree) if prep in rule.preps]
    else:
        places = [*clause.objects, *(clause.subjects if clause.passive else ())]
    if "*" in rule.objects:
        return next(iter(places), None)
    for place in places:
        for each in tree.conjuncts(place):
            measured = [i for i in tree.children(each, "nmod") if tree.preposition(i) in ("of", "in")]
            for i in (each, *tree.children(each, "compound", "amod", "appos", "nummod"), *measured):
                if tree.words[i].lemma.lower() in rule.objects:
                    return i if i in measured else each
    return None


def _is_infinitive(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return "to" in marks or (tree.words[index].relation == "xcomp" and tree.words[index].upos == "VERB")


# Who


def _draft(clause: Clause, rule: Rule, noun: int | None, scene: Scene) -> Draft | str:
    tree = scene.tree
    sources, targets = parties(clause, rule, scene)
    doers = {tree.words[i].lemma.lower() for i in (*clause.subjects, *clause.agents)}
    flying = doers <= {"plane", "train"} and rule.type in ("ASSAULT", "MOBILIZE", "AID")
    if doers & status_words().things and not flying:
        return f"rule {rule.id}: a thing does it"
    acting = {tree.words[i].lemma.lower() for i in (clause.agents if clause.passive else clause.subjects)}
    if acting & status_words().private and rule.type != "PROTEST":
        return f"rule {rule.id}: somebody private does it"
    told_passive = clause.passive and not clause.agents and bool(tree.children(clause.verb, "aux:pass"))
    among_themselves = rule.mutual and len(set(_actors(targets))) > 1
    if not sources and not (targets and (told_passive or among_themselves)):
        return f"rule {rule.id}: no actor does it"
    if rule.swap:
        sources, targets = targets, sources
    found = _finished(clause, rule, scene, sources, targets)
    if isinstance(found, str):
        return found
    if rule.type == "PROTEST" and found[0] and not found[1] and _is_against_rulers(clause, tree):
        found = (found[0], found[0])
    if not all(found) and not rule.mutual and rule.type not in _OF_CROWDS and not _is_official(clause, scene):
        return f"rule {rule.id}: one side only, and nobody official"
    words = f"{clause.lemma} {tree.words[noun].lemma}" if noun is not None else clause.lemma
    return _as_draft(clause, rule, scene, found, noun, words)


def _is_against_rulers(clause: Clause, tree: Tree) -> bool:
    """Whether people protest against those who rule them: against the tax, the president."""
    against = ("against", "over", "at", "outside", "from")
    under = [i for i in tree.subtree(clause.verb) if tree.preposition(i) in against or i in clause.objects]
    below = {tree.words[j].lemma.lower() for i in under for j in tree.subtree(i)}
    return bool(below & status_words().rulers)


def _of_noun(index: int, rule: Rule, scene: Scene) -> Draft | str:
    """The event that a noun names: it must say who did it."""
    clause = nominal_clause(scene.tree, index)
    if rule.near and not {scene.tree.words[i].lemma.lower() for i in scene.tree.children(index)} & rule.near:
        return f"rule {rule.id}: another word is wanted"
    sources, targets = nominal_parties(clause, rule, scene)
    if not sources and not rule.mutual:
        return f"rule {rule.id}: no actor does it"
    found = _finished(clause, rule, scene, sources, targets)
    return found if isinstance(found, str) else _as_draft(clause, rule, scene, found, None, clause.lemma)


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
    about = [j for i in doers for j in (i, *scene.tree.children(i, "compound", "flat", "appos", "nmod:desc"))]
    return any(i in scene.named for i in doers) or any(scene.tree.words[i].lemma.lower() in known for i in about)


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
        process_of(clause, rule, noun, scene),
        f"{rule.id}: {words}",
    )


def _place(clause: Clause, noun: int | None, scene: Scene) -> Named | None:
    """The place named after in, at, near under the verb, or under the noun that made the rule fit."""
    tree = scene.tree
    under = [(tree.preposition(i), i) for i in tree.children(noun, "nmod")] if noun is not None else []
    for prep, i in (*clause.obliques, *under):
        name = scene.named.get(i)
        if prep in status_words().places and name is not None and name.place:
            return name
    return None
