"""Who did it to whom: the parties of a clause, found through the tree by the slots of a rule.

The source is the subject (in the passive, who stands after "by"), the target what the rule's slots name, else the
nearest other actor beneath the object. A pronoun, "the two" and "the king" stand for whom the clause or the event
before names, where only they can be meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.records import Named
from keystone_states.reading.rules import Rule, status_words
from keystone_states.reading.tree import Clause, Tree, subjects_of

TELLING = ("ACCUSE", "THREATEN", "REQUEST", "AGREE", "REJECT", "CONCEDE")
_OWNERS = ("nmod:poss", "amod", "compound")
_BELOW = (
    "nmod",
    "advmod",
    "amod",
    "compound",
    "appos",
    "conj",
    "obl",
    "obj",
    "flat",
    "xcomp",
    "ccomp",
    "acl",
    "nsubj",
    "advcl",
)

Parties = tuple[tuple[Named, ...], tuple[Named, ...]]


def parties(clause: Clause, rule: Rule, scene: Scene) -> Parties:
    """Sources and targets of a verb's clause under a rule, as the tree gives them; either may be empty."""
    sufferers = clause.subjects if clause.passive else ()
    doers = clause.agents if clause.passive else clause.subjects
    if rule.theirs and clause.passive and not doers:
        doers, sufferers = clause.subjects, ()
    sources = tuple(name for i in doers for name in _stands_for(scene, clause, i)) or _signers(scene, doers)
    objects = (*clause.objects, *sufferers)
    for slot in rule.source if not sources else ():
        sources = sources or tuple(slot_names(slot, clause, objects, scene, direct=False))
    among = {each.actor for each in sources}
    for slot in rule.target:
        found = _apart(slot_names(slot, clause, objects, scene, direct=rule.direct), among)
        if found:
            return sources, found
    if rule.within:
        return sources, tuple(name for i in objects for name in scene.actors(i))
    of_antecedent = scene.tree.words[clause.verb].relation == "acl:relcl"
    if rule.shallow or (rule.mutual and not of_antecedent):
        return sources, ()
    return sources, _beneath(clause, objects, rule, scene, among)


def _signers(scene: Scene, doers: Sequence[int]) -> tuple[Named, ...]:
    """Whose deed it is when what does it is signed, passed or issued by somebody (signed an order imposing …)."""
    tree = scene.tree
    signed = (i for i in doers if tree.words[i].lemma.lower() in status_words().instruments)
    verbs = (tree.words[i].head for i in signed if tree.words[i].plain == "obj")
    return tuple(name for verb in verbs for i in subjects_of(tree, verb) for name in scene.actors(i))


def _apart(names: Iterator[Named], among: set[str | None]) -> tuple[Named, ...]:
    return tuple(dict.fromkeys(name for name in names if name.actor not in among))


def _beneath(
    clause: Clause, objects: Sequence[int], rule: Rule, scene: Scene, among: set[str | None]
) -> tuple[Named, ...]:
    """Where no slot names a target: the nearest other actor under the objects, else under an oblique."""
    tree = scene.tree
    others = [i for prep, i in clause.obliques if prep in status_words().towards]
    complement = [clause.complement] if clause.complement is not None and rule.type in TELLING else []
    for begin in (*objects, *others, *complement):
        level = [begin]
        while level:
            found = _apart((name for i in level for name in scene.actors(i)), among)
            if found:
                return found
            level = [j for i in level for j in tree.children(i, *_BELOW) if tree.words[j].relation != "acl:relcl"]
    return ()


