"""Reading UVL: the boolean level, with group and feature cardinalities, and attributes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from configurator.product.engine.conditions import names_in
from configurator.product.formats.features import (
    DEEPEST,
    MOST_FEATURES,
    Attribute,
    CrossTreeConstraint,
    Feature,
    FeatureGroup,
    FeatureModel,
    GroupType,
    group_of,
)
from configurator.product.formats.uvl_constraints import LARGEST, read_constraint
from configurator.product.formats.uvl_tokens import Kind, Token, fault_at, tokens

TYPES = ("String", "Integer", "Real", "Boolean")
GROUPS = {type_.value: type_ for type_ in GroupType if type_ is not GroupType.CARDINALITY}
SECTIONS = ("namespace", "include", "imports", "features", "constraints")
MOST_OF_ONE = 1000
"""A quantity may have so many."""


@dataclass
class Cursor:
    """Where reading stands in the tokens."""

    tokens: Iterator[Token]
    now: Token = field(init=False)

    def __post_init__(self) -> None:
        self.now = next(self.tokens)

    def take(self) -> Token:
        """The token here; reading goes on behind it."""
        token = self.now
        if token.kind is not Kind.END:
            self.now = next(self.tokens)
        return token

    def has(self, kind: Kind, text: str | None = None) -> bool:
        """Whether such a token is here."""
        return self.now.kind is kind and text in (None, self.now.text)

    def takes(self, kind: Kind, text: str | None = None) -> bool:
        """Whether such a token is here; if so, reading goes on behind it."""
        found = self.has(kind, text)
        if found:
            self.take()
        return found

    def need(self, kind: Kind, what: str, text: str | None = None) -> Token:
        """Such a token, which must be here."""
        if not self.has(kind, text):
            raise fault_at(self.now.line, f"{what} should be here, not {self.now}")
        return self.take()

    def name(self, what: str) -> str:
        """A feature's name, quoted or not."""
        if self.now.kind not in (Kind.NAME, Kind.QUOTED):
            raise fault_at(self.now.line, f"{what} should be here, not {self.now}")
        token = self.take()
        if "." in token.text:
            raise fault_at(token.line, f'"{token.text}" has a full stop, which UVL forbids in names')
        return token.text

    def block(self, what: str) -> Iterator[None]:
        """Once for each line of an indented block, which must be here."""
        self.need(Kind.NEWLINE, "the end of the line")
        self.need(Kind.INDENT, f"{what}, further to the right,")
        while not self.takes(Kind.DEDENT):
            yield


def read_uvl(text: str) -> FeatureModel:
    """The feature model that a UVL text describes.

    Raises UnreadableModelError, which names the line, for text that is not UVL and for what goes beyond the boolean
    level: typed features, arithmetic, imports, quantities without an upper bound or of features with children.
    """
    return _Reading(Cursor(tokens(text))).model()


