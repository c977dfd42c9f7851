"""Errors that the parser makes again and again with the news, mended by what the words themselves say.

Each mends one: a verb taken for an adjective, a preposition taken for a participle, a subject taken for the end of a
list. A sentence without the error is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keystone_states.reading.parse import Parsed

_LEADS = ("ADP", "SCONJ", "VERB", "ADV")  # what a lead begins with: In a statement on Sunday, …


def mended(parsed: Parsed) -> Parsed:
    """The same sentence without these errors; what would not be a tree any more is left as it was."""
    mends = (_with_hidden_verbs, _with_plans, _with_prepositions, _with_perfect, _with_root_verb, _with_lead)
    for mend in (*mends, _with_one_subject):
        found = mend(parsed)
        parsed = found if _is_tree(found.heads) else parsed
    return parsed


def _is_tree(heads: Sequence[int]) -> bool:
    """Whether the way up from every word ends at one root."""
    for at in range(len(heads)):
        steps = 0
        while heads[at] and steps <= len(heads):
            at, steps = heads[at] - 1, steps + 1
        if heads[at]:
            return False
    return heads.count(0) == 1 if heads else True


def _with_hidden_verbs(parsed: Parsed) -> Parsed:
    """The same with each verb tagged as one that was taken for an adjective or a noun (Dale lent grain).

    A word with a subject and an object of its own in the tree is a verb where the lexicon knows it as a form of one.
    """
    subjects, objects = (
        {head for head, relation in zip(parsed.heads, parsed.relations, strict=True) if relation == kind}
        for kind in ("nsubj", "obj")
    )
    hidden = {
        i for i in subjects & objects if i and parsed.upos[i - 1] in ("ADJ", "NOUN") and _is_verb(parsed.words[i - 1])
    }
    if not hidden:
        return parsed
    places = range(1, len(parsed.words) + 1)
    return replace(
        parsed,
        upos=tuple("VERB" if i in hidden else parsed.upos[i - 1] for i in places),
        xpos=tuple("VBD" if i in hidden else parsed.xpos[i - 1] for i in places),
    )


def _with_root_verb(parsed: Parsed) -> Parsed:
    """The same with a verb for its root where the parser took it for what describes its object (Dale eased tolls).

    That is so where the root is a noun that a word describes which is a form of a verb in the past, with a noun right
    before it. What stands before that verb becomes its subject, the noun its object.
    """
    root = next((i for i, head in enumerate(parsed.heads) if head == 0), -1)
    verb = next((i for i in range(1, root) if parsed.heads[i] == root + 1 and _is_lost_verb(parsed, i)), -1)
    if root < 0 or verb < 0 or parsed.upos[root] not in ("NOUN", "PROPN"):
        return parsed
    heads, relations = list(parsed.heads), list(parsed.relations)
    upos, xpos = list(parsed.upos), list(parsed.xpos)
    for i in range(verb):
        if heads[i] in (root + 1, verb + 1):
            heads[i], relations[i] = (verb, "compound") if i != verb - 1 else (verb + 1, "nsubj")
    heads[verb], relations[verb], upos[verb], xpos[verb] = 0, "root", "VERB", "VBD"
    heads[root], relations[root] = verb + 1, "obj"
    return replace(parsed, heads=tuple(heads), relations=tuple(relations), upos=tuple(upos), xpos=tuple(xpos))


def _with_perfect(parsed: Parsed) -> Parsed:
    """The same with "having" as a helping verb before a participle that was taken to describe the noun behind it."""
    upos, heads = list(parsed.upos), list(parsed.heads)
    relations = list(parsed.relations)
    for i, word in enumerate(parsed.words[:-1]):
        noun = heads[i + 1] - 1
        if word.lower() != "having" or upos[i + 1] != "VERB" or relations[i + 1] != "amod" or heads[noun] != i + 1:
            continue
        heads = [i + 2 if head == i + 1 else head for head in heads]
        heads[i + 1], relations[i + 1] = heads[i], relations[i]
        upos[i], heads[i], relations[i], relations[noun] = "AUX", i + 2, "aux", "obj"
    return replace(parsed, upos=tuple(upos), heads=tuple(heads), relations=tuple(relations))


def _is_lost_verb(parsed: Parsed, index: int) -> bool:
    described = parsed.relations[index] == "amod" and parsed.upos[index] in ("VERB", "ADJ")
    subject = parsed.upos[index - 1] in ("NOUN", "PROPN") and parsed.heads[index - 1] > index
    return described and subject and not parsed.words[index].endswith("ing") and _is_verb(parsed.words[index])


def _with_prepositions(parsed: Parsed) -> Parsed:
    """The same with "following" as a preposition where it stands before a noun without an article (following talks).

    The parser takes it for a participle that describes the noun; after "the" it is one.
    """
    found = {
        i
        for i, (word, tag, relation) in enumerate(zip(parsed.words, parsed.upos, parsed.relations, strict=True))
        if word.lower() == "following" and tag == "VERB" and relation == "amod" and not _has_article(parsed, i)
    }
    return replace(
        parsed,
        upos=tuple("ADP" if i in found else tag for i, tag in enumerate(parsed.upos)),
        relations=tuple("case" if i in found else relation for i, relation in enumerate(parsed.relations)),
    )


def _has_article(parsed: Parsed, index: int) -> bool:
    """Whether the noun that a word describes has an article or another determiner before the word."""
    return any(
        relation in ("det", "nmod:poss") and head == parsed.heads[index] and at < index
        for at, (relation, head) in enumerate(zip(parsed.relations, parsed.heads, strict=True))
    )


def _with_plans(parsed: Parsed) -> Parsed:
    """The same with a verb for what was taken for a noun though it has a subject and an infinitive (Dale plans to)."""
    upos, xpos, relations = list(parsed.upos), list(parsed.xpos), list(parsed.relations)
    for i, tag in enumerate(parsed.upos):
        below = [at for at, head in enumerate(parsed.heads) if head == i + 1]
        infinitive = next((at for at in below if parsed.relations[at] == "acl" and parsed.words[at - 1] == "to"), -1)
        told = {parsed.relations[at] for at in below}
        named = i - 1 in below and parsed.upos[i - 1] == "PROPN" and relations[i - 1] == "compound" and i > 0
        main = relations[i].split(":")[0] in ("root", "ccomp", "parataxis")
        if tag != "NOUN" or infinitive <= i or "cop" in told or not _is_verb(parsed.words[i]):
            continue
        if "nsubj" in told or (named and main):  # the EU plans to …
            upos[i], xpos[i], relations[infinitive] = "VERB", "VBZ", "xcomp"
            relations[i - 1] = "nsubj" if "nsubj" not in told else relations[i - 1]
    return replace(parsed, upos=tuple(upos), xpos=tuple(xpos), relations=tuple(relations))


def _is_verb(word: str) -> bool:
    import lemminflect

    return bool(lemminflect.getAllLemmas(word.lower(), upos="VERB"))


def _with_lead(parsed: Parsed) -> Parsed:
    """The same with a subject for its verb where the parser took it for joined to the lead (On Sunday, Dale met …)."""
    if not parsed.upos or parsed.upos[0] not in _LEADS:
        return parsed
    for verb in (i for i, tag in enumerate(parsed.upos) if tag == "VERB" and not _has_subject(parsed, i)):
        comma = max((i for i in range(verb) if parsed.words[i] == ","), default=-1)
        lost = [
            i
            for i in range(comma + 1, verb)
            if comma > 0 and parsed.relations[i] in ("conj", "appos") and parsed.heads[i] - 1 < comma
        ]
        if len(lost) == 1 and verb in _above(parsed, lost[0]) and _ends_before(parsed, lost[0], verb):
            passive = any(parsed.heads[i] == verb + 1 and parsed.relations[i] == "aux:pass" for i in range(verb))
            heads, relations = list(parsed.heads), list(parsed.relations)
            heads[lost[0]], relations[lost[0]] = verb + 1, "nsubj:pass" if passive else "nsubj"
            return replace(parsed, heads=tuple(heads), relations=tuple(relations))
    return parsed


def _with_one_subject(parsed: Parsed) -> Parsed:
    """The same with the first of two subjects of a verb for the verb between them that has none (A met B, C showed)."""
    for verb, tag in enumerate(parsed.upos):
        subjects = [i for i in range(verb) if parsed.heads[i] == verb + 1 and parsed.relations[i] == "nsubj"]
        if tag != "VERB" or len(subjects) != 2:
            continue
        between = range(subjects[0] + 1, subjects[1])
        lone = [i for i in between if parsed.upos[i] == "VERB" and not _has_subject(parsed, i)]
        main = [i for i in lone if parsed.relations[i].split(":")[0] in ("root", "ccomp", "parataxis", "conj")]
        if main:
            heads = list(parsed.heads)
            heads[subjects[0]] = main[0] + 1
            return replace(parsed, heads=tuple(heads))
    return parsed


def _has_subject(parsed: Parsed, verb: int) -> bool:
    return any(
        head == verb + 1 and relation.split(":")[0] in ("nsubj", "csubj", "expl")
        for head, relation in zip(parsed.heads, parsed.relations, strict=True)
    )


def _above(parsed: Parsed, index: int) -> list[int]:
    """The words above a word, the nearest first."""
    found: list[int] = []
    while parsed.heads[index] and len(found) < len(parsed.heads):
        index = parsed.heads[index] - 1
        found.append(index)
    return found


def _ends_before(parsed: Parsed, noun: int, verb: int) -> bool:
    """Whether nothing but helping verbs and adverbs stands between a noun with all below it and a verb."""
    last = max(i for i in range(verb) if i == noun or noun in _above(parsed, i))
    return all(parsed.upos[i] in ("AUX", "ADV", "PART") for i in range(last + 1, verb))
