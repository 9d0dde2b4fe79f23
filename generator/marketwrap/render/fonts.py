"""The two typefaces of the documents: where their files lie, how wide a text is, and their subsets."""

import base64
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

import font_source_sans_pro
import font_source_serif_pro

SERIF: Final = "Source Serif Pro"
SANS: Final = "Source Sans Pro"
#: in every document: what style sheets and viewers add, such as bullets and page numbers
_ALWAYS: Final = frozenset(map(chr, range(0x20, 0x7F))) | frozenset(
    "\N{BULLET}\N{MIDDLE DOT}\N{EN DASH}\N{MINUS SIGN}\N{NO-BREAK SPACE}"
)


@dataclass(frozen=True, slots=True)
class Face:
    """One weight of a typeface, as a style sheet names it, and its file."""

    family: str
    weight: int
    path: Path


@dataclass(frozen=True, slots=True)
class Embedded:
    """A face as it goes into a document: ``data`` is a base64 TrueType file."""

    family: str
    weight: int
    data: str


@cache
def faces() -> tuple[Face, ...]:
    """Every face that the documents and charts are set in."""
    serif, sans = font_source_serif_pro.font_files_ttf, font_source_sans_pro.font_files_ttf
    return (
        Face(SERIF, 400, Path(serif["SourceSerifPro"])),
        Face(SERIF, 600, Path(serif["SourceSerifProSemibold"])),
        Face(SANS, 400, Path(sans["SourceSansPro"])),
        Face(SANS, 600, Path(sans["SourceSansProSemibold"])),
    )


def embedded(characters: Iterable[str]) -> tuple[Embedded, ...]:
    """All faces, cut down to the characters of a document, so that it is whole and yet small."""
    points = frozenset(map(ord, _ALWAYS.union(characters)))
    return tuple(Embedded(face.family, face.weight, _subset(face.path, points)) for face in faces())


@lru_cache(16)  # a page and its bare edition have the same characters
def _subset(path: Path, points: frozenset[int]) -> str:
    # fontTools, which WeasyPrint brings, takes a hundred times as long as HarfBuzz for the same
    import uharfbuzz  # noqa: PLC0415  # only documents that embed fonts need it

    request = uharfbuzz.SubsetInput()
    request.flags = uharfbuzz.SubsetFlags.NO_HINTING
    request.sets(uharfbuzz.SubsetInputSets.UNICODE).update(points)
    face = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
    return base64.b64encode(uharfbuzz.subset(face, request).blob.data).decode("ascii")
