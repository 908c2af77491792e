"""How fast the rule engine answers, next to clingo's brave mode on the same product; clingo checks the answers too.

`uv run pytest tests/benchmarks/test_rules_benchmark.py --no-cov` prints the medians and their ratio.
"""

from __future__ import annotations

import random
from decimal import Decimal
from statistics import median
from time import perf_counter

import clingo
import pytest

from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Option, OptionGroup, Price, Product, Rule, RuleKind
from configurator.product.impact import impact
from configurator.product.money import Money
from configurator.product.rules import ProductRules, State
from tests.product.random_products import product_of

SIZES = {"market": 3, "trim": 4, "motor": 3, "colour": 14, "roof": 6, "wheels": 9, "interior": 15, "stickers": 20}
EXTRAS = 41
RULES = 45
CLICKS = 40


def big_product() -> Product:
    """A product of 115 options and 45 rules, the size of a small car's catalogue; its defaults are valid."""
    chance = random.Random(115)
    shapes = [*((key, GroupKind.ONE, size) for key, size in SIZES.items()), ("extras", GroupKind.ANY, EXTRAS)]
    groups = tuple(_group(key, kind, size) for key, kind, size in shapes)
    bare = product_of(groups)
    ids = [option_id for option_id in bare.options if option_id not in bare.defaults]
    return product_of(groups, tuple(_rule(chance, number, ids) for number in range(RULES)))


def _group(key: str, kind: GroupKind, size: int) -> OptionGroup:
    vat = Decimal(21) if key == "market" else None
    price = Price(Money(1000, "EUR"))
    options = tuple(Option(key, f"o{number}", {}, {}, price, vat_rate=vat) for number in range(size))
    return OptionGroup(key, kind, {}, {}, "all", options, key == "market")


def _rule(chance: random.Random, number: int, ids: list[str]) -> Rule:
    kind = chance.choices(
        (RuleKind.EXCLUDES, RuleKind.REQUIRES_ANY, RuleKind.INCLUDES, RuleKind.AT_MOST), (5, 4, 2, 1)
    )[0]
    extras = [option_id for option_id in ids if option_id.startswith("extras.")]
    named = chance.sample(extras if kind in (RuleKind.INCLUDES, RuleKind.AT_MOST) else ids, 4)
    when = (chance.choice([option_id for option_id in ids if option_id not in named]),)
    if kind is RuleKind.AT_MOST:
        return Rule(f"r{number}", kind, (), tuple(named), {}, 2)
    return Rule(f"r{number}", kind, when, tuple(named[: 2 if kind is RuleKind.INCLUDES else 3]), {})


class Clingo:
    """Which options replace nothing, by brave consequences: one question for each choose-one group, one for extras."""

    def __init__(self, product: Product) -> None:
        self.product = product
        self.symbol = {option_id: clingo.Function("in", [clingo.String(option_id)]) for option_id in product.options}
        self.control = clingo.Control(["--enum-mode=brave", "0"])
        self.control.add("base", [], "\n".join((*map(self._group, product.groups), *map(self._rule, product.rules))))
        self.control.ground([("base", [])])

    def _in(self, option_id: str) -> str:
        return f'in("{option_id}")'

    def _group(self, group: OptionGroup) -> str:
        atoms = "; ".join(self._in(option.id) for option in group.options)
        return f"1 {{ {atoms} }} 1." if group.kind is GroupKind.ONE else f"{{ {atoms} }}."

    def _rule(self, rule: Rule) -> str:
        when = ", ".join(map(self._in, rule.when))
        atoms = [self._in(option_id) for option_id in rule.options]
        match rule.kind:
            case RuleKind.EXCLUDES:
                return "\n".join(f":- {when}, {atom}." for atom in atoms)
            case RuleKind.INCLUDES:
                return "\n".join(f":- {when}, not {atom}." for atom in atoms)
            case RuleKind.REQUIRES_ANY:
                return f":- {when}, {', '.join(f'not {atom}' for atom in atoms)}."
            case _:
                return f":- {rule.count + 1} {{ {'; '.join(atoms)} }}."

    def possible(self, options: frozenset[str]) -> set[str]:
        brought = {
            other
            for rule in self.product.rules
            if rule.kind is RuleKind.INCLUDES and options & set(rule.when)
            for other in rule.options
        }
        found: set[str] = set()
        for group in self.product.groups:
            own = {option.id for option in group.options}
            freed = own if group.kind is GroupKind.ONE else set()
            kept = [(self.symbol[option_id], True) for option_id in options - brought - freed]
            with self.control.solve(assumptions=kept, yield_=True) as handle:
                consequences = [model.symbols(atoms=True) for model in handle]
            found |= own & {symbol.arguments[0].string for symbol in consequences[-1]}
        return found - options


def _milliseconds(work: object) -> float:
    assert callable(work)
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)


def test_judging_every_option_is_exact_and_its_time_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    product = big_product()
    rules, other = ProductRules(product), Clingo(product)
    chance = random.Random(1)
    clicks: list[Configuration] = [rules.sample(chance) for _ in range(CLICKS)]
    judging, brave, whole = [], [], []
    for click in clicks:  # in turn, so that a busy machine slows all of them alike
        judging.append(_milliseconds(lambda: rules.judge(click)))  # noqa: B023
        brave.append(_milliseconds(lambda: other.possible(click.options)))  # noqa: B023
        whole.append(_milliseconds(lambda: impact(product, rules, click)))  # noqa: B023
    for click in clicks:
        possible = {option_id for option_id, found in rules.judge(click).items() if found.state is State.POSSIBLE}
        assert possible == other.possible(click.options)
    assert median(judging) < 2 * median(brave)  # with reasons, and on a busy machine
    with capsys.disabled():
        print(f"\n{len(product.options)} options, {len(product.rules)} rules, medians of {CLICKS} configurations")
        print(f"judge, with reasons          {median(judging):7.2f} ms")
        print(f"clingo brave, no reasons     {median(brave):7.2f} ms = {median(brave) / median(judging):.1f} × judge")
        print(f"impact: changes and prices   {median(whole):7.2f} ms after judge")
