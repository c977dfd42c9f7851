"""A parsed sentence as a tree of words, and the clauses in it: who did what to whom, under which condition.

A clause is a verb (or a noun that names an event) with its subject, objects and obliques found: through conjunction,
control, relative clauses and participles, as far as the tree says so. Relations are those of Universal Dependencies.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from keystone_states.reading.records import Sentence, Span

NOMINAL = ("NOUN", "PROPN", "PRON", "NUM", "ADJ", "X")
SUBJECT = ("nsubj", "nsubj:pass", "nsubj:outer", "csubj", "csubj:pass")

_NEAR = 6  # words between a verb and its particle
PARTICLES = ("out", "over", "off", "back", "up", "down", "away", "aside", "ahead")
TIMES = (
    *(
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
        "year",
        "month",
        "week",
        "day",
        "time",
    ),
    *("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november"),
    "december",
)

_AIMS = (
    *("effort", "plan", "attempt", "bid", "decision", "proposal", "offer", "intention", "readiness", "refusal"),
    *("willingness", "move", "pledge", "promise", "threat", "call", "request", "order", "campaign", "drive", "right"),
)

Parse = tuple[tuple[str, ...], tuple[str, ...], tuple[int, ...], tuple[str, ...]]
"""Lemmas, parts of speech, heads (from 1, 0 is the root) and relations of a sentence's words."""


@dataclass(frozen=True, slots=True)
class Word:
    """A token in the tree; `head` is the index of its governor, −1 for the root."""

    index: int
    text: str
    lemma: str
    upos: str
    head: int
    relation: str
    span: Span

    @property
    def plain(self) -> str:
        """The relation without its subtype."""
        return self.relation.split(":")[0]


