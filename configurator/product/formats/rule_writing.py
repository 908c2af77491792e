"""Conditions as rules of a product's file: in the plainest words that say them, with a sentence for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from configurator.product.engine.conditions import ALWAYS, Chosen, Condition, Count, Every, Not, Some
from configurator.product.engine.simplifying import as_implication
from configurator.product.formats.features import UnreadableModelError
from configurator.product.formats.naming import Keys
from configurator.product.limits import EXPRESSION_DEPTH, EXPRESSION_LENGTH

MOST_WORDS = 200
"""A longer sentence is cut short: the rule itself says it all."""


@dataclass(frozen=True)
class Written:
    """A rule: `says` are its TOML keys and values, in their order."""

    key: str
    says: dict[str, str | int | list[str]]
    text: str


@dataclass
class RuleWriting:
    """Writes rules. `ids` gives for a feature the options of which one is chosen when it is, `name` its name."""

    ids: Callable[[str], Sequence[str]]
    name: Callable[[str], str]
    keys: Keys = field(default_factory=lambda: Keys("-"))

    def rule(self, condition: Condition) -> Written:
        """The rule that says the condition; raises UnreadableModelError where it is too large for one."""
        cause, effect = _parted(condition)
        when = self._any_of(cause) if cause != ALWAYS else []
        plain = self._plain(effect) if when is not None else None
        if plain is not None and when is not None:
            kind, says, text = plain
            if cause != ALWAYS:
                says = {"when": when, **says}
            return Written(self.keys.key(*_named(cause), kind, *_named(effect)), says, self._sentence(cause, text))
        text = f"If {self.words(cause)}, then {self.words(effect)}." if cause != ALWAYS else f"{self.words(effect)}."
        says = {"if": self._expression(cause)} if cause != ALWAYS else {}
        says["then"] = self._expression(effect)
        return Written(self.keys.key(*_named(cause), "then", *_named(effect)), says, _short(text))

    def _any_of(self, cause: Condition) -> list[str] | None:
        match cause:
            case Chosen(name):
                return list(self.ids(name))
            case Some(parts) if parts and all(isinstance(part, Chosen) for part in parts):
                return [id_ for name in _names(parts) for id_ in self.ids(name)]
        return None

    def _plain(self, effect: Condition) -> tuple[str, dict[str, str | int | list[str]], str] | None:
        """Which kind of rule says the effect, how, and in which words; None where only an expression does."""
        match effect:
            case Chosen(name) if len(self.ids(name)) == 1:
                return "requires", {"requires": list(self.ids(name))}, f"needs {self.name(name)}"
            case Chosen(name):
                return "requires", {"requires_any": list(self.ids(name))}, f"needs {self.name(name)}"
            case Not(Chosen(name)):
                return "excludes", {"excludes": list(self.ids(name))}, f"doesn't go with {self.name(name)}"
            case Every(parts) if parts and all(isinstance(p, Chosen) and len(self.ids(p.name)) == 1 for p in parts):
                return "requires", {"requires": self._ids(parts)}, f"needs {self.words(effect)}"
            case Every(parts) if parts and all(isinstance(p, Not) and isinstance(p.part, Chosen) for p in parts):
                opposites = Some(tuple(part.part for part in parts if isinstance(part, Not)))
                return "excludes", {"excludes": self._ids(opposites.parts)}, f"doesn't go with {self.words(opposites)}"
            case Some(parts) if parts and all(isinstance(part, Chosen) for part in parts):
                return "requires", {"requires_any": self._ids(parts)}, f"needs {self.words(effect)}"
            case Count(parts, least, most) if all(isinstance(part, Chosen) for part in parts):
                return self._counted(parts, least, most)
        return None

    def _counted(
        self, parts: Sequence[Condition], least: int, most: int | None
    ) -> tuple[str, dict[str, str | int | list[str]], str] | None:
        if most is not None and 0 < least != most:
            return None
        kind, words, count = ("at_least", "at least", least) if most is None else ("at_most", "at most", most)
        if least == most:
            kind, words = "exactly", "exactly"
        options = ", ".join(self.name(name) for name in _names(parts))
        return kind.replace("_", " "), {kind: count, "of": self._ids(parts)}, f"allows {words} {count} of {options}"

    def _ids(self, parts: Sequence[Condition]) -> list[str]:
        return [id_ for name in _names(parts) for id_ in self.ids(name)]

    def _sentence(self, cause: Condition, text: str) -> str:
        return _short(f"{_capital(self.words(cause)) if cause != ALWAYS else 'Every configuration'} {text}.")

    def words(self, condition: Condition) -> str:
        """The condition as people say it, more or less."""
        match condition:
            case Chosen(name):
                return self.name(name)
            case Not(Chosen(name)):
                return f"no {self.name(name)}"
            case Not(part):
                return f"not ({self.words(part)})"
            case Every(parts):
                return " and ".join(map(self._inside, parts))
            case Some(parts):
                return " or ".join(map(self._inside, parts))
            case Count(parts, least, most):
                listed = ", ".join(self.words(part) for part in parts)
                return f"from {least} to {len(parts) if most is None else most} of {listed}"

    def _inside(self, part: Condition) -> str:
        return self.words(part) if isinstance(part, Chosen | Not) else f"({self.words(part)})"

    def _expression(self, condition: Condition) -> str:
        text = self._written(condition, 0)
        if len(text) > EXPRESSION_LENGTH:
            raise UnreadableModelError(f"too long for a rule (more than {EXPRESSION_LENGTH} characters): {text[:80]}…")
        return text

    def _written(self, condition: Condition, depth: int) -> str:
        """The condition as an expression, in parentheses unless it is one word."""
        if depth > EXPRESSION_DEPTH:
            raise UnreadableModelError(f"a constraint is nested more than {EXPRESSION_DEPTH} deep")
        match condition:
            case Chosen(name):
                ids = self.ids(name)
                return ids[0] if len(ids) == 1 else self._joined(" or ", ids, depth)
            case Not(part):
                return f"not {self._written(part, depth + 1)}"
            case Every(parts) | Some(parts):
                sign = " and " if isinstance(condition, Every) else " or "
                return self._joined(sign, [self._written(part, depth + 1) for part in parts], depth)
            case Count(parts, least, most) if all(isinstance(part, Chosen) for part in parts):
                counted = f"count({', '.join(self._ids(parts))})"
                bounds = [f"{counted} >= {least}"] * (least > 0) + [f"{counted} <= {most}"] * (most is not None)
                return self._joined(" and ", bounds, depth)
        raise UnreadableModelError("a constraint counts conditions; only options can be counted")

    def _joined(self, sign: str, parts: Sequence[str], depth: int) -> str:
        text = sign.join(parts)
        return f"({text})" if depth and len(parts) > 1 else text


def _parted(condition: Condition) -> tuple[Condition, Condition]:
    if isinstance(condition, Some):
        return as_implication(condition.parts) or (ALWAYS, condition)
    return ALWAYS, condition


def _names(parts: Sequence[Condition]) -> list[str]:
    return list(dict.fromkeys(part.name for part in parts if isinstance(part, Chosen)))


def _named(condition: Condition) -> list[str]:
    """The first names of a condition, for a key."""
    match condition:
        case Chosen(name):
            return [name]
        case Not(part):
            return _named(part)
        case Every(parts) | Some(parts) | Count(parts):
            return [name for part in parts[:3] for name in _named(part)][:3]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _short(text: str) -> str:
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 1]}…"
