"""Sentences by construction, with the events a careful reader takes from them: type, status, who → whom.

All parties are of Middle-earth, so that nothing is stated by accident. A mutual event lists all parties, no target.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.code import Coded, code
from keystone_states.reading.gold import read_gold
from keystone_states.reading.lemmas import lemmas
from keystone_states.reading.lexicon import Lexicon
from keystone_states.reading.mentions import find_names
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.parse import load_parser
from keystone_states.reading.records import Article, Paragraph, ParagraphKind, Span
from keystone_states.reading.rules import Rule, packaged_rules
from keystone_states.reading.segment import sentences
from keystone_states.reading.stand_ins import shortened
from keystone_states.reading.tree import make_tree
from keystone_states.world import World

GOLD = Path(__file__).parents[1] / "golden" / "reading" / "sentences.yaml"

# (construction, sentence, events); an event is "TYPE[/mode] SOURCE… > TARGET… [status] [role]".
CASES = """
active verb | Gondor praised Rohan. | SUPPORT XGO > XRO
passive with agent | Rohan was praised by Gondor. | SUPPORT XGO > XRO
passive without agent | Two Gondorian traders were kidnapped. | ASSAULT/abduct > XGO
conjoined subjects | Gondor and Rohan condemned Mordor. | ACCUSE/disapprove XGO XRO > XMO
conjoined objects | Mordor threatened Gondor and Rohan. | THREATEN XMO > XGO XRO
conjoined verbs | Gondor criticised Umbar and praised Rohan. | ACCUSE/disapprove XGO > XUM ; SUPPORT XGO > XRO
three verbs share a subject | Arnor praised Dale, criticised Rhun and thanked Erebor. | SUPPORT XAR > XDA ; ACCUSE/disapprove XAR > XRH ; SUPPORT XAR > XER
joined adjectives | Dalish and Ereborian ministers met. | CONSULT XDA XER >
joined genitives | The leaders of Dale, Erebor and Rhun met. | CONSULT XDA XER XRH >
relative clause, subject | Theoden, who visited Gondor in May, praised Arnor. | CONSULT/visit XRO > XGO ; SUPPORT XRO > XAR
relative clause, object | Mordor released a trader whom it had arrested. | RETREAT/release XMO > ; COERCE/arrest XMO >
cleft with a preposition | It was to Rohan that Denethor made his first trip. | CONSULT/visit XGO > XRO
cleft with an object | It was Arnor that Rhun attacked. | ASSAULT XRH > XAR
participle set off | Denethor spoke in Edoras, thereby endorsing Rohan. | SUPPORT XGO > XRO
participle after a noun | Talks between Gondor and Umbar, hosted by the Shire, began. | CONSULT/multilateral XSH > XGO XUM host
infinitive of purpose | Gondor and Umbar agreed to meet in Dale. | AGREE XGO XUM > XDA
pronoun of the speech verb | Gondor said it had attacked Mordor. | ASSAULT XGO > XMO
possessor as target | Denethor praised Rohan's patience. | SUPPORT XGO > XRO
target under the object | Gondor imposed sanctions on Umbar. | SANCTION XGO > XUM
target beneath a noun | Gondor condemned the burning of a mill in Rohan. | ACCUSE/disapprove XGO > XRO
indirect object | Canada gave Jamaica a grant of 5 million dollars. | AID CAN > JAM
event noun with both sides | Denethor deplored Harad's invasion of Umbar. | ACCUSE/disapprove XGO > XHA ; ASSAULT XHA > XUM
two nouns of one phrase | Harad's war of aggression against Umbar goes on. | ASSAULT XHA > XUM
event noun without a doer | The raid lasted an hour, a Dalish paper said. |
visit noun | Halbarad's visit to Rohan lasted three days. | CONSULT/visit XAR > XRO
received turns round | Theoden received Denethor. | CONSULT/visit XGO > XRO
received an invitation | Theoden received an invitation from Gondor. | REQUEST/meet XGO > XRO
received aid | Rohan received food from Gondor. | AID XGO > XRO
was in a country | Denethor was in Rohan on Monday. | CONSULT/visit XGO > XRO
a thing that went there | Exports from Dale went to Rohan. |
telephone | Theoden telephoned Denethor. | CONSULT/phone XRO XGO >
called by telephone | Theoden called Denethor to discuss grain. | CONSULT/phone XRO XGO >
mediator | The Shire mediated between Gondor and Harad. | CONSULT/third-party XSH > XGO XHA mediator
host | Dale hosted talks between Erebor and Rohan. | CONSULT/multilateral XDA > XER XRO host
organisation's summit in a capital | The White Council's summit is to be held in Rohan's capital. | CONSULT/multilateral XRO > XWC planned host
takes part | Theoden attended the summit of the Anduin Compact. | CONSULT/multilateral XRO XAC >
planned by will | Denethor will visit Rohan. | CONSULT/visit XGO > XRO planned
planned by a verb | Denethor plans to visit Rohan. | CONSULT/visit XGO > XRO planned
is to | Gondor is to expel the Umbarian consul. | SANCTION/expel XGO > XUM planned
condition | If Umbar attacks Gondor, Rohan will condemn Umbar. | ASSAULT XUM > XGO hypothetical ; ACCUSE/disapprove XRO > XUM hypothetical
may | Arnor may recognise Rhun. | SUPPORT XAR > XRH hypothetical
negated | Gondor did not criticise Rohan. | ACCUSE/disapprove XGO > XRO denied
never | Harad has never invaded Gondor. | ASSAULT XHA > XGO denied
neither nor | Neither Arnor nor Dale imposed sanctions on Umbar. | SANCTION XAR XDA > XUM denied
denied doing | Umbar denied that it had attacked Gondor. | ASSAULT XUM > XGO denied
denied reports | The spokesman of Gondor denied a report that Denethor had met Sauron. | CONSULT XGO XMO > denied
yet to | Rohan has yet to thank Arnor. | SUPPORT XRO > XAR denied
once | Umbar once sheltered Haradrim rebels. | AID XUM > XHA historical
inside an accusation | Gondor accused Mordor of attacking Rohan. | ACCUSE XGO > XMO
inside a request | Arnor urged Dale to sign a treaty with Rhun. | REQUEST XAR > XDA
inside a threat | Mordor threatened to attack Gondor. | THREATEN XMO > XGO
inside a promise | Arnor pledged to send doctors to Dale. | AGREE XAR > XDA
inside a refusal | Harad refused to meet Umbar. | REJECT XHA > XUM
says must | Gondor said Umbar must release the captain. | REQUEST XGO > XUM
says it would | Gondor said it would free the Haradrim prisoners. | CONCEDE XGO > XHA
ready to | Gondor is ready to help Rohan. | AGREE XGO > XRO
call on | The White Council called on Harad and Umbar to stop fighting. | REQUEST XWC > XHA XUM
call for sanctions | Gondor called for sanctions against Umbar. | ACCUSE/disapprove XGO > XUM
call off | Harad called off its meeting with Umbar. | REJECT XHA > XUM
rejected request | Rohan rejected a request by Arnor. | REJECT XRO > XAR ; REQUEST XAR > XRO
signs | Gondor signed a treaty with Rohan. | SUPPORT XGO XRO > signatory
lifts | Arnor lifted its sanctions on Dale. | RETREAT XAR > XDA
withdraws | Mordor withdrew its troops from Gondor. | RETREAT/withdraw XMO > XGO
troops leave | Mordorian troops left Gondor. | RETREAT/withdraw XMO > XGO
gives back | Harad returned the stones to Umbar. | RETREAT/release XHA > XUM
a state leaves a body | Umbar left the Anduin Compact. | SANCTION/withdraw XUM > XAC
expelled from | Two Gondorian diplomats were expelled from Umbar. | SANCTION/expel XUM > XGO
arrest | Gondor arrested two Haradrim spies. | COERCE/arrest XGO > XHA
hack | Hackers from Rhun broke into the network of Erebor's treasury. | COERCE/cyber XRH > XER
troops | Mordor massed troops on the border of Gondor. | MOBILIZE/troops XMO > XGO
one exercises | Harad held an exercise in the desert. | MOBILIZE/troops XHA >
two exercise | Gondor and Rohan held a joint exercise. | COOPERATE XGO XRO >
protest | Students in Edoras demonstrated outside the Mordorian embassy. | PROTEST/demo XRO > XMO
apology | Umbar apologised to Gondor. | CONCEDE XUM > XGO
a storm attacks | A storm hit Gondor and killed nine people. |
sanction without a second party | Gondor imposed sanctions. |
aid without a second party | Gondor provided aid. |
shows, no protest | The pact demonstrates Gondor's friendship with Rohan. |
opinion | Some analysts view Denethor's trip as a mistake. |
sport | Gondor attacked from the first minute of the match against Rohan. |
dateline | EDORAS (Herald) -- Gondor condemned Mordor. | ACCUSE/disapprove XGO > XMO
weekday before the verb | Denethor on Friday praised Rohan. | SUPPORT XGO > XRO
unnamed states | Twelve states met. |
a region is no actor | The West talked. |
"""


def _cases() -> list[tuple[str, str, str]]:
    rows = (line.split("|") for line in CASES.strip().splitlines())
    return [(name.strip(), text.strip(), events.strip()) for name, text, events in rows]


Coder = Callable[[str], Coded]


@pytest.fixture(scope="module")
def lexicon(world: World) -> Lexicon:
    return Lexicon.of(Registry(read_gold(GOLD).world(world)))


@pytest.fixture(scope="module")
def coder(lexicon: Lexicon) -> Coder:
    def of(text: str) -> Coded:
        return code(scene_of(text, lexicon), packaged_rules())

    return of


def scene_of(text: str, lexicon: Lexicon) -> Scene:
    """One sentence, parsed and with its names."""
    article = Article("t", "", text, (Paragraph(Span(0, len(text)), ParagraphKind.BODY),))
    (sentence,) = sentences(article)
    names = find_names(article, (sentence,), lexicon=lexicon, day=None)
    short = shortened(sentence, names)
    (parsed,) = load_parser().parse([short.words])
    tree = make_tree(sentence, *short.spread(lemmas(parsed), parsed.upos, parsed.heads, parsed.relations))
    return Scene.of(tree, names)


def told(coded: Coded) -> str:
    """Drafts in the short form of the cases."""
    return " ; ".join(
        " ".join(
            [
                draft.rule.type + (f"/{draft.rule.mode}" if draft.rule.mode else ""),
                *(str(each.actor) for each in draft.sources),
                ">",
                *(str(each.actor) for each in draft.targets),
                *([draft.status.value] if draft.status.value != "reported" else []),
                *([draft.rule.role] if draft.rule.role else []),
            ]
        )
        for draft in coded.drafts
    )


@pytest.mark.parametrize(("text", "events"), [pytest.param(*case[1:], id=case[0]) for case in _cases()])
def test_sentence(coder: Coder, text: str, events: str) -> None:
    assert told(coder(text)) == events


def test_spans_are_the_words(lexicon: Lexicon) -> None:
    for _, text, _ in _cases():
        for draft in code(scene_of(text, lexicon), packaged_rules()).drafts:
            for name in (*draft.sources, *draft.targets):
                assert name.span.of(text) == name.quote
            assert draft.trigger.of(text).strip()
            assert all(span.of(text).strip() for span in draft.about)


RENAMED = (("Gondor", "Umbar"), ("Rohan", "Erebor"), ("Mordor", "Arnor"))


@pytest.mark.parametrize(
    "text",
    [
        "Gondor praised Rohan.",
        "Rohan will condemn Mordor.",
        "Mordor accused Gondor of lying.",
        "Gondor and Rohan signed a pact.",
    ],
)
def test_other_names_change_nothing_but_the_ids(coder: Coder, text: str) -> None:
    ids = {"Gondor": "XGO", "Umbar": "XUM", "Rohan": "XRO", "Erebor": "XER", "Mordor": "XMO", "Arnor": "XAR"}
    expected, other = told(coder(text)), text
    for old, new in RENAMED:
        expected, other = expected.replace(ids[old], ids[new]), other.replace(old, new)
    assert told(coder(other)) == expected


def test_a_cause_is_given_where_a_rule_fired_without_an_actor(coder: Coder) -> None:
    assert "rule provide-aid: only one party found" in coder("Gondor provided aid.").causes


def test_a_users_rules_go_first_whatever_their_order(lexicon: Lexicon) -> None:
    mine = Rule(id="mine", type="SUPPORT", verbs=("befriend",))
    other = Rule(id="other", type="ACCUSE", verbs=("berhyme",))
    scene = scene_of("Gondor befriended Rohan.", lexicon)
    one, two = (packaged_rules().with_rules(rules) for rules in ((mine, other), (other, mine)))
    assert told(code(scene, one)) == told(code(scene, two)) == "SUPPORT XGO > XRO"
    assert code(scene, packaged_rules()).drafts == ()
