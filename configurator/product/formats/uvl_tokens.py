"""UVL text as tokens: words, signs, and where lines end and blocks begin, as its official grammar has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from configurator.product.formats.features import UnreadableModelError

TAB = 8
OPENING, CLOSING = "({[", ")}]"
TOKEN = re.compile(
    r"""(?P<SPACE>[ \t\f\ufeff]+|//[^\r\n]*|/\*.*?\*/)
    |(?P<NEWLINE>\r\n|\n|\r)
    |(?P<CARDINALITY>\[[ \t]*\d+[ \t]*(?:\.\.[ \t]*(?:\d+|\*)[ \t]*)?\])
    |(?P<NUMBER>-?\d*\.\d+|-?\d+)
    |(?P<NAME>[^\W\d_][\w\#§%?\\';]*)
    |(?P<QUOTED>"[^\r\n"]+")
    |(?P<STRING>'[^\r\n']*')
    |(?P<SIGN><=>|=>|==|<=|>=|!=|[!&|<>+\-*/(){}\[\],.])""",
    re.VERBOSE | re.DOTALL,
)


class Kind(Enum):
    NAME = auto()
    QUOTED = auto()
    NUMBER = auto()
    STRING = auto()
    CARDINALITY = auto()
    SIGN = auto()
    NEWLINE = auto()
    INDENT = auto()
    DEDENT = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`text` is without its quotes."""

    kind: Kind
    text: str
    line: int

    def __str__(self) -> str:
        return self.text if self.text.strip() else {Kind.END: "the end of the file"}.get(self.kind, "the end of a line")


def fault_at(line: int, what: str) -> UnreadableModelError:
    """The refusal of what stands in a line."""
    return UnreadableModelError(f"line {line}: {what}")


def tokens(text: str) -> Iterator[Token]:
    """All tokens; a line that is less indented than the one before ends a block for each indentation that it leaves.

    Raises UnreadableModelError for characters that are none of UVL's, and for an indentation that fits no line above.
    """
    indents = [0]
    opened, line, start, is_start = 0, 1, 0, True
    last = 0
    """The line of the last word; none yet."""
    for found in _pieces(text):
        kind, piece = str(found.lastgroup), found.group()
        if kind == "NEWLINE":
            line, start, is_start = line + 1, found.end(), True
            continue
        if kind == "SPACE":
            line += piece.count("\n") if piece.startswith("/*") else 0
            continue
        if is_start and not opened:
            if last:
                yield Token(Kind.NEWLINE, "", last)
            yield from _blocks(indents, _width(text[start : found.start()]), line)
        is_start, last = False, line
        if kind == "SIGN":
            opened = max(0, opened + (piece in OPENING) - (piece in CLOSING))
        yield Token(Kind[kind], piece[1:-1] if kind in ("QUOTED", "STRING") else piece, line)
    if last:
        yield Token(Kind.NEWLINE, "", last)
    yield from _blocks(indents, 0, last)
    yield Token(Kind.END, "", max(1, last))


def _pieces(text: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(text):
        found = TOKEN.match(text, place)
        if found is None:
            line = text.count("\n", 0, place) + 1
            raise fault_at(line, f"{text[place : place + 20].splitlines()[0]!r} can't be read as UVL")
        yield found
        place = found.end()


def _blocks(indents: list[int], width: int, line: int) -> Iterator[Token]:
    if width > indents[-1]:
        indents.append(width)
        yield Token(Kind.INDENT, "", line)
        return
    while width < indents[-1]:
        indents.pop()
        yield Token(Kind.DEDENT, "", line)
    if width != indents[-1]:
        raise fault_at(line, "is indented like no line above it")


def _width(spaces: str) -> int:
    width = 0
    for space in spaces:
        width += TAB - width % TAB if space == "\t" else 1
    return width