def _stands_for(scene: Scene, clause: Clause, index: int) -> tuple[Named, ...]:
    """The actors of a subject: its own; else those that a relative, "police", "the two" or a pronoun stands for."""
    named = scene.actors(index)
    lemma = scene.tree.words[index].lemma.lower()
    if named:
        return named
    if lemma in ("who", "which"):
        return _just_before(scene, index)
    owner = next(
        (i for i in scene.tree.children(index, "nmod:poss") if scene.tree.words[i].upos in ("PRON", "DET")), None
    )
    if owner is not None:
        return _of_owner(scene, clause, owner)
    if lemma in status_words().officials | status_words().crowds:
        there = tuple(name for prep, i in clause.obliques if prep == "in" for name in scene.actors(i))
        return there or _of_speaker(scene, clause)
    if lemma in status_words().persons:  # In Dakar, the minister …
        return tuple(name for prep, i in clause.obliques if prep == "in" and i < index for name in scene.actors(i))
    if _is_pair(scene.tree, index):
        return scene.pair or _pair_before(scene, index)
    return _of_pronoun(scene, clause, index) if lemma in status_words().pronouns else ()


def _of_owner(scene: Scene, clause: Clause, owner: int) -> tuple[Named, ...]:
    """Whose president, embassy or leaders: "whose" is the noun's before, "their" the subject's of the clause above."""
    tree = scene.tree
    if tree.words[owner].text.lower() == "whose":
        return scene.actors(tree.words[clause.verb].head) if tree.words[clause.verb].relation == "acl:relcl" else ()
    if tree.words[owner].text.lower() not in ("its", "their"):
        return ()
    for above in tree.governors(clause.verb):
        found = tuple(name for i in tree.children(above, "nsubj", "obj", "obl") for name in scene.actors(i))
        if found:
            return found
    return ()


def _of_speaker(scene: Scene, clause: Clause) -> tuple[Named, ...]:
    """Whose navy it is that officials speak of: those who tell it, where the clause is what they say."""
    word = scene.tree.words[clause.verb]
    if word.plain != "ccomp" or word.head < 0:
        return ()
    return tuple(name for i in subjects_of(scene.tree, word.head) for name in scene.actors(i))


def _of_pronoun(scene: Scene, clause: Clause, index: int) -> tuple[Named, ...]:
    """Who speaks, of "we"; else the actors of the nearest subject above it that names any, or of the event before."""
    lemma = scene.tree.words[index].lemma.lower()
    if lemma in status_words().speaking and scene.speaker(index):
        return scene.speaker(index)
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


def _pair_before(scene: Scene, index: int) -> tuple[Named, ...]:
    """The two that a sentence has named before a word, where it has named two."""
    named = {name.actor: name for at, name in sorted(scene.named.items()) if at < index and name.actor}
    return tuple(named.values()) if len(named) == 2 else ()


def _is_pair(tree: Tree, index: int) -> bool:
    """The two, both, both sides, the two countries."""
    words = [tree.words[index], *(tree.words[i] for i in tree.children(index, "det", "nummod", "amod"))]
    return words[0].lemma.lower() in status_words().pairs and any(
        word.text.lower() in ("two", "both") for word in words
    )


def nominal_parties(clause: Clause, rule: Rule, scene: Scene) -> Parties:
    """Of a noun: its possessor, or the adjective before it, or who stands after of and by, is the source."""
    tree = scene.tree
    owned = tuple(name for i in clause.subjects for name in _owner(scene, clause, i, mutual=rule.mutual))
    targets: tuple[Named, ...] = ()
    for slot in rule.target:
        outer, _, prep = slot.partition(".")
        below = [i for case, i in clause.obliques if case == outer] or _beside_verb(tree, clause.verb, outer)
        found = tuple(name for i in below for name in (_under(tree, i, prep, scene) if prep else scene.actors(i)))
        if slot == "complement":
            found = tuple(_of_complement(tree.child(clause.verb, "acl", "ccomp"), scene))
        if found:
            targets = found
            break
    by = tuple(name for prep, i in clause.obliques if prep in rule.subject_from for name in scene.actors(i))
    made_of = tuple(name for i in clause.objects for name in scene.actors(i))
    sources = next((each for each in (owned, by, made_of) if each and each != targets), ())
    if not targets and rule.asked:
        targets = _refuser(clause, tree, scene)
    if (rule.mutual or (rule.mode == "visit" and targets)) and not sources:
        sources = _who_met(clause, rule, scene, few=not targets)
    return sources, tuple(each for each in targets if each not in sources)


