"""Makes a page's SVG of matplotlib's: no styles, clips or numbers that nobody needs, a class a role."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from xml.etree import ElementTree as ET

from marketwrap.render import fonts

_NS: Final = "{http://www.w3.org/2000/svg}"
_NUMBER: Final = re.compile(r"-?\d+\.\d+")
_INK, _SOFT, _UP, _DOWN = "#1a1a1a", "#5c6166", "#1f5f8b", "#b4530f"
#: how each role looks on paper; classes of the same names recolour them on a screen
_LOOK: Final[Mapping[str, Mapping[str, str]]] = {
    "label": {"fill": _INK},
    "value": {"fill": _INK},
    "tick": {"fill": _SOFT},
    "up": {"fill": _UP},
    "down": {"fill": _DOWN},
    "other": {"fill": _SOFT},
    "zero": {"fill": "none", "stroke": "#8a8f94", "stroke-width": ".75"},
    "rule": {"fill": "none", "stroke": "#c9ccd0", "stroke-width": ".5"},
    "grid": {"fill": "none", "stroke": "#dcdee1", "stroke-width": ".5"},
    "line-0": {"fill": "none", "stroke": _UP, "stroke-width": "1.6", "stroke-linejoin": "round"},
    "line-1": {"fill": "none", "stroke": _DOWN, "stroke-width": "1"},
    "line-2": {"fill": "none", "stroke": _SOFT, "stroke-width": "1", "stroke-dasharray": "3 2"},
    "tick-base": {"fill": "none", "stroke": _SOFT, "stroke-width": "1.6"},
    "name-0": {"fill": _UP, "font-weight": "600"},
    "name-1": {"fill": _DOWN},
    "name-2": {"fill": _SOFT},
}


def lean(drawing: bytes, name: str, alt: str, facts: Sequence[str] = ()) -> str:
    """An ``<svg>`` element of matplotlib's file, to stand inside a page.

    ``name`` makes its ids unique on the page; ``alt`` becomes its title, which is what screen readers
    and tagged PDFs read in place of the picture. An artist with the gid ``value-3`` prints ``facts[3]``.
    """
    root = ET.fromstring(drawing)  # noqa: S314  # matplotlib's own output
    _, _, width, height = root.attrib["viewBox"].split()
    parts = "".join(_parts(root, facts))
    return (
        f'<svg class="chart" viewBox="0 0 {_short(width)} {_short(height)}" role="img"'
        f' aria-labelledby="{name}-alt"'
        f' font-family="{fonts.SANS}, sans-serif" font-size="8">'
        f'<title id="{name}-alt">{_escape(alt)}</title><g aria-hidden="true">{parts}</g></svg>'
    )


def look(gid: str) -> Mapping[str, str]:
    """The attributes on paper of an artist with that gid; none for what a chart does not show."""
    return _LOOK.get("value" if gid.startswith("value-") else gid, {})


def _parts(root: ET.Element, facts: Sequence[str]) -> Iterator[str]:
    for group in root.iter(f"{_NS}g"):
        role, fact = _role(group.get("id", ""), facts)
        if role not in _LOOK:
            continue
        attributes = {"class": role, **({"data-fact": fact} if fact else {}), **_LOOK[role]}
        for shape in group:
            if shape.tag == f"{_NS}path":
                yield _element("path", {**attributes, "d": _path(shape.attrib["d"])})
            elif shape.tag == f"{_NS}text":
                yield _element("text", {**attributes, **_place(shape)}, shape.text or "")


def _role(gid: str, facts: Sequence[str]) -> tuple[str, str]:
    role, _, number = gid.partition("-")
    if role == "value" and number.isdigit():
        return role, facts[int(number)]
    return gid, ""


def _place(text: ET.Element) -> dict[str, str]:
    anchor = re.search(r"text-anchor: (\w+)", text.get("style", ""))
    place = {"x": _short(text.attrib["x"]), "y": _short(text.attrib["y"])}
    return place | ({"text-anchor": anchor[1]} if anchor and anchor[1] != "start" else {})


def _path(d: str) -> str:
    rounded = _NUMBER.sub(lambda match: _short(match[0]), d)
    return re.sub(r" ?([MLz]) ?", r"\1", " ".join(rounded.split()))


def _short(number: str) -> str:
    return f"{float(number):.1f}".removesuffix(".0")


def _element(tag: str, attributes: Mapping[str, str], text: str = "") -> str:
    written = "".join(f' {name}="{_escape(value)}"' for name, value in attributes.items())
    return f"<{tag}{written}>{_escape(text)}</{tag}>" if text else f"<{tag}{written}/>"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
