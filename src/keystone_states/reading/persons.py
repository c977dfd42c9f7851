"""Whom a person's name means: by full name, by a surname that the text has introduced, by the post held on the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from rapidfuzz import fuzz

from keystone_states.actors.registry import fold
from keystone_states.model.rows import Organisation, Post, PostKind
from keystone_states.reading.dictionary import Office
from keystone_states.reading.lexicon import Kind, Lexicon, Line, folded, key_of, sector_of
from keystone_states.reading.whom import UNDATED, Meaning

LIKE = 85  # of 100: how alike two spellings of one person's name are
STRANGER = "introduced in the text"  # begins the remark on a person whom no dictionary holds
_SURNAME_FIRST = frozenset(("CHN", "KOR", "PRK", "TWN", "VNM", "KHM", "HUN"))
_SECTORS = {PostKind.SPEAKER: "LEG", PostKind.ORGANISATION_HEAD: "IGO"}


@dataclass(frozen=True, slots=True)
class Known:
    """A person the text has introduced."""

    name: str
    actor: str | None
    person: str | None
    sector: str

    def meaning(self, reason: str) -> Meaning:
        """What the surname stands for from now on."""
        remark = reason if self.person else f"{STRANGER}: {reason}"
        return Meaning(self.actor, self.person, self.sector, remark)


@dataclass(slots=True)
class Persons:
    """The persons of one article, as they are introduced."""

    lexicon: Lexicon
    day: date | None
    memory: dict[str, Known] = field(default_factory=dict)
    offices: dict[str, dict[str, Known]] = field(default_factory=dict)

    def known(self, surname: str) -> Known | None:
        """Whom the text has introduced by this (folded) surname."""
        return self.memory.get(surname)

    def meaning(
        self, lines: tuple[Line, ...], quote: str, *, title: Line | None = None, of: str | None = None
    ) -> Meaning:
        """Whom a person's name means, `title` and the actor `of` standing before it.

        The person the text has introduced goes first; then whoever held a post on the day; a surname of several is
        ambiguous, but keeps its actor where all are of one.
        """
        if lines[0].kind is Kind.PERSON:
            return self._full(lines[0], told=title is not None or of is not None)
        known = self.memory.get(key_of(quote))
        if known and of in (None, known.actor):
            return known.meaning(f"introduced before as {known.name}")
        among = [line for line in self.lexicon.surnames.get(key_of(quote), lines) if of in (None, *self._actors(line))]
        chosen = self._in_post(among, title) or tuple(among) or lines
        return self._one_of(chosen, quote, told=title is not None or of is not None)

    def _actors(self, line: Line) -> tuple[str | None, ...]:
        return (line.actor, *(post.actor for post in self.lexicon.posts_of(line.person)))

    def _in_post(self, lines: Sequence[Line], title: Line | None) -> tuple[Line, ...]:
        """Those who held a post on the day, one that the title names where it names one."""
        office = self.lexicon.words.posts.get(title.name.lower()) if title else None
        return tuple(
            line
            for line in lines
            if any(
                (self.day is None or post.holds(self.day)) and (office is None or is_of(office, post))
                for post in self.lexicon.posts_of(line.person)
            )
        )

    def _one_of(self, lines: Sequence[Line], quote: str, *, told: bool) -> Meaning:
        recorded = {line.full_name for line in lines if line.person}  # the dictionary may name them once more
        persons: dict[str, Line] = {}
        for line in lines:
            if line.person or line.full_name not in recorded:
                persons.setdefault(line.person or line.full_name, line)
        if len(persons) == 1:
            return self._full(next(iter(persons.values())), told=told)
        actors = sorted({line.actor for line in persons.values() if line.actor})
        names = ", ".join(sorted(line.full_name for line in persons.values()))
        if len(actors) == 1:
            return Meaning(actors[0], reason=f"{quote}: {names}, all of {actors[0]}", candidates=tuple(sorted(persons)))
        return Meaning(None, reason=f"{quote} may be {names}", candidates=tuple(actors))

    def _full(self, line: Line, *, told: bool) -> Meaning:
        """The person of a line, with the post held on the day.

        Who took every recorded post after the day speaks for nobody yet, and who once led an organisation no more for
        it, unless the text tells an office or a state.
        """
        posts = self.lexicon.posts_of(line.person)
        held = [post for post in posts if self.day and post.holds(self.day)]
        if held:
            post = min(held, key=lambda each: list(PostKind).index(each.post))
            sector = "REL" if post.actor == "VAT" else _SECTORS.get(post.post, "GOV")
            return Meaning(post.actor, line.person, sector, f"{line.where}, {post.title} ({post.actor}) on {self.day}")
        first = min(posts, key=lambda each: each.since.first(), default=None)
        if first is not None and self.day and first.since.first() > self.day and not first.since.by and not told:
            reason = f"{line.where}; in no post on {self.day}, the first recorded is {first.title} since {first.since}"
            return Meaning(None, line.person, "", reason)
        body = isinstance(self.lexicon.registry.world.actors.get(line.actor or ""), Organisation)
        if body and first is not None and self.day and not told:
            return Meaning(None, line.person, "", f"{line.where}; in no post of {line.actor} on {self.day}")
        remark = UNDATED if self.day is None else f"no post recorded on {self.day}"
        remark = remark if line.person else "not in the table of persons"
        return Meaning(line.actor, line.person, self._sector(line.actor), f"{line.where} ({line.actor}); {remark}")

    def _sector(self, actor: str | None) -> str:
        row = self.lexicon.registry.world.actors.get(actor or "")
        if isinstance(row, Organisation):
            return sector_of(row)
        return "REL" if actor == "VAT" else "GOV"

    def remember(self, meaning: Meaning, lines: tuple[Line, ...]) -> None:
        """From now on the surname alone means this person."""
        line = next((each for each in lines if each.person == meaning.person), lines[0])
        if meaning.actor is None or (meaning.person is None and line.kind is Kind.SURNAME):
            return
        for surname in self.lexicon.surnames_of.get(line.full_name, ()):
            self.memory[surname] = Known(line.full_name, meaning.actor, meaning.person, meaning.sector)

    def introduce(self, words: Sequence[str], meaning: Meaning) -> Meaning:
        """A name behind an office that no dictionary holds: a known person spelt otherwise, or a stranger."""
        name = " ".join(word for word in words if word.isalpha())
        line = self._alike(name, meaning.actor)
        if line:
            found = replace(meaning, person=line.person, reason=f"{meaning.reason}; spelt {name}: {line.where}")
            self.remember(found, (line,))
        else:
            found = replace(meaning, reason=f"{STRANGER}: {name}, in no dictionary; {meaning.reason}")
        surnames = [words[-1], words[0]] if meaning.actor in _SURNAME_FIRST else [words[-1]]
        for word in surnames:
            self.memory[folded(word)] = Known(name, found.actor, found.person, found.sector)
        return found

    def _alike(self, name: str, actor: str | None) -> Line | None:
        """The person of an actor whose name is spelt almost so, or begins so."""
        plain = fold(name)
        scored = [(_likeness(plain, line), line) for line in self.lexicon.people_of(actor)]
        best = max(scored, key=lambda each: (each[0], each[1].where), default=None)
        return best[1] if best and best[0] >= LIKE else None

    def seat(self, title: Line, meaning: Meaning) -> None:
        """From now on the office alone may mean this person, or this actor's office."""
        if meaning.actor and meaning.sector != "ELI":
            known = Known(title.name, meaning.actor, meaning.person, meaning.sector)
            seated = self.offices.setdefault(title.where, {})
            seated[meaning.person or meaning.actor] = known
            if meaning.person:
                seated.pop(meaning.actor, None)

    def seated(self, title: Line) -> Known | None:
        """Who alone has been introduced by an office so far."""
        seated = self.offices.get(title.where, {})
        return next(iter(seated.values())) if len(seated) == 1 else None

    def in_office(self, meaning: Meaning, title: Line) -> Meaning:
        """With the person who held the office on the day, where the posts know one."""
        office = self.lexicon.words.posts.get(title.name.lower())
        if office is None or meaning.actor is None or meaning.sector == "ELI":
            return meaning
        if self.day is None:
            return replace(meaning, reason=f"{meaning.reason}; {UNDATED}, holder not looked up")
        if title.name.lower() == "leader" and meaning.actor in self.lexicon.words.led_by_head_of_government:
            office = Office(kinds=(PostKind.HEAD_OF_GOVERNMENT,))
        held = [post for post in self.lexicon.posts_at(meaning.actor) if is_of(office, post) and post.holds(self.day)]
        if len({post.person for post in held}) != 1:
            return meaning
        person = self.lexicon.registry.world.person_name(held[0].person)
        reason = f"{meaning.reason}; {person}, {held[0].title} on {self.day}"
        return replace(meaning, person=held[0].person, reason=reason)

    def holder(self, line: Line) -> Meaning:
        """Who is meant by an office that has one seat in the world: the Pope."""
        plain = Meaning(line.actor, sector=line.sector, reason=f"{line.where} ({line.actor})")
        if self.day is None:
            return replace(plain, reason=f"{plain.reason}; {UNDATED}, holder not looked up")
        held = [
            post
            for post in self.lexicon.posts_at(line.actor)
            if post.post is PostKind.HEAD_OF_STATE and post.holds(self.day)
        ]
        if not held:
            return plain
        name = self.lexicon.registry.world.person_name(held[0].person)
        return replace(plain, person=held[0].person, reason=f"{plain.reason}; {name} on {self.day}")


def _likeness(plain: str, line: Line) -> float:
    """0 to 100, of a folded name and a person's: surnames with surnames, full names with full names."""
    if " " not in plain:
        return fuzz.ratio(plain, fold(line.name)) if line.kind is Kind.SURNAME else 0.0
    full = fold(line.full_name)
    return 100.0 if f"{full} ".startswith(f"{plain} ") else fuzz.token_sort_ratio(plain, full)


def is_of(office: Office, post: Post) -> bool:
    """Whether a post is one that the office names."""
    return post.post in office.kinds and office.titled in post.title.lower()
