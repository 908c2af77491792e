"""Feature models become products and products feature models, with the same configurations."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from configurator.product.check import semantic_faults
from configurator.product.definition import Product, RuleKind
from configurator.product.formats.exporting import features_of_product
from configurator.product.formats.features import FeatureModel, UnreadableModelError
from configurator.product.formats.importing import write_product
from configurator.product.formats.uvl import read_uvl, write_uvl
from tests.product.formats.random_features import configurations, random_features
from tests.product.oracle import Options, Oracle
from tests.product.random_products import random_product
from tests.product.seeds import each_seed

DAY = date(2026, 11, 22)


def imported(features: FeatureModel, tmp_path: Path) -> Product:
    return write_product(features, tmp_path / "thing", "model.uvl", DAY)


def valid(product: Product) -> list[Options]:
    """Every configuration of an imported product, by what its rules file says."""
    written = {row["key"]: row for row in tomllib.loads(product.sources["rules.toml"]).get("rule", [])}
    rules = [
        replace(rule, text={"if": written[rule.key].get("if", ""), "then": written[rule.key]["then"]})
        if rule.kind is RuleKind.THEN
        else rule
        for rule in product.rules
    ]
    return Oracle(replace(product, rules=tuple(rules))).valid


def without_circles(product: Product) -> Product:
    """The product, with options that are included with nothing where some would be included with themselves."""
    if not any("includes itself" in fault.reason for fault in semantic_faults(product)):
        return product
    groups = (
        replace(group, options=tuple(replace(option, included_with=()) for option in group.options))
        for group in product.groups
    )
    return replace(product, groups=tuple(groups))


def features_in(product: Product, options: frozenset[str]) -> frozenset[str]:
    """The features that a configuration of an imported product stands for, as the engine names them."""
    found: set[str] = set()
    for option_id in options:
        option, group = product.options[option_id], product.group_by_key[option_id.partition(".")[0]]
        name = option.name["en"]
        if group.is_market:
            continue
        if name.isdecimal():
            feature = group.name["en"]
            found |= {feature, f"{feature}.{name}"} if name != "0" else set()
        else:
            found.add(name)
    return frozenset(found)


@each_seed(range(100))
def test_an_imported_model_has_the_same_configurations(seed: int, tmp_path: Path) -> None:
    features = random_features(seed)
    expected = {chosen - features.always_there for chosen in configurations(features)}
    if not expected:
        with pytest.raises(UnreadableModelError, match="there is nothing to sell"):
            imported(features, tmp_path)
        assert list(tmp_path.iterdir()) == []
        return
    product = imported(features, tmp_path)
    found = [features_in(product, options) - features.always_there for options in valid(product)]
    assert sorted(map(sorted, found)) == sorted(map(sorted, expected))


@each_seed(range(100))
def test_a_product_comes_back_from_uvl_with_its_configurations_and_prices(seed: int, tmp_path: Path) -> None:
    product = without_circles(random_product(seed))
    expected = Oracle(product).valid
    text = write_uvl(features_of_product(product))
    if not expected:
        with pytest.raises(UnreadableModelError, match="there is nothing to sell"):
            imported(read_uvl(text), tmp_path)
        return
    again = imported(read_uvl(text), tmp_path)
    assert set(valid(again)) == set(expected)
    for option in again.options.values():
        assert option.price == product.options[option.id].price or option.group == "market"
    assert again.base_price == product.base_price
    assert again.deposit == product.deposit
    assert again.sections == product.sections
