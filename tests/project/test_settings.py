"""``docs/settings.md`` has every setting and every variable, with its type and its default."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from marketwrap.base.settings import MailSettings, Settings

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"
WORDS = {str: "text", Path: "path", int: "whole number", float: "number"}
PLURAL = {str: "texts", Path: "paths"}


def rows() -> dict[str, tuple[str, str, str]]:
    """Type, default and meaning by key, as the page has them."""
    found = re.findall(r"(?m)^\| `([\w.]+)` \| (.+?) \| (.+?) \| (.+?) \|$", PAGE.read_text("utf-8"))
    return {key: (kind, default, meaning) for key, kind, default, meaning in found}


def settings(model: type[BaseModel], place: str = "") -> Iterator[tuple[str, FieldInfo]]:
    """Every setting by its key, those of tables below theirs."""
    for name, field in model.model_fields.items():
        inner, named = table_of(field.annotation), get_origin(field.annotation) is dict
        if named:
            yield from settings(get_args(field.annotation)[1], f"{place}{name}.NAME.")
        elif inner is None:
            yield f"{place}{name}", field
        else:
            yield from settings(inner, f"{place}{name}.")


def table_of(annotation: Any) -> type[BaseModel] | None:
    kinds = [kind for kind in without_none(annotation) if isinstance(kind, type)]
    return next((kind for kind in kinds if issubclass(kind, BaseModel)), None)


def without_none(kind: Any) -> tuple[Any, ...]:
    parts = get_args(kind) if get_origin(kind) in {Union, UnionType} else (kind,)
    return tuple(part for part in parts if part is not NoneType)


def type_of(kind: Any) -> str:
    """The type as the page words it."""
    (one,) = without_none(kind)
    one = one.__origin__ if get_origin(one) is Annotated else one
    if get_origin(one) is tuple:
        inner = get_args(one)[0]
        return f"list of {PLURAL.get(inner) or type_of(inner)}"
    if get_origin(one) is Literal:
        return ", ".join(f"`{word}`" for word in get_args(one))
    return WORDS[one]


def default_of(field: FieldInfo) -> str:
    """The default as the page prints it."""
    if field.default is PydanticUndefined:
        return "*needed*"
    if field.default is None:
        return "–"
    value = field.default
    plain = str(value) if isinstance(value, Path) else list(value) if isinstance(value, tuple) else value
    return f"`{json.dumps(plain)}`"


def test_every_setting_stands_in_the_reference_with_its_type_and_default() -> None:
    told = {key: row[:2] for key, row in rows().items()}
    assert told == {key: (type_of(f.annotation), default_of(f)) for key, f in settings(Settings)}


def test_every_setting_has_a_meaning() -> None:
    assert [key for key, (_, _, meaning) in rows().items() if len(meaning) < 10] == []


def test_every_variable_that_the_code_reads_stands_in_the_reference() -> None:
    page = PAGE.read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in (PAGE.parents[1] / "generator").rglob("*.py"))
    read = {*re.findall(r"environ(?:\.get\(|\[)\"(\w+)\"", code), *re.findall(r"\bMARKETWRAP_\w+", code)}
    assert {MailSettings.model_fields["password_env"].default, "EDITOR"} <= read
    assert {name for name in read if f"`{name}`" not in page} == set()