def _beside_verb(tree: Tree, noun: int, preposition: str) -> list[int]:
    """Between whom something broke out, of which the tree says so under the verb (fighting broke out between …)."""
    word = tree.words[noun]
    if preposition != "between" or word.plain != "nsubj" or word.head < 0:
        return []
    return [i for i in tree.children(word.head, "obl") if tree.preposition(i) == preposition]


def _who_met(clause: Clause, rule: Rule, scene: Scene, *, few: bool) -> tuple[Named, ...]:
    """Who does something at a meeting takes part in it; `few`: where nobody is named with it, only several do."""
    word = scene.tree.words[clause.verb]
    occasions = status_words().occasions | (frozenset() if rule.mutual else {"on"})  # at talks, on a visit
    if word.plain != "obl" or scene.tree.preposition(clause.verb) not in occasions:
        return ()
    verbs = [i for i in (word.head, *scene.tree.governors(word.head)) if scene.tree.words[i].upos == "VERB"]
    told = (tuple(name for i in subjects_of(scene.tree, verb) for name in scene.actors(i)) for verb in verbs)
    named = next((names for names in told if names), ())
    return named if not few or len({name.actor for name in named}) > 1 else ()


def _owner(scene: Scene, clause: Clause, index: int, *, mutual: bool) -> tuple[Named, ...]:
    """Whose a noun is; "his" is the subject's of the verb above, "their" of what is mutual also its object's."""
    tree, named = scene.tree, scene.actors(index)
    if not named and tree.words[index].text.lower() in ("our", "my"):
        return scene.speaker(index)
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


def slot_names(slot: str, clause: Clause, objects: Sequence[int], scene: Scene, *, direct: bool) -> Iterator[Named]:
    """Actors at the place a slot names; `dictionaries/events.yaml` says what the slots are."""
    tree = scene.tree
    outer, _, inner = slot.partition(".")
    if slot in ("complement", "purpose"):
        below = clause.complement if slot == "complement" else _purpose(tree, clause.verb)
        yield from _of_complement(below, scene)
        return
    if outer == "obj":
        heads = objects
    elif outer == "subj":
        heads = clause.subjects
    elif outer == "iobj":
        heads = tree.children(clause.verb, "iobj")
    else:
        heads = [i for prep, i in clause.obliques if prep == outer] or _hung_below(
            tree, (*objects, *(i for _, i in clause.obliques)), outer
        )
    if slot == "obj.by" and not clause.passive:  # condemned remarks by Norway: by may hang from the verb
        yield from (name for prep, i in clause.obliques if prep == "by" for name in scene.actors(i))
    for i in heads:
        if not inner and not (direct and i not in scene.named):
            yield from _of_object(scene, clause, i)
        elif not inner:
            continue
        elif slot == "subj.by":  # a cargo sent by Norway arrived
            told = (j for k in tree.children(i, "acl") for j in tree.children(k, "obl", "nmod"))
            yield from (name for j in told if tree.preposition(j) == "by" for name in scene.actors(j))
        elif inner == "poss":
            owners = tree.children(i, *_OWNERS)
            yield from (name for each in owners for name in scene.actors(each) or _of_owner(scene, clause, each))
        else:
            yield from _under(tree, i, inner, scene)


def _hung_below(tree: Tree, objects: Sequence[int], preposition: str) -> list[int]:
    """What a preposition introduces that the tree hangs from an object, or from what hangs there.

    In "shared data on movements in the Atlantic with Britain" the verb's own "with" is easily lost to a noun.
    """
    level = list(objects)
    while level:
        level = [j for i in level for j in tree.children(i, "nmod", "conj") if tree.words[j].relation != "nmod:poss"]
        found = [i for i in level if tree.preposition(i) == preposition]
        if found:
            return found
    return []


