"""Expressions of rules: what they mean, and where the fault is when they mean nothing."""

from __future__ import annotations

import random
from contextlib import suppress
from itertools import combinations

import pytest

from configurator.product.engine.conditions import holds
from configurator.product.expressions import MalformedExpressionError, parse_expression
from configurator.product.limits import EXPRESSION_DEPTH, EXPRESSION_LENGTH

IDS = ("a.x", "a.y", "b.x", "b.y2", "c.0")
NUMBERS = {"keys": {number: f"keys.{number}" for number in (0, 2, 4)}}


def chosen_sets(expression: str) -> set[str]:
    """The sets of chosen options of which the expression is true, each as one word."""
    condition = parse_expression(expression, (*IDS, *NUMBERS["keys"].values()), NUMBERS)
    subsets = [set(subset) for size in range(len(IDS) + 1) for subset in combinations(IDS, size)]
    return {" ".join(sorted(chosen)) for chosen in subsets if holds(condition, chosen)}


@pytest.mark.parametrize(
    ("expression", "same"),
    [
        ("a.x or b.x and c.0", "a.x or (b.x and c.0)"),
        ("not a.x and b.x", "(not a.x) and b.x"),
        ("not a.x or b.x and not not c.0", "(not a.x) or (b.x and c.0)"),
        ("((a.x))or(b.x)", "a.x   or\n\tb.x"),
        ("a.x or a.x", "a.x"),
        ("count(a.x, a.y, b.x) <= 1", "not (a.x and a.y or a.x and b.x or a.y and b.x)"),
        ("count(a.x, a.y) < 2", "not a.x or not a.y"),
        ("count(a.x, a.y) >= 1", "a.x or a.y"),
        ("count(a.x, a.y) > 1", "a.x and a.y"),
        ("count(a.x, a.y) = 1", "count(a.x, a.y) == 1"),
        ("count(a.x, a.y) == 1", "a.x and not a.y or a.y and not a.x"),
        ("count(a.x, a.y) != 1", "a.x and a.y or not a.x and not a.y"),
        ("count(b.y2)=0 and c.0", "not b.y2 and c.0"),
    ],
)
def test_an_expression_means_what_its_longer_form_means(expression: str, same: str) -> None:
    assert chosen_sets(expression) == chosen_sets(same) != set()


@pytest.mark.parametrize(
    ("expression", "numbers"),
    [
        ("keys >= 2", {2, 4}),
        ("keys > 2", {4}),
        ("keys < 2", {0}),
        ("keys <= 3", {0, 2}),
        ("keys = 2", {2}),
        ("keys == 4", {4}),
        ("keys != 2", {0, 4}),
        ("not keys >= 2", {0}),
        ("keys.2 or keys > 3", {2, 4}),
    ],
)
def test_a_group_that_asks_for_a_number_is_compared(expression: str, numbers: set[int]) -> None:
    condition = parse_expression(expression, NUMBERS["keys"].values(), NUMBERS)
    assert {number for number in (0, 2, 4) if holds(condition, {f"keys.{number}"})} == numbers


@pytest.mark.parametrize(
    ("expression", "reason"),
    [
        ("", "at character 1: expected an option, `not`, `count` or `(`, but it ends here"),
        ("a.x and", "at character 8: expected an option, `not`, `count` or `(`, but it ends here"),
        ("a.x b.x", "at character 5: expected `and`, `or` or the end, but found `b.x`"),
        ("a.x and or b.x", "at character 9: expected an option, `not`, `count` or `(`, but found `or`"),
        ("(a.x or b.x", "at character 12: expected `)`, but it ends here"),
        ("a.x)", "at character 4: expected `and`, `or` or the end, but found `)`"),
        ("a.x & b.x", "at character 5: expected an expression, but found `&`"),
        ("a.x AND b.x", "at character 5: expected `and`, `or` or the end, but found `AND`"),
        ("trim", "at character 1: expected an option, `not`, `count` or `(`, but found `trim`"),
        ("a.z", "at character 1: there is no option a.z"),
        ("not (a.x or a.z)", "at character 13: there is no option a.z"),
        ("count", "at character 6: expected `(`, but it ends here"),
        ("count() > 1", "at character 7: expected an option, but found `)`"),
        ("count(not a.x) > 1", "at character 7: expected an option, but found `not`"),
        ("count(a.x a.y) > 1", "at character 11: expected `)`, but found `a.y`"),
        ("count(a.x, a.x) > 1", "at character 12: a.x is counted twice"),
        ("count(a.x, a.y)", "at character 16: expected one of <= >= < > = == !=, but it ends here"),
        ("count(a.x, a.y) > b.x", "at character 19: expected a whole number, but found `b.x`"),
        ("count(a.x, a.y) > -1", "at character 19: expected an expression, but found `-`"),
        ("count(a.x, a.y) >= 3", "at character 20: 3 of 2 options"),
        ("count(a.x, a.y) >= ٢", "at character 20: expected a whole number, but found `٢`"),
        ("keys", "at character 5: expected one of <= >= < > = == !=, but it ends here"),
        ("a.x or keys > 4", "at character 8: keys is never > 4"),
        ("true", "at character 1: expected an option, `not`, `count` or `(`, but found `true`"),
        ("a.x; import os", "at character 4: expected an expression, but found `;`"),
    ],
)
def test_a_fault_says_at_which_character_it_is(expression: str, reason: str) -> None:
    with pytest.raises(MalformedExpressionError) as error:
        parse_expression(expression, IDS, NUMBERS)
    assert error.value.reasons == (reason,)


def test_every_unknown_option_is_named_at_once() -> None:
    with pytest.raises(MalformedExpressionError) as error:
        parse_expression("a.q and (b.q or a.x)", IDS)
    assert [reason.rpartition(" ")[2] for reason in error.value.reasons] == ["a.q", "b.q"]


@pytest.mark.parametrize("opening", ["(", "not ", "not ("])
def test_depth_and_length_have_limits(opening: str) -> None:
    closing = ")" if "(" in opening else ""
    deep = EXPRESSION_DEPTH // (2 if opening == "not (" else 1)
    parse_expression(opening * deep + "a.x" + closing * deep, IDS)
    with pytest.raises(MalformedExpressionError, match=f"is nested more than {EXPRESSION_DEPTH} deep"):
        parse_expression(opening * (EXPRESSION_DEPTH + 1) + "a.x" + closing * (EXPRESSION_DEPTH + 1), IDS)
    with pytest.raises(MalformedExpressionError, match=f"is longer than {EXPRESSION_LENGTH} characters"):
        parse_expression(" or ".join(["a.x"] * EXPRESSION_LENGTH), IDS)


def test_any_text_is_an_expression_or_refused() -> None:
    chance = random.Random(1)
    words = [
        "a.x",
        "b.y2",
        "count",
        "(",
        ")",
        ",",
        "and",
        "or",
        "not",
        "<=",
        "=",
        "2",
        "keys",
        " ",
        "\n",
        "é",
        "::",
        ".",
        "a.",
    ]
    read = 0
    for _ in range(5000):
        text = "".join(chance.choice(words) + chance.choice(("", " ")) for _ in range(chance.randint(0, 9)))
        with suppress(MalformedExpressionError):
            holds(parse_expression(text, IDS, NUMBERS), set())
            read += 1
    assert 30 < read < 4000
