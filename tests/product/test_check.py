"""Products that are well written and make no sense: each is refused with the reason."""

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from configurator.product.check import semantic_faults
from configurator.product.definition import RuleKind
from configurator.product.loader import FaultyProductError, load_product
from tests.product.oracle import Oracle
from tests.product.random_products import DAYS, random_product
from tests.product.seeds import each_seed

LAMP = Path(__file__).parents[1] / "products" / "lamp"
TEXT = 'text.en = "So it is."\ntext.nl = "Zo is het."\n'


def faults_with(tmp_path: Path, *rules: str, **changes: tuple[str, str]) -> list[tuple[str, str, str]]:
    """Faults of the lamp with more rules, and with text replaced in product.toml or options.toml."""
    folder = Path(shutil.copytree(LAMP, tmp_path / "lamp"))
    with (folder / "rules.toml").open("a") as file:
        file.writelines(f"\n[[rule]]\n{rule}\n{TEXT}" for rule in rules)
    for name, (old, new) in changes.items():
        path = folder / f"{name}.toml"
        assert old in path.read_text()
        path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(FaultyProductError) as error:
        load_product(folder)
    return [(fault.file, fault.key, fault.reason) for fault in error.value.faults]


def test_contradictory_rules_are_named_and_no_others(tmp_path: Path) -> None:
    faults = faults_with(
        tmp_path,
        'key = "only-red"\nat_least = 1\nof = ["colour.red"]',
        'key = "red-is-warm"\nwhen = ["colour.red"]\nrequires = ["bulb.warm"]',
        'key = "no-warm"\nexcludes = ["bulb.warm"]',
    )
    reason = "contradict each other: no product keeps all of these rules"
    assert faults == [("rules.toml", "rule only-red, rule red-is-warm, rule no-warm", reason)]


def test_an_option_that_no_product_can_have_is_named_with_its_rules(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, 'key = "brass-no-dimmer"\nwhen = ["colour.brass"]\nexcludes = ["extras.dimmer"]')
    why = "rule atelier-dimmer, rule brass-is-atelier, rule brass-no-dimmer"
    reason = f"no product can have it, because of {why}; change the rules or retire it"
    assert faults == [("options.toml", "colour.options.brass", reason)]


def test_defaults_that_can_not_go_together_are_named_with_their_rules(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, product=('"shade.cone"', '"shade.paper"'))
    assert faults == [("product.toml", "defaults", "can't go together, because of rule paper-stays-cool")]


def test_a_retired_default_is_a_fault(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, product=('"shade.cone"', '"shade.disc"'))
    assert faults == [("product.toml", "defaults", "shade.disc is retired")]


@pytest.mark.parametrize("price", ["12.00", "13.00"])
def test_a_pack_that_is_not_cheaper_than_its_parts_is_a_fault(tmp_path: Path, price: str) -> None:
    faults = faults_with(tmp_path, options=('price = "10.00"', f'price = "{price}"'))
    assert faults == [
        (
            "options.toml",
            "extras.options.evening_pack.price",
            f"{price} EUR in {market} is not less than the 12.00 EUR that its parts cost by themselves",
        )
        for market in ("nl", "it", "de")
    ]


def test_a_pack_is_compared_in_each_market(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, options=('price = "10.00"', 'price = { everywhere = "10.00", de = "12.50" }'))
    assert [fault[2][:15] for fault in faults] == ["12.50 EUR in de"]


def test_options_that_include_each_other_are_a_fault(tmp_path: Path) -> None:
    faults = faults_with(tmp_path, 'key = "circle"\nwhen = ["extras.timer"]\nincludes = ["extras.evening_pack"]')
    circle = "is included with what it includes itself, so that nobody pays for it"
    assert ("options.toml", "extras.options.timer", circle) in faults
    assert ("options.toml", "extras.options.evening_pack", circle) in faults


@each_seed(range(60))
def test_exactly_the_options_that_no_product_has_are_found(seed: int) -> None:
    product = random_product(seed)
    faults = semantic_faults(product)
    found = [fault for fault in faults if "no product can have it" in fault.reason]
    oracles = [
        Oracle(product, day) for day in (date(2027, 1, 1), *(day + timedelta(days=n) for day in DAYS for n in (0, 1)))
    ]
    assert any("contradict" in fault.reason for fault in faults) == any(not oracle.valid for oracle in oracles)
    if all(oracle.valid for oracle in oracles):
        had = {id_ for oracle in oracles for options in oracle.valid for id_ in options}
        dead = [option.id for option in product.options.values() if not option.retired and option.id not in had]
        assert [fault.key.replace(".options", "") for fault in found] == dead


def test_the_products_have_every_kind_of_rule() -> None:
    kinds = {rule.kind for seed in range(60) for rule in random_product(seed).rules}
    assert kinds == set(RuleKind)