@dataclass(frozen=True)
class Tree:
    """The words of one sentence."""

    sentence: Sentence
    words: tuple[Word, ...]

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        below: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head >= 0:
                below[word.head].append(word.index)
        return tuple(tuple(each) for each in below)

    def children(self, index: int, *relations: str) -> tuple[int, ...]:
        """Dependents of a word, of the given relations (plain or with subtype) where any are given."""
        found = self._children[index]
        if not relations:
            return found
        return tuple(i for i in found if self.words[i].relation in relations or self.words[i].plain in relations)

    def child(self, index: int, *relations: str) -> int | None:
        """The first dependent of one of the relations."""
        return next(iter(self.children(index, *relations)), None)

    def subtree(self, index: int) -> tuple[int, ...]:
        """A word and all below it, in order of the text."""
        found, queue = {index}, [index]
        while queue:
            for child in self._children[queue.pop()]:
                if child not in found:
                    found.add(child)
                    queue.append(child)
        return tuple(sorted(found))

    def without_relatives(self, index: int) -> Iterator[int]:
        """A word and all below it but for relative clauses, which tell facts of their own."""
        yield index
        for child in self._children[index]:
            if self.words[child].relation != "acl:relcl":
                yield from self.without_relatives(child)

    def governors(self, index: int) -> Iterator[int]:
        """Words above a word, the nearest first."""
        seen = {index}
        index = self.words[index].head
        while index >= 0 and index not in seen:
            seen.add(index)
            yield index
            index = self.words[index].head

    def phrase(self, index: int) -> Span:
        """From the first to the last character of a word's subtree."""
        held = self.subtree(index)
        return Span(self.words[held[0]].span.start, self.words[held[-1]].span.end)

    def conjuncts(self, index: int) -> tuple[int, ...]:
        """A word and those joined to it by and, or, commas."""
        return (index, *(each for i in self.children(index, "conj") for each in self.conjuncts(i)))

    def preposition(self, index: int) -> str:
        """The preposition (or several words of one) that introduces a nominal, in small letters; empty for none."""
        cases = [
            " ".join([self.words[i].text, *(self.words[j].text for j in self.children(i, "fixed"))]).lower()
            for i in self.children(index, "case")
            if self.words[i].lemma not in ("'s", "’s", "’", "'")
        ]
        if len(cases) > 1 and cases[0] in PARTICLES:
            return cases[1]
        if not cases:
            described = (j for i in self.children(index, "nmod:desc") for j in self.children(i, "case"))
            return next((self.words[i].text.lower() for i in described), "")
        return cases[0]


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb, or a noun that names an event, and what belongs to it, as indices of words.

    `obliques` pairs a preposition with the nominal it introduces. `passive`: the subject suffers the act; `agent` is
    then who does it. `lemma` includes a particle ("call off").
    """

    verb: int
    lemma: str
    subjects: tuple[int, ...]
    objects: tuple[int, ...]
    obliques: tuple[tuple[str, int], ...]
    passive: bool
    agents: tuple[int, ...]
    complement: int | None
    nominal: bool = False


def clauses(tree: Tree) -> Iterator[Clause]:
    """Every verbal clause, in order of the text."""
    for word in tree.words:
        nominal = word.upos in ("NOUN", "ADJ", "PROPN") and tree.child(word.index, "cop", "nsubj") is not None
        if word.upos == "VERB" or nominal:
            yield _clause(tree, word.index)


def nominal_clause(tree: Tree, noun: int) -> Clause:
    """A noun that names an event: its possessor and "of", "by", "between" as subjects, the rest as obliques."""
    owners = tree.children(noun, "nmod:poss")
    below = tree.children(noun, "nmod", "obl")
    nested = [j for i in below if tree.preposition(i) == "of" for j in tree.children(i, "nmod")]
    doers = [j for i in below if tree.preposition(i) == "by" for j in tree.children(i, "nmod")]
    nested += [j for j in doers if tree.preposition(j) in ("of", "to", "on")]  # the arrest by Dale of two traders
    obliques = tuple((tree.preposition(i), i) for i in (*below, *nested) if i not in owners)
    made_of = tree.children(noun, "amod", "compound")
    return Clause(noun, tree.words[noun].lemma, owners, made_of, obliques, False, (), None, nominal=True)


def _clause(tree: Tree, verb: int) -> Clause:
    passive = _is_passive(tree, verb)
    obliques = list(_obliques(tree, verb))
    agents = _agents(tree, verb, obliques) if passive else ()
    cleft = _cleft(tree, verb)
    if cleft is not None and tree.preposition(cleft):
        obliques.append((tree.preposition(cleft), cleft))
    copular = tree.preposition(verb) if tree.children(verb, "cop") else ""
    if copular:  # "was in Bishkek": the place is what the tree takes for the verb
        return Clause(verb, "be", subjects_of(tree, verb), (), ((copular, verb),), False, (), None)
    return Clause(
        verb,
        " ".join([tree.words[verb].lemma.lower(), *_particles(tree, verb)]),
        subjects_of(tree, verb),
        _objects(tree, verb),
        tuple(pair for pair in obliques if pair[1] not in agents),
        passive,
        agents,
        _complement(tree, verb),
    )


def _complement(tree: Tree, verb: int) -> int | None:
    """The clause that says what, though a date stands between (threatened on Tuesday to …) or it goes before."""
    infinitives = (
        i for i in tree.children(verb, "advcl") if any(tree.words[j].lemma == "to" for j in tree.children(i, "mark"))
    )
    beside = [tree.words[verb].head] if tree.words[verb].relation == "parataxis" else []  # it may attack, he warned
    own = tree.child(verb, "xcomp", "ccomp")
    return own if own is not None else next(iter((*infinitives, *beside)), None)


def _obliques(tree: Tree, verb: int) -> Iterator[tuple[str, int]]:
    """What prepositions introduce under a verb; for a time, what follows it (in a month's time in Astana)."""
    for i in tree.children(verb, "obl"):
        if tree.words[i].lemma.lower() in TIMES:
            yield from ((tree.preposition(j), j) for j in tree.children(i, "nmod", "obl") if tree.preposition(j))
        elif tree.preposition(i):
            yield tree.preposition(i), i


def _is_passive(tree: Tree, verb: int) -> bool:
    """Its subject suffers the act: marked so, or a participle after a noun, or joined to a passive."""
    word = tree.words[verb]
    if tree.children(verb, "aux:pass"):
        return True
    if tree.children(verb, "nsubj:pass"):  # without a helping verb only if an agent follows (troops crossed into …)
        return any(case == "by" for case in _cases(tree, verb))
    if is_headless(tree, verb):
        return False
    if word.relation in ("acl", "advcl") and not tree.children(verb, "nsubj", "obj", "mark", "aux"):
        return _is_participle(word) and (word.relation == "acl" or any(p == "by" for p in _cases(tree, verb)))
    if word.plain == "conj" and word.head >= 0 and not tree.children(verb, "nsubj", "obj", "aux"):
        return _is_participle(word) and _is_passive(tree, word.head)
    return False


def is_headless(tree: Tree, verb: int) -> bool:
    """A participle after the noun that is the root, with no other verb: the sentence's own (Delegates gathered.)."""
    word = tree.words[verb]
    if word.relation != "acl" or tree.words[word.head].head >= 0 or tree.children(word.head, "cop", "nsubj"):
        return False
    return word.text.lower().endswith("ed") and not any(case == "by" for case in _cases(tree, verb))


def _cases(tree: Tree, verb: int) -> list[str]:
    return [tree.preposition(i) for i in tree.children(verb, "obl")]


def _is_participle(word: Word) -> bool:
    """By its form: sent, taken, accused."""
    return word.text.lower().endswith(("ed", "en", "nt", "wn", "ne", "lt", "ld", "de", "ut", "rn", "und", "ught"))


def _agents(tree: Tree, verb: int, obliques: Sequence[tuple[str, int]]) -> tuple[int, ...]:
    """Who does what is told in the passive: after "by", under the verb, else under its last nominal."""
    own = tuple(i for prep, i in obliques if prep == "by")
    if own:
        return own
    below = (*(i for _, i in obliques), *tree.children(verb, "xcomp"))  # was set free by
    return tuple(j for i in below for j in tree.children(i, "nmod", "obl") if tree.preposition(j) == "by")


def _cleft(tree: Tree, verb: int) -> int | None:
    """The nominal set before a clause: It was to Kazakhstan that Xi travelled."""
    word = tree.words[verb]
    clausal = word.relation in ("acl:relcl", "advcl:relcl", "ccomp", "advcl", "csubj")
    told = word.relation == "conj" and any(tree.words[i].lemma == "that" for i in tree.children(verb, "mark"))
    if word.head < 0 or not (clausal or told):
        return None
    above = word.head
    expletive = any(tree.words[i].lemma.lower() == "it" for i in tree.children(above, "nsubj", "expl"))
    return above if expletive and tree.children(above, "cop") and tree.words[above].upos in NOMINAL else None


def _objects(tree: Tree, verb: int) -> tuple[int, ...]:
    """Direct and indirect objects; the noun that a relative clause describes where the clause lacks an object."""
    found = tree.children(verb, "obj", "iobj")
    word = tree.words[verb]
    if not found:  # what the parser takes for an adverbial though no preposition stands before it
        found = tuple(i for i in tree.children(verb, "obl") if _is_bare(tree, i) or _follows_particle(tree, verb, i))
    found = found or _described_objects(tree, verb)
    if word.relation == "acl:relcl" and not found:
        subjects = tree.children(verb, *SUBJECT)
        if subjects and not any(_is_relative(tree, i) for i in subjects):
            return (word.head,)
    cleft = _cleft(tree, verb)
    if cleft is not None and not found and not tree.preposition(cleft) and tree.children(verb, "nsubj"):
        return (cleft,)
    return tuple(word.head if _is_relative(tree, i) and word.relation == "acl:relcl" else i for i in found)


def _described_objects(tree: Tree, verb: int) -> tuple[int, ...]:
    """An object that a participle behind it was taken to be the verb of (freed three sailors held since May)."""
    return tuple(
        i
        for clause in tree.children(verb, "advcl", "xcomp", "ccomp")
        for i in tree.children(clause, "nsubj", "nsubj:pass")
        if verb < i < clause and _is_participle(tree.words[clause]) and not tree.children(clause, "mark", "aux")
    )


def _follows_particle(tree: Tree, verb: int, index: int) -> bool:
    """An object behind a particle that was read as if it were a preposition (ruled out talks)."""
    cases = tree.children(index, "case")
    particle = len(cases) == 1 and cases[0] == verb + 1 and tree.words[cases[0]].lemma in PARTICLES
    return particle and tree.words[cases[0]].lemma != "over"


def _is_bare(tree: Tree, index: int) -> bool:
    bare = tree.words[index].relation == "obl" and not tree.preposition(index)
    return bare and tree.words[index].upos in NOMINAL and tree.words[index].lemma.lower() not in TIMES


def _is_relative(tree: Tree, index: int) -> bool:
    return tree.words[index].lemma.lower() in ("who", "which", "that", "whom")


def _particles(tree: Tree, verb: int) -> list[str]:
    """The particle of a verb, also where it is taken for an adverb or half of a preposition (pulled out of)."""
    own = [tree.words[i].lemma for i in tree.children(verb, "compound:prt")]
    after = tree.words[verb + 1 : verb + 2]
    own = own or [word.lemma for word in after if word.lemma in PARTICLES and word.relation == "advmod"]
    loose = [i for i in tree.children(verb, "advmod") if tree.words[i].lemma in PARTICLES and 0 < i - verb < _NEAR]
    half = [j for i in tree.children(verb, "obl") for j in tree.children(i, "case")[:-1]]
    near = [i for i in tree.children(verb, "obl", "obj") if _follows_particle(tree, verb, i)]
    half += [j for i in near for j in tree.children(i, "case")]
    return own or [tree.words[i].lemma for i in (*loose, *half) if tree.words[i].lemma in PARTICLES][:1]


def _subjects(tree: Tree, verb: int) -> tuple[int, ...]:
    """A verb's own subjects, or its auxiliary's; of two, not the one of the clause around it (So it was that …)."""
    found = tree.children(verb, *SUBJECT)
    inner = tuple(i for i in found if tree.words[i].relation != "nsubj:outer")
    return inner or found or tuple(j for i in tree.children(verb, "aux") for j in tree.children(i, "nsubj"))


def subjects_of(tree: Tree, verb: int, depth: int = 0) -> tuple[int, ...]:
    """Who does it (or, in the passive, to whom it is done): the verb's own subject, else the one it shares."""
    own = _subjects(tree, verb)
    word = tree.words[verb]
    if own:
        antecedent = word.head if word.relation == "acl:relcl" else -1
        return tuple(antecedent if antecedent >= 0 and _is_relative(tree, i) else i for i in own)
    if depth > 8 or word.head < 0:
        return ()
    named = noun_of_infinitive(tree, verb)
    if named is not None and tree.children(named, "nmod:poss"):
        return tree.children(named, "nmod:poss")  # Poland's plan to expel
    if word.plain == "acl":
        return _subjects_beside_noun(tree, verb, depth)
    return _subjects_above(tree, verb, depth)


def _subjects_beside_noun(tree: Tree, verb: int, depth: int) -> tuple[int, ...]:
    """Who does what a clause beside a noun tells: the noun, its owner, or who has to do with it."""
    word = tree.words[verb]
    governor = tree.words[word.head]
    if word.relation == "acl" and _is_apart(tree, verb):
        above = next((i for i in tree.governors(word.head) if tree.words[i].upos == "VERB"), -1)
        return subjects_of(tree, above, depth + 1) if above >= 0 else ()
    if word.relation == "acl" and _is_marked(tree, verb) and not _is_ranked(tree, word.head):
        owners = tree.children(word.head, "nmod:poss")  # France's role in brokering
        return owners or (subjects_of(tree, governor.head, depth + 1) if governor.head >= 0 else ())
    return (word.head,) if governor.upos in NOMINAL else ()


def _subjects_above(tree: Tree, verb: int, depth: int) -> tuple[int, ...]:
    """The subjects, or objects, of the verb above that a clause without a subject of its own shares."""
    word = tree.words[verb]
    governor = tree.words[word.head]
    if word.plain == "xcomp":
        told = () if _is_finite(tree, verb) else tree.children(word.head, "obj", "iobj")
        return told if told and governor.upos == "VERB" else subjects_of(tree, word.head, depth + 1)
    if is_aside(tree, verb):  # urged Dale to open its market, accusing it of …
        return subjects_of(tree, _main_verb(tree, word.head), depth + 1)
    if word.plain == "advcl" and _is_of_object(tree, verb):
        return tree.children(word.head, "obj") or subjects_of(tree, word.head, depth + 1)
    joined = word.plain in ("conj", "advcl", "parataxis") and governor.upos in ("VERB", "NOUN", "ADJ", "AUX")
    return subjects_of(tree, word.head, depth + 1) if joined or word.plain == "ccomp" else ()


def noun_of_infinitive(tree: Tree, verb: int) -> int | None:
    """The noun right before an infinitive that says what it is for (continued their efforts to end the war)."""
    to = next((i for i in tree.children(verb, "mark") if tree.words[i].lemma == "to"), 0)
    before = tree.words[to - 1]
    if not to or before.upos != "NOUN" or before.lemma not in _AIMS:
        return None
    return before.index if tree.words[verb].plain in ("acl", "advcl", "xcomp") else None


def is_aside(tree: Tree, verb: int) -> bool:
    """A participle in -ing behind a comma, which tells what whoever speaks or acts does besides."""
    word = tree.words[verb]
    before = tree.words[verb - 1].text if verb else ""
    return word.plain == "advcl" and word.text.endswith("ing") and before in (",", "”", '"')


def _main_verb(tree: Tree, verb: int) -> int:
    """The verb that governs an infinitive, and the one that governs that."""
    while tree.words[verb].plain == "xcomp" and tree.words[verb].head >= 0:
        verb = tree.words[verb].head
    return verb


def _is_ranked(tree: Tree, noun: int) -> bool:
    """A noun that an infinitive tells apart from others: the first, the strongest to do so."""
    words = [tree.words[i].text.lower() for i in tree.children(noun, "amod")]
    return any(word.endswith("est") or word in ("first", "last", "only", "second") for word in words)


def _is_marked(tree: Tree, verb: int) -> bool:
    """An infinitive or gerund that says what a noun is about: a plan to expel, a role in brokering."""
    marks = {tree.words[i].lemma.lower() for i in tree.children(verb, "mark")}
    return "to" in marks or (bool(marks & {"in", "of", "at", "for"}) and tree.words[verb].text.endswith("ing"))


def _is_of_object(tree: Tree, verb: int) -> bool:
    """A gerund after "for" or "of" tells what the object did: thanked Italy for joining, accused her of spying."""
    marks = {tree.words[i].lemma.lower() for i in tree.children(verb, "mark")}
    return bool(marks & {"for", "of", "from"}) and tree.words[verb].text.endswith("ing")


def _is_finite(tree: Tree, verb: int) -> bool:
    """A past tense with an object of its own: no infinitive, whatever the parser calls it (praised A, criticised B)."""
    return tree.words[verb].text.endswith("ed") and bool(tree.children(verb, "obj"))


def _is_apart(tree: Tree, verb: int) -> bool:
    """A participle in -ing set off by a comma shares the subject of the sentence: …, thereby validating."""
    if not tree.words[verb].text.endswith("ing"):
        return False
    before = (word for word in reversed(tree.words[tree.words[verb].head : verb]) if word.upos not in ("ADV", "SCONJ"))
    return next((word.text for word in before), "")[-1:] in (",", "”", '"')


def make_tree(
    sentence: Sentence,
    lemmas: Sequence[str],
    upos: Sequence[str],
    heads: Sequence[int],
    relations: Sequence[str],
) -> Tree:
    """A tree from a parse whose heads count from 1, 0 being the root."""
    rows = zip(sentence.tokens, lemmas, upos, heads, relations, strict=True)
    return Tree(
        sentence,
        tuple(
            Word(i, token.text, lemma, tag, head - 1, relation, token.span)
            for i, (token, lemma, tag, head, relation) in enumerate(rows)
        ),
    )
