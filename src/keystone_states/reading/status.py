"""Whether an act took place, by the words that govern its clause: a plan, a condition, a wish, a denial.

"plans to visit" and "will visit" are planned, "may visit" and "if he visits" hypothetical, "has never visited", "denied
having visited" and "reports of a visit were denied" denied; what no such word governs is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from keystone_states.reading.records import EventStatus
from keystone_states.reading.rules import Rule, StatusWords, status_words
from keystone_states.reading.tree import Clause, Tree, noun_of_infinitive


def status_of(clause: Clause, tree: Tree, rule: Rule) -> EventStatus:
    """Reported, planned, hypothetical, denied, or historical where a word such as "once" says so."""
    words = status_words()
    chain = list(_governing(tree, clause.verb, words))
    if _is_denied(clause, tree, words) or _is_under_denial(chain, tree, words):
        return EventStatus.DENIED
    if any(_is_conditional(tree, verb, words) for verb in (clause.verb, *chain)):
        return EventStatus.HYPOTHETICAL
    helpers = _helpers(tree, clause.verb)
    marks = tree.children(clause.verb, "mark")  # "due to sign"
    outer = {tree.words[i].lemma.lower() for i in (*chain, *marks) if not _is_fact(tree, clause.verb, i)}
    modal = any(_helpers(tree, i) & words.modal for i in chain if tree.words[i].lemma.lower() in words.planners)
    if modal or outer & words.wishers:
        return EventStatus.HYPOTHETICAL
    if rule.planned or helpers & words.future or outer & words.planners or _is_to_be(tree, clause.verb):
        return EventStatus.PLANNED
    if "would" in helpers and any(tree.words[i].lemma in words.tellers for i in chain) and "have" not in helpers:
        return EventStatus.PLANNED
    if helpers & words.modal:
        return EventStatus.HYPOTHETICAL
    if any(tree.words[i].text.lower() in words.once for i in tree.children(clause.verb, "advmod")):
        return EventStatus.HISTORICAL
    return EventStatus.REPORTED


def is_told_false(tree: Tree, verb: int) -> bool:
    """Whether a verb of denying has a clause, or a report with a clause, for its object: the denial is no event."""
    words = status_words()
    if _is_prevented(tree, verb, words):
        return True
    if tree.words[verb].lemma not in words.dismissers:
        return False
    if tree.words[verb].lemma in words.deniers and tree.children(verb, "ccomp", "xcomp", "advcl"):
        return True
    return any(
        tree.words[i].lemma in words.reports
        and not tree.children(i, "nmod:poss")
        and bool(tree.children(i, "acl", "ccomp", "nmod"))
        for i in tree.children(verb, "obj", "nsubj:pass", "obl")
    )


def _is_prevented(tree: Tree, verb: int, words: StatusWords) -> bool:
    """Whether somebody was kept from it: barred from travelling. What did not keep them from it, did not."""
    word = tree.words[verb]
    marks = {tree.words[i].lemma for i in tree.children(verb, "mark", "case")}
    if "from" not in marks or word.head < 0 or tree.words[word.head].lemma not in words.preventers:
        return False
    return not any(tree.words[i].lemma in words.negations for i in tree.children(word.head, "advmod"))


def _helpers(tree: Tree, verb: int) -> set[str]:
    found = [tree.words[i] for i in tree.children(verb, "aux", "aux:pass")]
    return {word.lemma.lower() for word in found} | {word.text.lower() for word in found}


def _governing(tree: Tree, index: int, words: StatusWords) -> Iterator[int]:
    """Verbs, adjectives and nouns of which a clause is the content, the nearest first: planned to, a report that."""
    at = index
    for above in tree.governors(index):
        word = tree.words[at]
        named = noun_of_infinitive(tree, at)
        if named is not None and named != above:
            yield named
        if word.plain == "conj":
            pass
        elif word.plain in ("xcomp", "ccomp", "csubj") or (word.plain in ("acl", "advcl") and _is_content(tree, at)):
            yield above
        elif word.relation == "acl:relcl" and tree.words[above].lemma in words.reports:
            yield above  # "a report that" read as a relative clause
        elif word.lemma in words.reports and tree.words[above].lemma in words.dismissers:
            yield above
        else:
            return
        at = above


def _is_content(tree: Tree, index: int) -> bool:
    marks = {tree.words[i].lemma for i in tree.children(index, "mark", "case")}
    return bool(marks & {"to", "that", "of", "from", "for", "at"}) and tree.words[index].relation != "acl:relcl"


def _is_fact(tree: Tree, verb: int, above: int) -> bool:
    """Whether what is announced or agreed is past: announced that it accepted."""
    word = tree.words[verb]
    finite = word.upos == "VERB" and word.text.lower() != word.lemma and not word.text.endswith(("ing", "s"))
    return finite and word.head == above and word.relation == "ccomp" and not tree.children(verb, "aux", "aux:pass")


def _is_to_be(tree: Tree, verb: int) -> bool:
    """ "is to be held", "are to meet": an infinitive under be."""
    word = tree.words[verb]
    above = tree.words[word.head] if word.head >= 0 else None
    has_to = any(tree.words[i].lemma == "to" for i in tree.children(verb, "mark"))
    under_be = above is not None and above.lemma == "be" and word.plain in ("xcomp", "advcl", "ccomp")
    own_be = any(tree.words[i].lemma == "be" for i in tree.children(verb, "aux", "cop"))
    return has_to and (under_be or own_be)


def _is_denied(clause: Clause, tree: Tree, words: StatusWords) -> bool:
    own = [tree.words[i] for i in tree.children(clause.verb, "advmod", "aux", "cc:preconj", "det", "case", "mark")]
    if any({word.lemma.lower(), word.text.lower()} & words.negations for word in own):
        return True
    nouns = (*clause.subjects, *clause.objects, *((clause.verb,) if clause.nominal else ()))
    below = [tree.words[i] for noun in nouns for i in tree.children(noun, "det", "cc:preconj", "advmod", "cc")]
    return any(word.lemma.lower() in words.nones for word in below)


def _is_under_denial(chain: Sequence[int], tree: Tree, words: StatusWords) -> bool:
    """Under deny; under dismiss when what is dismissed is a report; under yet to."""
    lemmas = [tree.words[i].lemma.lower() for i in chain]
    dismissed = any(lemma in words.dismissers for lemma in lemmas) and any(lemma in words.reports for lemma in lemmas)
    yet = any(tree.words[j].lemma.lower() == "yet" for i in chain for j in tree.children(i, "advmod"))
    return dismissed or yet or any(lemma in words.deniers for lemma in lemmas)


def _is_conditional(tree: Tree, verb: int, words: StatusWords) -> bool:
    """Under if, unless, whether; or the main clause of such a condition."""
    conditional = [verb, *tree.children(verb, "advcl")]
    return any(
        tree.words[i].lemma.lower() in words.conditions for each in conditional for i in tree.children(each, "mark")
    )
