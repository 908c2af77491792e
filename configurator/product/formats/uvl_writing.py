"""Writing UVL that any reader of its boolean level understands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import combinations
from math import comb

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some, equal
from configurator.product.engine.simplifying import as_implication
from configurator.product.formats.features import (
    Attribute,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    UnreadableModelError,
)
from configurator.product.formats.uvl_constraints import FUNCTIONS
from configurator.product.formats.uvl_reading import GROUPS, SECTIONS, TYPES

TAB = "\t"
PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_#]*")
OTHER_WORDS = ("as", "constraint", "cardinality", "Type", "Arithmetic", "true", "false")
KEYWORDS = frozenset((*SECTIONS, *GROUPS, *TYPES, *FUNCTIONS, *OTHER_WORDS))
MOST_SUBSETS = 5_000
"""UVL's boolean level can't count: so many sets of options are written out at most."""


def write_uvl(features: FeatureModel) -> str:
    """The model as UVL. Raises UnreadableModelError for a name or a condition that the boolean level can't say."""
    lines = ["features", *_feature(features.root, 1)]
    if features.constraints:
        writing = _Conditions(features.root.name)
        lines += ["constraints", *(f"\t{writing.text(each.condition)}" for each in features.constraints)]
    return "\n".join(lines) + "\n"


def _feature(feature: Feature, depth: int) -> Iterator[str]:
    cardinality = f" cardinality [{feature.least}..{feature.most}]" if feature.is_quantity else ""
    attributes = ", ".join(_attribute(key, value) for key, value in feature.attributes.items())
    yield TAB * depth + _name(feature.name) + cardinality + (f" {{{attributes}}}" if attributes else "")
    for group in feature.groups:
        yield TAB * (depth + 1) + _type(group)
        for child in group.features:
            yield from _feature(child, depth + 2)


def _type(group: FeatureGroup) -> str:
    return f"[{group.least}..{group.most}]" if group.type is GroupType.CARDINALITY else group.type.value


def _name(name: str) -> str:
    if PLAIN_NAME.fullmatch(name) and name not in KEYWORDS:
        return name
    if re.search(r'["\r\n.]', name) or not name:
        raise UnreadableModelError(f"UVL can't have a feature called {name!r}")
    return f'"{name}"'


def _attribute(key: str, value: Attribute) -> str:
    if value.parts:
        return f"{_name(key)} [{', '.join(map(_string, value.parts))}]"
    if not value.text:
        return _name(key)
    return f"{_name(key)} {value.text if value.is_number else _string(value.text)}"


def _string(text: str) -> str:
    """A string, with a typographic apostrophe: UVL has no way to write the other one inside."""
    return "'" + re.sub(r"\s+", " ", text).replace("'", "’") + "'"


class _Conditions:
    """Conditions as UVL's constraints; what is always or never true is said of the root."""

    def __init__(self, root: str) -> None:
        self.true, self.false = _name(root), f"!{_name(root)}"

    def text(self, condition: Condition, binding: int = 0) -> str:
        """The condition, in parentheses unless it binds more strongly than `binding`."""
        match condition:
            case Chosen(name):
                return _name(name)
            case Every((Some((Not(left), _)), Some((Not(other), _)))) if condition == equal(left, other):
                return self._binary(left, "<=>", other, 1, binding)
            case Some(parts) if implication := as_implication(parts):
                return self._binary(implication[0], "=>", implication[1], 2, binding)
            case Not(part):
                return f"!{self.text(part, 4)}"
            case Every(parts) | Some(parts):
                return self._several(parts, isinstance(condition, Every), binding)
            case Count(parts, least, most):
                more = () if most is None else (Not(_at_least(parts, most + 1)),)
                return self.text(Every((_at_least(parts, least), *more)), binding)

    def _binary(self, left: Condition, sign: str, right: Condition, strength: int, binding: int) -> str:
        text = f"{self.text(left, strength)} {sign} {self.text(right, strength)}"
        return text if strength > binding else f"({text})"

    def _several(self, parts: tuple[Condition, ...], is_every: bool, binding: int) -> str:
        if not parts:
            return self.true if is_every else self.false
        if len(parts) == 1:
            return self.text(parts[0], binding)
        strength = 4 if is_every else 3
        text = (" & " if is_every else " | ").join(self.text(part, strength) for part in parts)
        return text if strength > binding else f"({text})"


def _at_least(parts: tuple[Condition, ...], least: int) -> Condition:
    """At least so many of the parts, without counting."""
    if least <= 0:
        return Every(())
    if least > len(parts):
        return Some(())
    by_presence = comb(len(parts), least) <= comb(len(parts), len(parts) - least + 1)
    size = least if by_presence else len(parts) - least + 1
    if comb(len(parts), size) > MOST_SUBSETS:
        raise UnreadableModelError(f"counting {least} of {len(parts)} options is beyond UVL's boolean level")
    subsets = combinations(parts, size)
    return Some(tuple(map(Every, subsets))) if by_presence else Every(tuple(map(Some, subsets)))
