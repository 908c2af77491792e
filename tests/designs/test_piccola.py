"""Piccola, the product in the box: as large as the real thing was, and honest about packs, texts and openness."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import product as every

import pytest

from configurator.product.definition import Openness, Option, Product, RuleKind
from configurator.product.pricing import quote
from configurator.product.rules import ContradictionError, ProductRules

LAUNCH = date(2026, 11, 21)


def described(piccola: Product) -> list[Option]:
    """All options but numbers, which need no telling."""
    return [option for group in piccola.groups if not group.numbers for option in group.options]


def test_piccola_has_the_scale_of_the_real_launch(piccola: Product) -> None:
    counts = {group.key: sum(not option.retired for option in group.options) for group in piccola.groups}
    assert counts == {
        "market": 3,
        "trim": 4,
        "motor": 3,
        "colour": 14,
        "roof": 6,
        "mirrors": 5,
        "stickers": 1 + 19,
        "wheels": 9,
        "interior": 15,
        "packs": 6,
        "accessories": 40 + 1,
        "keys": 5,
    }


def test_at_least_forty_rules_use_every_kind_of_rule(piccola: Product) -> None:
    assert len(piccola.rules) >= 40
    assert {rule.kind for rule in piccola.rules} == set(RuleKind)


def test_all_words_are_there_in_english_and_dutch(piccola: Product) -> None:
    groups = piccola.groups
    texts: list[Mapping[str, str]] = [piccola.name, piccola.tagline, piccola.description]
    texts += [section.name for section in piccola.sections]
    texts += [group.name for group in groups] + [group.help for group in groups]
    texts += [text for option in described(piccola) for text in (option.name, option.description)]
    texts += [option.text.label for option in piccola.options.values() if option.text]
    texts += [rule.text for rule in piccola.rules]
    assert all(text.get("en", "").strip() and text.get("nl", "").strip() for text in texts)


def test_no_two_descriptions_are_the_same(piccola: Product) -> None:
    for language in piccola.languages:
        told = [option.description[language] for option in described(piccola)]
        assert len(set(told)) == len(told)


def test_every_option_that_is_not_retired_can_be_had(piccola: Product, piccola_rules: ProductRules) -> None:
    for option in piccola.options.values():
        if option.retired:
            with pytest.raises(ContradictionError):
                piccola_rules.complete([option.id])
        else:
            assert option.id in piccola_rules.complete([option.id]).options


def test_each_accessory_can_be_left_out(piccola: Product, piccola_rules: ProductRules) -> None:
    accessories = [option.id for option in piccola.group_by_key["accessories"].options]
    plain = {
        trim.key: piccola_rules.complete([trim.id, "motor.brezza"]).options
        for trim in piccola.group_by_key["trim"].options
    }
    assert not [accessory for accessory in accessories if all(accessory in options for options in plain.values())]


def test_the_defaults_are_a_valid_piccola(piccola: Product, piccola_rules: ProductRules) -> None:
    assert piccola_rules.complete([]).options >= set(piccola.defaults)


def test_every_pack_costs_less_than_its_parts_in_each_market_and_trim(
    piccola: Product, piccola_rules: ProductRules
) -> None:
    markets, trims, packs = (piccola.group_by_key[key].options for key in ("market", "trim", "packs"))
    compared = 0
    for market, trim, pack in every(markets, trims, packs):
        try:
            bought = piccola_rules.complete([market.id, trim.id, pack.id])
        except ContradictionError:
            continue
        apart = piccola_rules.complete(bought.options - {pack.id})
        assert pack.id not in apart.options
        assert quote(piccola, bought).total < quote(piccola, apart).total, (market.key, trim.key, pack.key)
        compared += 1
    assert compared >= len(markets) * len(packs)


def test_what_is_open_names_a_day_after_the_launch_and_nothing_else_does(piccola: Product) -> None:
    for option in piccola.options.values():
        assert (option.open_until is not None) == (option.openness is Openness.OPEN)
        assert option.open_until is None or option.open_until > LAUNCH
    assert {option.openness for option in piccola.options.values()} == set(Openness)


def test_one_colour_is_retired(piccola: Product) -> None:
    assert [option.id for option in piccola.options.values() if option.retired] == ["colour.arancio"]


def test_vat_differs_by_market(piccola: Product) -> None:
    assert {option.key: str(option.vat_rate) for option in piccola.market_group.options} == {
        "nl": "21",
        "it": "22",
        "de": "19",
    }
