"""Who says so: the paper itself, a named speaker, or somebody unnamed; and who is quoted with which words.

An event told under a verb of saying belongs to its speaker; one told inside quotation marks to whoever is quoted. A
quotation is what stands between quotation marks with a speaker found for it; a word or two in marks without one are
the paper's own distance ("multi-vector"), no quotation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict

from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.records import PAPER, Article, Attribution, Evidence, Named, Quote, Span, SpeakerKind
from keystone_states.reading.tree import Tree, subjects_of

_MARKS = (("“", "”"), ("«", "»"), ('"', '"'), ("„", "“"), ("‘", "’"))
LONGEST_QUOTE = 2_000  # characters; marks that far apart do not belong together
SCARE = 3  # so many words in marks, or fewer, are a quotation only with a speaker in the same sentence


class SpeechWords(BaseModel):
    """Verbs of saying and nouns of unnamed speakers, as `dictionaries/speech.yaml` lists them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    verbs: frozenset[str]
    unnamed: frozenset[str]
    according: frozenset[str]


@cache
def speech_words() -> SpeechWords:
    """The packaged words on speech."""
    text = files("keystone_states.reading").joinpath("dictionaries/speech.yaml").read_text(encoding="utf-8")
    return SpeechWords.model_validate(yaml.load(text, yaml.CSafeLoader))


def attribution(scene: Scene, verb: int, quotes: Sequence[Quote]) -> Attribution:
    """Who says that the event happened which a word of a sentence names."""
    at = scene.tree.words[verb].span
    inside = next((quote for quote in quotes if quote.direct and at in quote.span), None)
    if inside is not None and inside.speaker is not None:
        return Attribution(SpeakerKind.NAMED, inside.speaker, inside.verb)
    for above in scene.tree.governors(verb):
        if scene.tree.words[above].lemma in speech_words().verbs and _is_told(scene.tree, verb, above):
            return _of_speech(scene, above)
    return _according(scene) or PAPER


def _is_told(tree: Tree, verb: int, speech: int) -> bool:
    """Whether a verb stands in what another verb says: in its complement, or beside it as its parenthesis."""
    for each in (verb, *tree.governors(verb)):
        if tree.words[each].head == speech:
            return tree.words[each].plain in ("ccomp", "parataxis", "xcomp", "advcl")
    return False


def _of_speech(scene: Scene, verb: int) -> Attribution:
    span = scene.tree.words[verb].span
    for subject in subjects_of(scene.tree, verb):
        named = scene.actors(subject)
        if named:
            return Attribution(SpeakerKind.NAMED, named[0], span)
        if scene.tree.words[subject].lemma.lower() in speech_words().unnamed:
            return Attribution(SpeakerKind.UNNAMED, None, span)
    return PAPER


def _according(scene: Scene) -> Attribution | None:
    """According to somebody: said once in a sentence, it holds for all of it."""
    for word in scene.tree.words:
        if scene.tree.preposition(word.index) in speech_words().according:
            named = scene.actors(word.index)
            kind = SpeakerKind.NAMED if named else SpeakerKind.UNNAMED
            return Attribution(kind, named[0] if named else None, word.span)
    return None


# Quotations


def quotes_in(article: Article, scenes: Sequence[Scene]) -> tuple[Quote, ...]:
    """Every quotation of the article with its speaker, in order."""
    found: list[Quote] = []
    for span in quoted(article.text, [each.span for each in article.paragraphs]):
        scene = next((each for each in scenes if each.tree.sentence.span.end > span.start), None)
        if scene is None:
            continue
        verb, speaker = _speaker(scene, span)
        speaker = speaker or _meant_by_pronoun(scenes, scene, span)
        if speaker is None and len(span.of(article.text).split()) <= SCARE:
            continue
        if speaker is None and found:
            speaker = _going_on(article.text, found[-1], span)
        reason = "verb of saying with its subject" if verb is not None else "goes on from the quotation before it"
        sentence = scene.tree.sentence.span
        found.append(
            Quote(
                span,
                span.of(article.text),
                True,
                speaker,
                scene.tree.words[verb].span if verb is not None else None,
                (Evidence(article.name, sentence, sentence.of(article.text)),),
                reason if speaker else "no speaker found",
            )
        )
    return tuple(found)


def quoted(text: str, paragraphs: Sequence[Span]) -> Iterator[Span]:
    """What stands between quotation marks, without them, in order; marks are matched within a paragraph."""
    for paragraph in paragraphs:
        at = paragraph.start
        while match := _OPENING.search(text, at, paragraph.end):
            closing = dict(_MARKS)[match.group()]
            end = _closing(text, closing, match.end(), min(paragraph.end, match.end() + LONGEST_QUOTE))
            if end > match.end():
                yield Span(match.end(), end)
            at = max(end, match.end()) + 1


_OPENING = re.compile(r"[“«„]|(?<![\w])\"|(?<![\w])‘(?=\w)")


def _closing(text: str, mark: str, start: int, end: int) -> int:
    """Where the mark stands that closes, not as an apostrophe within a word; −1 where none does."""
    at = text.find(mark, start, end)
    while at >= 0 and mark == "’" and at + 1 < len(text) and text[at + 1].isalpha():
        at = text.find(mark, at + 1, end)
    return at


def _speaker(scene: Scene, span: Span) -> tuple[int | None, Named | None]:
    """The verb of saying nearest above the quotation's first word, else any in the sentence, and its subject."""
    tree, verbs = scene.tree, speech_words().verbs
    inside = [word.index for word in tree.words if word.span in span]
    above = [i for first in inside[:1] for i in tree.governors(first)]
    others = [word.index for word in tree.words if word.upos == "VERB"]
    for verb in dict.fromkeys((*above, *others)):
        word = tree.words[verb]
        if word.span in span or word.lemma not in verbs:
            continue
        for subject in subjects_of(tree, verb):
            named = scene.actors(subject)
            if named:
                return verb, named[0]
    said = _according(scene)
    return None, said.speaker if said else None


def _meant_by_pronoun(scenes: Sequence[Scene], scene: Scene, span: Span) -> Named | None:
    """He or she who says it, where no name is found: the person who is the subject of the sentence before."""
    words = [word for word in scene.tree.words if word.plain == "nsubj" and word.span not in span]
    if not any(word.lemma.lower() in ("he", "she") for word in words):
        return None
    for earlier in reversed(scenes[: scenes.index(scene)][-2:]):
        root = next((word.index for word in earlier.tree.words if word.head < 0), None)
        subjects = subjects_of(earlier.tree, root) if root is not None else ()
        named = [name for i in subjects for name in earlier.actors(i) if name.person]
        if named:
            return named[0]
    return None


def _going_on(text: str, last: Quote, span: Span) -> Named | None:
    """The speaker of the quotation just before, when nothing but a few marks or words part the two."""
    return last.speaker if span.start - last.span.end < 200 and "\n" not in text[last.span.end : span.start] else None
