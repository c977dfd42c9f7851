from __future__ import annotations

import re
from pathlib import Path

from keystone_states.measures import measure
from keystone_states.report.words import ordinal
from keystone_states.session import open_study

README = Path(__file__).resolve().parents[2] / "README.md"


def test_what_the_readme_says_of_convening_in_2017_is_so(tmp_path: Path) -> None:
    text = README.read_text(encoding="utf-8")
    claim = re.search(r"--as-of (\S+)` opens with.*?ranks (\w+) of (\d+) hosts", text, re.DOTALL)
    assert claim is not None
    study = open_study(store=tmp_path, as_of=claim[1], draws=0, null_draws=0)
    found = study.score("KAZ", "mediation", measure("convening"))
    assert (ordinal(found.rank or 0), str(found.of)) == (claim[2], claim[3])
    titles = [part.label for part in found.parts]
    assert {title.split(":")[0] for title in titles[:2]} == {"Almaty I", "Almaty II"}
    assert "Heart of Asia" in titles[2]
    assert "Congress" in titles[3]
    assert "Syria" in titles[4]
