"""Expressions of rules, such as `shade.globe and not (stand.wall or count(extras.usb, extras.timer) >= 2)`.

`not` binds closest, then `and`, then `or`. `count` says how many of its options are chosen. A group that asks for a
number is compared by its own key: `shelves >= 2`.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass

from configurator.product.engine.conditions import Chosen, Condition, Count, Every, Not, Some
from configurator.product.errors import OfficinaError
from configurator.product.limits import EXPRESSION_DEPTH, EXPRESSION_LENGTH

TOKEN = re.compile(r"(?P<id>[a-z][a-z0-9_]*\.[a-z0-9_]+)|(?P<word>\w+)|(?P<sign><=|>=|!=|==|[()<>=,])")
SPACE = re.compile(r"\s*")
NUMBER = re.compile(r"[0-9]{1,6}")
COMPARISONS: Mapping[str, Callable[[int, int], bool]] = {
    "<=": operator.le,
    ">=": operator.ge,
    "<": operator.lt,
    ">": operator.gt,
    "=": operator.eq,
    "==": operator.eq,
    "!=": operator.ne,
}
Numbers = Mapping[str, Mapping[int, str]]
"""Group key → number → id of the option that it is."""
NO_NUMBERS: Numbers = {}
PART = "an option, `not`, `count` or `(`"


class MalformedExpressionError(OfficinaError):
    """The text is no expression; `reasons` say at which character, and why."""

    def __init__(self, *reasons: str) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True)
class Token:
    """A word, option id or sign, and at which character of the text it begins; "" at the end of the text."""

    text: str
    place: int
    is_id: bool = False


def parse_expression(text: str, known: Container[str], numbers: Numbers = NO_NUMBERS) -> Condition:
    """The condition that the text states about the `known` option ids; raises MalformedExpressionError.

    `numbers` are the groups that ask for one: by key the option ids of their numbers.
    """
    if len(text) > EXPRESSION_LENGTH:
        raise MalformedExpressionError(f"is longer than {EXPRESSION_LENGTH} characters; make several rules of it")
    parser = _Parser(_tokens(text), known, numbers)
    condition = parser.alternatives(0)
    parser.take("")
    if parser.strange:
        raise MalformedExpressionError(*parser.strange)
    return condition


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    place = 0
    while True:
        space = SPACE.match(text, place)
        place = space.end() if space else place
        if place == len(text):
            return [*found, Token("", place + 1)]
        match = TOKEN.match(text, place)
        if match is None:
            raise _error(Token(text[place], place + 1), "expected an expression")
        found.append(Token(match.group(), place + 1, is_id=match.lastgroup == "id"))
        place = match.end()


def _error(token: Token, reason: str) -> MalformedExpressionError:
    found = f"found `{token.text[:40]}`" if token.text else "it ends here"
    return MalformedExpressionError(f"at character {token.place}: {reason}, but {found}")


class _Parser:
    """Reads tokens from left to right; one method for each level of the grammar."""

    def __init__(self, tokens: list[Token], known: Container[str], numbers: Numbers) -> None:
        self._tokens = tokens
        self._known = known
        self._numbers = numbers
        self._next = 0
        self.strange: list[str] = []

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _accept(self, text: str) -> bool:
        if self._token.text != text:
            return False
        self._next += 1
        return True

    def take(self, text: str) -> None:
        """The next token is this one."""
        if not self._accept(text):
            raise _error(self._token, f"expected `{text}`" if text else "expected `and`, `or` or the end")

    def alternatives(self, depth: int) -> Condition:
        """Parts with `or` between them."""
        parts = [self._conjunction(depth)]
        while self._accept("or"):
            parts.append(self._conjunction(depth))
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def _conjunction(self, depth: int) -> Condition:
        parts = [self._part(depth)]
        while self._accept("and"):
            parts.append(self._part(depth))
        return parts[0] if len(parts) == 1 else Every(tuple(parts))

    def _part(self, depth: int) -> Condition:
        token = self._token
        if depth > EXPRESSION_DEPTH:
            raise MalformedExpressionError(
                f"at character {token.place}: is nested more than {EXPRESSION_DEPTH} deep; make several rules of it"
            )
        if self._accept("not"):
            return Not(self._part(depth + 1))
        if self._accept("("):
            inner = self.alternatives(depth + 1)
            self.take(")")
            return inner
        if self._accept("count"):
            return self._count()
        if token.text in self._numbers:
            self._next += 1
            return self._number(token)
        return Chosen(self._option(PART))

    def _option(self, expected: str) -> str:
        token = self._token
        if not token.is_id:
            raise _error(token, f"expected {expected}")
        if token.text not in self._known:
            self.strange.append(f"at character {token.place}: there is no option {token.text}")
        self._next += 1
        return token.text

    def _count(self) -> Condition:
        self.take("(")
        options: dict[str, Condition] = {}
        while not options or self._accept(","):
            token = self._token
            option_id = self._option("an option")
            if option_id in options:
                self.strange.append(f"at character {token.place}: {option_id} is counted twice")
            options[option_id] = Chosen(option_id)
        self.take(")")
        sign, number, place = self._comparison()
        if number > len(options):
            self.strange.append(f"at character {place}: {number} of {len(options)} options")
        return _compared(tuple(options.values()), sign, number)

    def _number(self, group: Token) -> Condition:
        sign, number, _ = self._comparison()
        fitting = [Chosen(id_) for value, id_ in self._numbers[group.text].items() if COMPARISONS[sign](value, number)]
        if not fitting:
            self.strange.append(f"at character {group.place}: {group.text} is never {sign} {number}")
        return Some(tuple(fitting))

    def _comparison(self) -> tuple[str, int, int]:
        """The sign, the number, and where the number is."""
        sign = self._token
        if sign.text not in COMPARISONS:
            raise _error(sign, f"expected one of {' '.join(COMPARISONS)}")
        self._next += 1
        number = self._token
        if not NUMBER.fullmatch(number.text):
            raise _error(number, "expected a whole number")
        self._next += 1
        return sign.text, int(number.text), number.place


def _compared(parts: tuple[Condition, ...], sign: str, number: int) -> Condition:
    match sign:
        case "<=":
            return Count(parts, most=number)
        case "<":
            return Count(parts, most=number - 1)
        case ">=":
            return Count(parts, number)
        case ">":
            return Count(parts, number + 1)
        case "!=":
            return Not(Count(parts, number, number))
    return Count(parts, number, number)