def _of_object(scene: Scene, clause: Clause, index: int) -> Iterator[Named]:
    """The actors of an object; a pronoun's are those of the objects of the verb that goes before it."""
    named = scene.actors(index)
    if named and scene.tree.words[index].upos == "PRON":  # him cannot be who acts
        named = tuple(name for name in named if name.actor not in _acting(scene, clause))
    if not named and scene.tree.words[index].lemma.lower() in ("whom", "which"):
        named = _just_before(scene, index)
    if not named and scene.tree.words[clause.verb].head == index:
        named = _of_told(scene, clause, index)
    if not named and _is_pair(scene.tree, index):
        named = scene.pair
    if not named and _is_known(scene.tree, index):
        named = _others(scene, clause, scene.tree.words[index].lemma.lower())
    if not named and scene.tree.words[index].lemma.lower() in status_words().pronouns:
        for above in scene.tree.governors(clause.verb):
            for i in scene.tree.children(above, "obj", "iobj", "obl", "nsubj"):
                named = (*named, *scene.actors(i))
    yield from named


def _of_told(scene: Scene, clause: Clause, index: int) -> tuple[Named, ...]:
    """Whose deed a relative clause speaks of: held drills, which Umbar denounced; a step that Dale welcomed."""
    if scene.tree.words[clause.verb].relation != "acl:relcl":
        return ()
    above = next((i for i in scene.tree.governors(index) if scene.tree.words[i].upos == "VERB"), -1)
    acting = _acting(scene, clause)
    doers = subjects_of(scene.tree, above) if above >= 0 else ()
    return tuple(name for i in doers for name in scene.actors(i) if name.actor not in acting)


def _is_known(tree: Tree, index: int) -> bool:
    """A person or an act spoken of before: the king, its neighbour, the truce, without a name."""
    pointed = any(
        tree.words[i].text.lower() in ("the", "its", "their") for i in tree.children(index, "det", "nmod:poss")
    )
    return pointed and tree.words[index].lemma.lower() in status_words().known


def _others(scene: Scene, clause: Clause, noun: str) -> tuple[Named, ...]:
    """Who did the act that a noun names, else the parties of the event told last; without those who act now."""
    told = scene.doers.get(noun, scene.before)
    return tuple(name for name in told if name.actor not in _acting(scene, clause))


def _acting(scene: Scene, clause: Clause) -> set[str | None]:
    """The actors who do what a clause tells."""
    return {name.actor for i in (*clause.subjects, *clause.agents) for name in scene.actors(i)}


def _under(tree: Tree, index: int, preposition: str, scene: Scene) -> Iterator[Named]:
    """Actors in what a preposition introduces under a noun."""
    for each in tree.conjuncts(index):
        for child in tree.children(each, "nmod", "obl"):
            if tree.preposition(child) == preposition:
                yield from scene.actors(child) or (scene.pair if _is_pair(tree, child) else ())


def _purpose(tree: Tree, verb: int) -> int | None:
    """The infinitive that says what something is done for (pledged a loan to help Rohan)."""
    below = (*tree.children(verb, "advcl"), *(j for i in tree.children(verb, "obj") for j in tree.children(i, "acl")))
    return next((i for i in below if any(tree.words[j].lemma == "to" for j in tree.children(i, "mark"))), None)


def _of_complement(inner: int | None, scene: Scene) -> Iterator[Named]:
    """Who is named in an inner clause: its own subject first, then its objects, then its obliques, then further in."""
    if inner is None:
        return
    tree = scene.tree
    own = [i for i in tree.children(inner, "nsubj", "nsubj:pass")]
    rest = [*tree.children(inner, "obj", "iobj"), *tree.children(inner, "obl"), *tree.children(inner, "nmod")]
    rest = [i for i in rest if tree.preposition(i) not in ("after", "before", "during", "following", "since", "until")]
    for i in (*own, *rest, *(j for k in rest for j in tree.children(k, "nmod"))):
        yield from scene.actors(i)
    for child in tree.children(inner, "xcomp", "ccomp"):
        yield from _of_complement(child, scene)
