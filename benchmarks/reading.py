"""Measure the reader end to end: sentences per second on one core, memory, time to load; and look for faults by chance.

Run from the project folder: `.venv/bin/python benchmarks/reading.py`; with `--fuzz SECONDS` it then reads spoilt texts
for so long (random cuts, doubled and hostile pieces, other scripts, broken tags) and checks every span of every record;
the first fault ends it with the seed that makes it again.

Texts: the pages of `tests/golden/reading/pages`, and its sentences in articles of 20. Speed is by processor time (other
work on the machine does not count), from bytes to reading, best of three.
"""

from __future__ import annotations

import argparse
import gc
import os
import platform
import random
import resource
import sys
import time
from pathlib import Path

os.environ.update(dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

from keystone_states.actors.registry import Registry
from keystone_states.errors import BadInputError
from keystone_states.reading.check import unfounded
from keystone_states.reading.clean import clean
from keystone_states.reading.gold import read_gold
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.session import open_world

GOLD = Path(__file__).parents[1] / "tests" / "golden" / "reading"
SPEED, MEMORY, LOAD = 200.0, 500.0, 1.0  # aims: sentences/s, MB, s
HOSTILE = (
    *(
        "\u00ad",
        "\u200b",
        "\ufeff",
        "\u202e",
        "\x00",
        "\r\n",
        "\t",
        "🇰🇿👨‍👩‍👧",
        "\ud83d",
        "ﷺ",
        "العربية ",
        "Қазақстан ",
        "习近平",
    ),
    *("<p>", "</div", "<!--", "<script>alert(1)</script>", "&amp;", "&#x1F600;", "&#99999999;", '"', "“", "’", "''"),
    *("$", "€5bn", "1,000,000,000", "1/0/2022", "31 February 2022", " ", "x" * 3000, "(" * 50, "U.S.", "—", "-" * 40),
    *(" if Russia had not met China, ", " He said: ", "former President of the ", " from 1994 to ", "9" * 400),
)


def texts() -> list[bytes]:
    """Every page, and the sentences in articles of 20."""
    pages = [path.read_bytes() for path in sorted((GOLD / "pages").glob("*.html"))]
    sentences = [each.text for each in read_gold(GOLD / "sentences.yaml").texts]
    articles = ["\n".join(sentences[at : at + 20]).encode() for at in range(0, len(sentences), 20)]
    return [*pages, *articles]


def speed(reader: Reader, contents: list[bytes]) -> tuple[int, float]:
    """Sentences, and the best of three of sentences per second of processor time."""
    best, count = 0.0, 0
    for _ in range(3):
        gc.collect()
        began = time.process_time()
        articles = [clean(content, name="article") for content in contents]
        count = sum(len(each.sentences) for each in read_articles(reader, articles))
        best = max(best, count / (time.process_time() - began))
    return count, best


def spoilt(content: bytes, dice: random.Random) -> bytes:
    """A text with some of its pieces cut, doubled, moved, or hostile ones put in."""
    text = content.decode(errors="replace")
    for _ in range(dice.randint(1, 12)):
        at, length = dice.randrange(len(text) + 1), dice.randint(0, 200)
        piece = dice.choice((*HOSTILE, text[at : at + length], chr(dice.randrange(1, 0x2FFFF))))
        cut = dice.choice((0, 0, length))
        text = text[:at] + piece + text[at + cut :]
    return text.encode(errors="surrogatepass" if dice.random() < 0.5 else "replace")


def fuzz(reader: Reader, contents: list[bytes], seconds: float, seed: int) -> tuple[int, int, str]:
    """Texts read, texts refused with reason, and the first fault (empty where there is none)."""
    until, read, refused = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        dice = random.Random(seed)
        try:
            article = clean(spoilt(dice.choice(contents), dice), name="spoilt")
            (found,) = read_articles(reader, [article])
            fault = next(unfounded(found), "")
        except BadInputError:
            refused, fault = refused + 1, ""
        except Exception as raised:
            fault = f"{type(raised).__name__}: {raised}"
        if fault:
            return read, refused, f"seed {seed}: {fault}"
        read, seed = read + 1, seed + 1
    return read, refused, ""


def main() -> int:
    """Print the figures; 1 when an aim is missed or a fault was found."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--fuzz", type=float, default=0.0, metavar="SECONDS")
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    world = open_world()
    began = time.process_time()
    reader = Reader.of(Registry(world))
    load = time.process_time() - began
    contents = texts()
    count, best = speed(reader, contents)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"Python {platform.python_version()}, {platform.machine()}; {len(contents)} texts, {count} sentences, one core"
    )
    print(f"sentences per second, end to end: {best:.0f} (aim {SPEED:.0f})")
    print(f"reader loaded in {load:.2f} s (aim {LOAD:.0f}); at most {memory:.0f} MB (aim {MEMORY:.0f})")
    missed = best < SPEED or memory > MEMORY or load > LOAD
    if options.fuzz:
        read, refused, fault = fuzz(reader, contents, options.fuzz, options.seed)
        print(f"spoilt texts: {read:,} read or refused ({refused:,}) without a fault in {options.fuzz:.0f} s")
        print(fault or "no fault found")
        missed = missed or bool(fault)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
