"""Makes the typefaces of picture cards anew: Noto's, cut to the letters of newspapers, several scripts in one file.

Needs fontTools, and a folder with Noto's files (Debian's package fonts-noto-core has them):
`python requirements/typefaces.py /usr/share/fonts/truetype/noto`
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

TYPEFACES = Path(__file__).parents[1] / "src" / "stoppress" / "media" / "typefaces"

#: What each file is made of; the first gives the measures of lines.
FACES = {
    "headline": ("NotoSerifDisplay-Bold", "NotoNaskhArabic-Bold", "NotoSerifHebrew-Bold"),
    "question": ("NotoSerifDisplay-Italic", "NotoNaskhArabic-Regular", "NotoSerifHebrew-Regular"),
    "plain": ("NotoSans-Regular", "NotoSansArabic-Regular", "NotoSansHebrew-Regular"),
    "strong": ("NotoSans-Bold", "NotoSansArabic-Bold", "NotoSansHebrew-Bold"),
}
#: Latin with Vietnamese, Greek, Cyrillic, punctuation, currencies, some signs.
_WESTERN = (
    (0x20, 0x24F), (0x259, 0x259), (0x2B0, 0x2DD), (0x300, 0x36F), (0x370, 0x3FF), (0x400, 0x52F), (0x1E00, 0x1EFF),
    (0x2010, 0x2027), (0x202F, 0x205E), (0x2070, 0x209C), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x215F),
    (0x2190, 0x2199), (0x2202, 0x2265), (0x25CC, 0x25CC),
)  # fmt: skip
_ARABIC = ((0x600, 0x6FF), (0x750, 0x77F), (0x200C, 0x200F), (0x25CC, 0x25CC))
_HEBREW = ((0x591, 0x5F4), (0x25CC, 0x25CC))
#: Small capitals, fractions, old figures and the like are not asked for on a card.
_FEATURES = [
    *("ccmp", "locl", "mark", "mkmk", "kern", "liga", "clig", "calt"),
    *("init", "medi", "fina", "isol", "rlig", "rclt", "curs", "mset", "medi2", "fin2", "fin3"),
]


def main(noto: Path) -> None:
    """Write every face, and the letters that all of them have."""
    letters: set[int] | None = None
    for name, sources in FACES.items():
        face = _merged([noto / f"{source}.ttf" for source in sources])
        _let_names_go(face, f"Card {name.title()}")
        face.save(TYPEFACES / f"{name}.ttf")
        known = set(face.getBestCmap())
        letters = known if letters is None else letters & known
    (TYPEFACES / "letters.json").write_text(json.dumps(_ranges(sorted(letters or ()))) + "\n")


def _merged(sources: list[Path]) -> TTFont:
    with tempfile.TemporaryDirectory() as folder:
        cut = []
        for source, ranges in zip(sources, (_WESTERN, _ARABIC, _HEBREW), strict=True):
            path = Path(folder) / source.name
            _cut(source, ranges).save(path)
            cut.append(str(path))
        first = TTFont(cut[0])
        face = merge.Merger().merge(cut)
    for table, fields in {
        "hhea": ("ascent", "descent", "lineGap"),
        "OS/2": ("sTypoAscender", "sTypoDescender", "usWinAscent", "usWinDescent"),
    }.items():
        for field in fields:
            setattr(face[table], field, getattr(first[table], field))
    return face


def _cut(source: Path, ranges: tuple[tuple[int, int], ...]) -> TTFont:
    options = subset.Options(
        hinting=False, glyph_names=False, layout_features=_FEATURES, name_IDs=[0, 13, 14]
    )
    options.drop_tables += ["DSIG"]
    font = TTFont(source)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[one for low, high in ranges for one in range(low, high + 1)])
    cutter.subset(font)
    return font


def _let_names_go(face: TTFont, family: str) -> None:
    """A cut typeface is another one than Noto's, and says so; copyright and licence stay."""
    for number, words in ((1, family), (2, "Regular"), (4, family), (6, family.replace(" ", ""))):
        face["name"].setName(words, number, 3, 1, 0x409)


def _ranges(numbers: list[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ranges


if __name__ == "__main__":
    main(Path(sys.argv[1]))
