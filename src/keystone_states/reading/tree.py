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
_PART_OF_NAME = ("flat", "compound", "flat:name", "fixed", "goeswith")


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
        return cases[0] if cases else ""


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
        if word.upos == "VERB" or (word.upos in ("NOUN", "ADJ") and tree.child(word.index, "cop", "nsubj") is not None):
            yield _clause(tree, word.index)


def nominal_clause(tree: Tree, noun: int) -> Clause:
    """A noun that names an event: its possessor and "of", "by", "between" as subjects, the rest as obliques."""
    owners = tree.children(noun, "nmod:poss")
    obliques = tuple((tree.preposition(i), i) for i in tree.children(noun, "nmod", "obl") if i not in owners)
    made_of = tree.children(noun, "amod", "compound")
    return Clause(noun, tree.words[noun].lemma, owners, made_of, obliques, False, (), None, nominal=True)


def _clause(tree: Tree, verb: int) -> Clause:
    passive = bool(tree.children(verb, "nsubj:pass", "aux:pass")) or _is_participle_of_noun(tree, verb)
    obliques = tuple((tree.preposition(i), i) for i in tree.children(verb, "obl") if tree.preposition(i))
    agents = tuple(i for prep, i in obliques if passive and prep == "by")
    return Clause(
        verb,
        " ".join([tree.words[verb].lemma, *(tree.words[i].lemma for i in tree.children(verb, "compound:prt"))]),
        subjects_of(tree, verb),
        _objects(tree, verb),
        tuple(pair for pair in obliques if pair[1] not in agents),
        passive,
        agents,
        tree.child(verb, "xcomp", "ccomp"),
    )


def _is_participle_of_noun(tree: Tree, verb: int) -> bool:
    """A past participle that describes a noun: troops sent by …"""
    word = tree.words[verb]
    return word.relation == "acl" and word.text.lower().endswith(("ed", "en", "nt", "wn", "ne", "lt", "ld", "de", "ut"))


def _objects(tree: Tree, verb: int) -> tuple[int, ...]:
    """Direct and indirect objects; the noun that a relative clause describes where the clause lacks an object."""
    found = tree.children(verb, "obj", "iobj")
    word = tree.words[verb]
    if word.relation == "acl:relcl" and not found:
        subjects = tree.children(verb, *SUBJECT)
        if subjects and not any(_is_relative(tree, i) for i in subjects):
            return (word.head,)
    return tuple(word.head if _is_relative(tree, i) and word.relation == "acl:relcl" else i for i in found)


def _is_relative(tree: Tree, index: int) -> bool:
    return tree.words[index].lemma in ("who", "which", "that", "whom")


def subjects_of(tree: Tree, verb: int, depth: int = 0) -> tuple[int, ...]:
    """Who does it (or, in the passive, to whom it is done): the verb's own subject, else the one it shares."""
    own = tree.children(verb, *SUBJECT)
    word = tree.words[verb]
    if own:
        antecedent = word.head if word.relation == "acl:relcl" else -1
        return tuple(antecedent if antecedent >= 0 and _is_relative(tree, i) else i for i in own)
    if depth > 8 or word.head < 0:
        return ()
    governor = tree.words[word.head]
    if word.relation in ("acl", "acl:relcl"):
        return (word.head,) if governor.upos in NOMINAL else ()
    if word.plain == "xcomp":
        told = tree.children(word.head, "obj", "iobj")
        return told if told and governor.upos == "VERB" else subjects_of(tree, word.head, depth + 1)
    if word.plain in ("conj", "advcl", "parataxis") and governor.upos in ("VERB", "NOUN", "ADJ", "AUX"):
        return subjects_of(tree, word.head, depth + 1)
    return ()


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
