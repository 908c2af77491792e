"""Small random products, small enough to write out every configuration."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal

from configurator.product.definition import (
    GroupKind,
    Numbers,
    Option,
    OptionGroup,
    Price,
    Product,
    Rule,
    RuleKind,
    Section,
    TextLimits,
)
from configurator.product.engine.conditions import Condition, implies
from configurator.product.engine.model import Table
from configurator.product.expressions import parse_expression
from configurator.product.money import Money

DAYS = (date(2027, 3, 1), date(2027, 6, 1), date(2027, 9, 1))
"""On which random rules begin or end."""
NUMBER = "n"
"""The group that asks for a number."""


def product_of(groups: tuple[OptionGroup, ...], rules: tuple[Rule, ...] = ()) -> Product:
    """A product of these groups whose defaults are the first options that are not retired."""
    ones = [group for group in groups if group.kind is GroupKind.ONE]
    defaults = [next(option.id for option in group.options if not option.retired) for group in ones]
    return Product(
        key="thing",
        name={"en": "Thing"},
        tagline={},
        description={},
        languages=("en",),
        currency="EUR",
        base_price=Price(Money(10000, "EUR")),
        deposit=Money(1000, "EUR"),
        delivery_from=date(2027, 1, 1),
        delivery_until=date(2027, 2, 1),
        sections=(Section("all", {"en": "All"}, tuple(group.key for group in groups)),),
        groups=groups,
        rules=rules,
        defaults=tuple(defaults),
        version="0" * 16,
        sources={},
    )


def random_product(seed: int) -> Product:
    """Two or three choose-one groups, a market and up to five extras, with rules of every kind."""
    return product_by(random.Random(seed))


def product_by(chance: random.Random, *, is_rich: bool = False) -> Product:
    """The same by any chance; a rich one may ask for a number, too, and take words with an extra."""
    shapes = [(f"g{number}", GroupKind.ONE, chance.randint(2, 3)) for number in range(chance.randint(2, 3))]
    shapes.insert(chance.randint(0, len(shapes)), ("market", GroupKind.ONE, 2))
    shapes.insert(chance.randint(0, len(shapes)), ("x", GroupKind.ANY, chance.randint(3, 5)))
    if is_rich and chance.random() < 0.5:
        shapes = [(NUMBER, GroupKind.ONE, 3) if shape[0] == "g0" else shape for shape in shapes]
    ids = [f"{key}.{_key(key, number)}" for key, _, size in shapes for number in range(size)]
    groups = tuple(_group(chance, key, kind, size, ids) for key, kind, size in shapes)
    if is_rich:
        groups = tuple(map(_with_words, groups))
    return product_of(groups, tuple(_rule(chance, number, ids) for number in range(chance.randint(1, 7))))


def _key(group: str, number: int) -> str:
    return str(number) if group == NUMBER else f"o{number}"


def _with_words(group: OptionGroup) -> OptionGroup:
    first, *others = group.options
    return replace(group, options=(replace(first, text=TextLimits(12)), *others)) if group.key == "x" else group


def _group(chance: random.Random, key: str, kind: GroupKind, size: int, ids: list[str]) -> OptionGroup:
    options = tuple(
        Option(
            group=key,
            key=_key(key, number),
            name={"en": f"{key} {number}"},
            description={},
            price=Price(Money(chance.choice((0, 500, 1500)), "EUR"), {"o1": Money(700, "EUR")}),
            included_with=_others(chance, key, ids) if chance.random() < 0.3 else (),
            retired=number > 0 and key not in ("market", NUMBER) and chance.random() < 0.1,
            vat_rate=Decimal(21) if key == "market" else None,
        )
        for number in range(size)
    )
    numbers = Numbers(0, size - 1, 1, 0, options[0].price) if key == NUMBER else None
    return OptionGroup(key, kind, {"en": key}, {}, "all", options, is_market=key == "market", numbers=numbers)


def _others(chance: random.Random, key: str, ids: list[str]) -> tuple[str, ...]:
    return tuple(chance.sample([id_ for id_ in ids if not id_.startswith(f"{key}.")], 1))


def _rule(chance: random.Random, number: int, ids: list[str]) -> Rule:
    kind = chance.choice(list(RuleKind))
    days = chance.choices((None, *DAYS), k=2) if chance.random() < 0.3 else (None, None)
    dates = {"valid_from": days[0], "valid_until": days[1] if None in days or days[0] <= days[1] else None}
    if kind is RuleKind.THEN:
        return _expression_rule(chance, number, ids, dates)
    if kind is RuleKind.ALLOWS:
        return _table_rule(chance, number, ids, dates)
    named = chance.sample(ids, chance.randint(3, 5))
    cut = chance.randint(1, 2)
    counted = kind in (RuleKind.AT_MOST, RuleKind.AT_LEAST, RuleKind.EXACTLY)
    when, options = tuple(named[:cut]), tuple(named[cut:])
    if counted and chance.random() < 0.4:
        when = ()
    count = chance.randint(0 if kind is RuleKind.AT_MOST else 1, len(options)) if counted else 0
    return Rule(f"r{number}", kind, when, options, {"en": f"rule {number}"}, count, **dates)


def _expression_rule(chance: random.Random, number: int, ids: list[str], dates: dict[str, date | None]) -> Rule:
    """A rule whose words are kept beside its text, so that the oracle can read them in its own way."""
    then = _expression(chance, ids, 2)
    if chance.random() < 0.3:
        cause, condition = "", _parsed(then, ids)
    else:
        cause = _expression(chance, ids, 1)
        condition = implies(_parsed(cause, ids), _parsed(then, ids))
    text = {"en": f"rule {number}", "if": cause, "then": then}
    return Rule(f"r{number}", RuleKind.THEN, (), (), text, condition=condition, **dates)


def _parsed(expression: str, ids: list[str]) -> Condition:
    values = {int(id_.partition(".")[2]): id_ for id_ in ids if id_.startswith(f"{NUMBER}.")}
    return parse_expression(expression, ids, {NUMBER: values} if values else {})


def _expression(chance: random.Random, ids: list[str], depth: int) -> str:
    shape = chance.choice(("id", "id", "count", "not", "joined", "joined"))
    if shape == "count":
        counted = chance.sample(ids, chance.randint(1, 4))
        sign = chance.choice(("<=", ">=", "<", ">", "==", "!="))
        return f"count({', '.join(counted)}) {sign} {chance.randint(0, len(counted))}"
    if depth == 0 or shape == "id":
        named = chance.choice(ids)
        return f"{NUMBER} {chance.choice(('>=', '<=', '!='))} 1" if named.startswith(f"{NUMBER}.") else named
    if shape == "not":
        return f"not ({_expression(chance, ids, depth - 1)})"
    words = [_expression(chance, ids, depth - 1)]
    for _ in range(chance.randint(1, 3)):
        words += [chance.choice(("and", "or", "or", "and not")), _expression(chance, ids, depth - 1)]
    return " ".join(words) if chance.random() < 0.5 else f"({' '.join(words)})"


def _table_rule(chance: random.Random, number: int, ids: list[str], dates: dict[str, date | None]) -> Rule:
    groups = [group for group in dict.fromkeys(id_.partition(".")[0] for id_ in ids) if group != "x"]
    columns = tuple(
        tuple(id_ for id_ in ids if id_.startswith(f"{group}."))
        for group in chance.sample(groups, chance.randint(1, len(groups)))
    )
    rows = tuple(
        tuple(None if chance.random() < 0.25 else chance.choice(column) for column in columns)
        for _ in range(chance.randint(2, 9))
    )
    text = {"en": f"rule {number}"}
    return Rule(f"r{number}", RuleKind.ALLOWS, (), (), text, table=Table(columns, rows), **dates)
