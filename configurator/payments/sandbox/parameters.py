"""Reads Stripe's nested form parameters and refuses every name that the `stripe` package does not know."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from stripe import RequestOptions

from configurator.payments.sandbox.errors import ApiError, invalid, required

Parameters = dict[str, Any]
KEY = re.compile(r"[^\[\]]+|\[([^\[\]]*)\]")
NAMED_TYPE = re.compile(r"\b\w+Params\w+\b")
CLIENT_OPTIONS = frozenset(RequestOptions.__annotations__)


def read(pairs: Iterable[tuple[str, str]]) -> Parameters:
    """`line_items[0][quantity]=1` as nested dicts, lists keyed by their index."""
    tree: Parameters = {}
    for written, value in pairs:
        names = [match.group(1) if match.group(1) is not None else match.group(0) for match in KEY.finditer(written)]
        if not names:
            raise invalid("A parameter without a name", written)
        place = tree
        for name in names[:-1]:
            place = place.setdefault(name, {})
            if not isinstance(place, dict):
                raise invalid(f"Invalid object: {written}", written)
        last = names[-1] or str(len(place))
        if isinstance(place.get(last), dict):
            raise invalid(f"Invalid string: {written}", written)
        place[last] = value
    return tree


def refuse_unknown(parameters: Parameters, shape: type, path: str = "") -> None:
    """Raise Stripe's `parameter_unknown` for a name that `shape`, a `stripe.params` class, does not list."""
    known = _names(shape)
    for name, value in parameters.items():
        written = f"{path}[{name}]" if path else name
        if name not in known:
            raise ApiError(f"Received unknown parameter: {written}", code="parameter_unknown", param=written)
        nested = known[name]
        if nested is None or not isinstance(value, dict):
            continue
        if value and all(key.isdigit() for key in value):
            for index, item in value.items():
                refuse_unknown(_object(item, f"{written}[{index}]"), nested, f"{written}[{index}]")
        else:
            refuse_unknown(value, nested, written)


@cache
def _names(shape: type) -> Mapping[str, type | None]:
    """Each parameter of a `stripe.params` class, with the class of its own parameters if it has any."""
    module = sys.modules[shape.__module__]
    found: dict[str, type | None] = {}
    for name, annotation in shape.__annotations__.items():
        if name not in CLIENT_OPTIONS:
            nested = NAMED_TYPE.search(repr(annotation))
            found[name] = getattr(module, nested.group(), None) if nested else None
    return found


def _object(value: Any, param: str) -> Parameters:
    if not isinstance(value, dict):
        raise invalid("Invalid object", param)
    return value


def inner(parameters: Parameters, name: str, path: str = "") -> Parameters:
    """The nested parameters under `name`, empty when absent."""
    return _object(parameters.get(name) or {}, f"{path}[{name}]" if path else name)


def items(parameters: Parameters, name: str) -> list[Any]:
    """The list under `name`, in its written order."""
    listed = inner(parameters, name)
    return [listed[key] for key in sorted(listed, key=int)] if all(key.isdigit() for key in listed) else []


def text(parameters: Parameters, name: str, path: str = "") -> str:
    """A text that must be there."""
    param = f"{path}[{name}]" if path else name
    value = parameters.get(name)
    if value is None or value == "":
        raise required(param)
    if not isinstance(value, str):
        raise invalid(f"Invalid string: {param}", param)
    return value


def optional_text(parameters: Parameters, name: str) -> str | None:
    return text(parameters, name) if parameters.get(name) else None


def number(parameters: Parameters, name: str, path: str = "") -> int:
    """A whole number that must be there."""
    param = f"{path}[{name}]" if path else name
    written = text(parameters, name, path)
    if not re.fullmatch(r"-?\d{1,12}", written):
        raise invalid(f"Invalid integer: {written}", param, "parameter_invalid_integer")
    return int(written)


def optional_number(parameters: Parameters, name: str) -> int | None:
    return number(parameters, name) if parameters.get(name) else None


def metadata(parameters: Parameters) -> dict[str, str]:
    """Up to 50 pairs of text, as Stripe limits them."""
    given = inner(parameters, "metadata")
    if len(given) > 50:
        raise invalid("Metadata can have at most 50 keys.", "metadata")
    for key, value in given.items():
        if not isinstance(value, str) or len(key) > 40 or len(value) > 500:
            raise invalid("Metadata keys have at most 40 characters, values at most 500.", f"metadata[{key}]")
    return given
