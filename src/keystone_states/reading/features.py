"""What a word looks like: the word itself, its beginnings and endings, its shape.

The parser knows a word by these features alone, so a name it never saw (`Tokayev`, `Kazinform`) is read by its capital
and its ending. Digits count as 0, so that all years are one word; capitals are left to the shape.
"""

from __future__ import annotations

AFFIXES = (1, 2, 3, 4)
SLOTS = 2 + 2 * len(AFFIXES)
EMPTY, ROOT, UNKNOWN = 0, 1, 2  # the first rows of the table of features: no feature, the root, an unknown word
_SHAPE = 8


def features(word: str) -> tuple[str, ...]:
    """The features of a word, most telling first: at most `SLOTS`, fewer for a word shorter than its affixes.

    >>> features("EU-27")
    ('w:eu-00', 'p1:e', 'p2:eu', 'p3:eu-', 'p4:eu-0', 's1:0', 's2:00', 's3:-00', 's4:u-00', 'h:XX-dd')
    """
    plain = "".join("0" if letter.isdigit() else letter for letter in word.lower())
    sizes = [size for size in AFFIXES if len(plain) >= size]
    return (
        f"w:{plain}",
        *(f"p{size}:{plain[:size]}" for size in sizes),
        *(f"s{size}:{plain[-size:]}" for size in sizes),
        f"h:{shape(word)}",
    )


def shape(word: str) -> str:
    """Capitals as X, small letters as x, digits as d, the rest as it is; runs cut to two, the whole to eight.

    >>> shape("Astana"), shape("EU-27"), shape("U.S.")
    ('Xxx', 'XX-dd', 'X.X.')
    """
    kinds = ""
    for letter in word:
        kind = _kind(letter)
        if not kinds.endswith(kind * 2):
            kinds += kind
        if len(kinds) == _SHAPE:
            break
    return kinds


def _kind(letter: str) -> str:
    if letter.isupper():
        return "X"
    if letter.islower():
        return "x"
    return "d" if letter.isdigit() else letter
