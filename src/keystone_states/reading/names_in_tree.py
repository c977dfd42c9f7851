"""Which actors a word of a sentence stands for: its own name, or those of what describes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from keystone_states.reading.records import Named, Span
from keystone_states.reading.tree import Tree

LONGEST_DATELINE = 12  # words
_DASHES = ("--", "—", "–", "-", ":")
_OF = ("of", "from", "in", "", "including", "such as")
_MANY = ("country", "nation", "state")
_MODIFIERS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("appos", "flat"), ()),
    (("nmod:poss",), ()),
    (("amod", "compound", "nummod"), ()),
    (("nmod",), _OF),
)


@dataclass(frozen=True)
class Scene:
    """A tree with the names in it, by word, and what the sentences before it told.

    `before`: the parties of the event told last, for "it"; `pair`: the last two, for "the two"; `doers`: by a noun that
    names an act, who did the last such act, for "the strike"; `speeches`: stretches of speech with whoever says them,
    for "we".
    """

    tree: Tree
    named: dict[int, Named] = field(default_factory=dict)
    before: tuple[Named, ...] = ()
    pair: tuple[Named, ...] = ()
    doers: Mapping[str, tuple[Named, ...]] = field(default_factory=dict)
    speeches: tuple[tuple[Span, Named], ...] = ()

    @classmethod
    def of(cls, tree: Tree, names: Iterable[Named]) -> Scene:
        """A tree and the names that lie in its sentence, those of its dateline apart (KABUL, May 15 (Pajhwok) --)."""
        after = _end_of_dateline(tree)
        held = {
            word.index: name
            for name in names
            for word in tree.words
            if word.index >= after and word.span.start < name.span.end and name.span.start < word.span.end
        }
        return cls(tree, held)

    def actors(self, index: int, *, depth: int = 0) -> tuple[Named, ...]:
        """The actors that a nominal stands for: its own name, else those of its modifiers; each of those joined to it.

        "Russian forces", "the government of Kazakhstan", "Kazakhstan's president" and "leaders of A and B" stand for
        the actors they name.
        """
        found = (name for each in self.tree.conjuncts(index) for name in self._own(each, depth))
        return tuple(sorted(dict.fromkeys(found), key=lambda name: name.span))

    def speaker(self, index: int) -> tuple[Named, ...]:
        """Who says a word, where it stands within a quotation: whom "we" means."""
        span = self.tree.words[index].span
        said = (name for speech, name in self.speeches if span in speech)
        return tuple(
            replace(
                name, span=span, quote=self.tree.words[index].text, reason=f"who says it: {name.quote}; {name.reason}"
            )
            for name in said
        )

    def _own(self, index: int, depth: int) -> tuple[Named, ...]:
        own = self.named.get(index)
        if own is not None:
            return (*((own,) if own.actor is not None else ()), *self._joined(index, own, depth))
        for relations, cases in _MODIFIERS:
            for child in self.tree.children(index, *relations):
                if cases and (self.tree.preposition(child) not in cases or self._begins_range(index, child)):
                    continue
                found = self.actors(child, depth=depth + 1) if depth < 3 else ()
                if found:
                    return found
        return ()

    def _begins_range(self, index: int, child: int) -> bool:
        """Whether what describes "27 countries" only says how far they reach: from Dale to Erebor."""
        if self.tree.preposition(child) != "from" or self.tree.words[index].lemma.lower() not in _MANY:
            return False
        above = (index, child, self.tree.words[index].head)  # "to Erebor" may hang from any of them
        ends = (i for at in above if at >= 0 for i in self.tree.children(at, "nmod", "obl"))
        return any(self.tree.preposition(i) == "to" for i in ends)

    def _joined(self, index: int, own: Named, depth: int) -> Iterator[Named]:
        """Names that share the noun of a name: Dalish and Ereborian ministers, leaders of Dale and of Erebor."""
        if depth > 2:
            return
        for word in self.tree.words:
            if self.named.get(word.index) is own and word.index != index:
                for joined in self.tree.children(word.index, "conj"):
                    yield from self.actors(joined, depth=depth + 1)
        for child in self.tree.children(index, "amod", "compound", "nmod:poss", "nmod"):
            other = self.named.get(child)
            if other is not None and other is not own and self.tree.children(child, "conj", "cc"):
                yield from self.actors(child, depth=depth + 1)


def _end_of_dateline(tree: Tree) -> int:
    """How many words at the head say from where a text is sent: in capitals, up to a dash or colon; 0 for none."""
    words = tree.words
    if not words or not (len(words[0].text) > 2 and words[0].text.isupper()):
        return 0
    return next((word.index + 1 for word in words[1:LONGEST_DATELINE] if word.text in _DASHES), 0)