class _Reading:
    def __init__(self, cursor: Cursor) -> None:
        self.cursor = cursor
        self.names: set[str] = set()
        self.constraints: list[CrossTreeConstraint] = []
        self.features = self.parts = 0
        """How many there are so far: features, each number of a quantity counted, and parts of constraints."""

    def model(self) -> FeatureModel:
        root: Feature | None = None
        cursor = self.cursor
        while not cursor.has(Kind.END):
            section = cursor.need(Kind.NAME, "one of " + ", ".join(SECTIONS))
            match section.text:
                case "namespace":
                    while not cursor.takes(Kind.NEWLINE):
                        cursor.take()
                case "include":
                    self._pass_over()
                case "features" if root is None:
                    root = self._root()
                case "constraints":
                    self._constraints()
                case "imports":
                    raise fault_at(section.line, "other models are imported; only a model in one file can be read")
                case _:
                    raise fault_at(section.line, f"{section} begins no section that can be here; is this UVL?")
        if root is None:
            raise fault_at(cursor.now.line, "the model has no features")
        for constraint in self.constraints:
            for name in names_in(constraint.condition):
                if name not in self.names:
                    raise fault_at(constraint.line, f"there is no feature {name}")
        return FeatureModel(root, tuple(self.constraints))

    def _pass_over(self) -> None:
        for _ in self.cursor.block("language levels"):
            self.cursor.take()

    def _root(self) -> Feature:
        root: Feature | None = None
        for _ in self.cursor.block("a feature"):
            if root is not None:
                raise fault_at(self.cursor.now.line, f"only one feature can be at the top, not {root.name} and more")
            root, _ = self._feature(0)
        if root is None:
            raise fault_at(self.cursor.now.line, "the model has no features")
        return root

    def _constraints(self) -> None:
        for _ in self.cursor.block("a constraint"):
            self._constraint()
            self.cursor.need(Kind.NEWLINE, "the end of the constraint")

    def _constraint(self) -> None:
        line = self.cursor.now.line
        condition, size = read_constraint(self.cursor)
        self.parts += size
        if self.parts > LARGEST:
            raise fault_at(line, f"the constraints have more than {LARGEST:,} parts together")
        self.constraints.append(CrossTreeConstraint(condition, line))

    def _feature(self, depth: int) -> tuple[Feature, bool]:
        """A feature with all below it, and whether there may be nought of it."""
        cursor, line = self.cursor, self.cursor.now.line
        if depth > DEEPEST:
            raise fault_at(line, f"the tree is more than {DEEPEST} features deep")
        type_ = cursor.now
        name = cursor.name("a feature")
        if type_.kind is Kind.NAME and type_.text in TYPES and cursor.now.kind in (Kind.NAME, Kind.QUOTED):
            name = cursor.name("a feature")
            if type_.text != "Boolean":
                raise fault_at(line, f"{name} is a number or a text ({type_}); only the boolean level can be read")
        if name in self.names:
            raise fault_at(line, f"there is a feature {name} already")
        self.names.add(name)
        least, most = 1, 1
        if cursor.takes(Kind.NAME, "cardinality"):
            least, most = self._cardinality(name)
        self.features += most if most > 1 else 1
        if self.features > MOST_FEATURES:
            raise fault_at(line, f"more than {MOST_FEATURES:,} features, each number of a quantity counted")
        attributes = self._attributes(0) if cursor.takes(Kind.SIGN, "{") else {}
        groups: list[FeatureGroup] = []
        cursor.need(Kind.NEWLINE, "the end of the line")
        if cursor.takes(Kind.INDENT):
            while not cursor.takes(Kind.DEDENT):
                groups += self._group(depth)
        if most > 1 and groups:
            raise fault_at(line, f"{name} can be there more than once, and has features below it: not to be read yet")
        return Feature(name, tuple(groups), attributes, max(1, least), most), least == 0

    def _cardinality(self, name: str) -> tuple[int, int]:
        token = self.cursor.need(Kind.CARDINALITY, "a cardinality such as [0..4]")
        least, most = _bounds(token)
        if most is None:
            raise fault_at(token.line, f"there is no end to the number of {name}; give it one, such as [0..4]")
        if not max(1, least) <= most <= MOST_OF_ONE:
            raise fault_at(token.line, f"[{least}..{most}] of {name} is no number from 1 to {MOST_OF_ONE}")
        return least, most

    def _group(self, depth: int) -> list[FeatureGroup]:
        """A group, in two parts where of some mandatory features there may be nought."""
        token = self.cursor.take()
        if token.kind is not Kind.CARDINALITY and not (token.kind is Kind.NAME and token.text in GROUPS):
            raise fault_at(token.line, f"one of {', '.join(GROUPS)} or [n..m] should be here, not {token}")
        found = [self._feature(depth + 1) for _ in self.cursor.block("a feature")]
        features = tuple(feature for feature, _ in found)
        if token.kind is Kind.CARDINALITY:
            least, most = _bounds(token)
            group = FeatureGroup(GroupType.CARDINALITY, features, least, min(most or 0, len(features)))
            if most is None:
                group = FeatureGroup(GroupType.CARDINALITY, features, least, len(features))
            if not least <= group.most:
                raise fault_at(token.line, f"{token} of {len(features)} features can't be")
        else:
            group = group_of(GROUPS[token.text], features)
        perhaps = tuple(feature for feature, may_be_nought in found if may_be_nought)
        if not perhaps or group.type is GroupType.OPTIONAL:
            return [group]
        if group.type is not GroupType.MANDATORY:
            raise fault_at(token.line, f"{perhaps[0].name} may be there nought times, which means nothing in {token}")
        surely = tuple(feature for feature in features if feature not in perhaps)
        return [
            *([group_of(GroupType.MANDATORY, surely)] if surely else []),
            group_of(GroupType.OPTIONAL, perhaps),
        ]

    def _attributes(self, depth: int) -> dict[str, Attribute]:
        found: dict[str, Attribute] = {}
        for _ in self._listed("}", depth):
            if self.cursor.takes(Kind.NAME, "constraint"):
                self._constraint()
            elif self.cursor.takes(Kind.NAME, "constraints"):
                self.cursor.need(Kind.SIGN, "[", "[")
                for _ in self._listed("]", depth):
                    self._constraint()
            else:
                name = self.cursor.name("an attribute")
                found[name] = self._value(depth)
        return found

    def _listed(self, end: str, depth: int) -> Iterator[None]:
        """Once for each part of a list with commas, up to its end."""
        if depth > DEEPEST:
            raise fault_at(self.cursor.now.line, f"attributes are nested more than {DEEPEST} deep")
        while not self.cursor.takes(Kind.SIGN, end):
            yield
            if not self.cursor.has(Kind.SIGN, end):
                self.cursor.need(Kind.SIGN, f"a comma or {end}", ",")

    def _value(self, depth: int) -> Attribute:
        cursor = self.cursor
        if cursor.takes(Kind.SIGN, "{"):
            self._attributes(depth + 1)
            return Attribute()
        if cursor.takes(Kind.SIGN, "["):
            return Attribute(parts=tuple(self._value(depth + 1).text for _ in self._listed("]", depth)))
        if cursor.has(Kind.CARDINALITY):
            return Attribute(parts=(cursor.take().text.strip("[] \t"),))
        if cursor.has(Kind.NUMBER):
            return Attribute(cursor.take().text, is_number=True)
        readable: tuple[Callable[[], bool], ...] = (
            lambda: cursor.has(Kind.STRING),
            lambda: cursor.has(Kind.QUOTED),
            lambda: cursor.now.text in ("true", "false"),
        )
        return Attribute(cursor.take().text if any(test() for test in readable) else "")


def _bounds(token: Token) -> tuple[int, int | None]:
    least, dots, most = token.text.strip("[] \t").partition("..")
    try:
        return int(least), (None if most.strip() == "*" else int(most)) if dots else int(least)
    except ValueError:  # more digits than Python turns into a number
        raise fault_at(token.line, "a number is too long") from None
