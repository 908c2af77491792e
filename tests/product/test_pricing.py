"""The price of a lamp, worked out by hand."""

import json
from decimal import Decimal

from configurator.product.definition import Product
from configurator.product.pricing import Quote, quote, total_price
from configurator.product.rules import ProductRules


def lines(quoted: Quote) -> dict[str | None, tuple[str, str | None]]:
    return {line.option_id: (line.amount.decimal, line.included_by) for line in quoted.lines}


def test_the_plain_lamp_costs_the_base_price(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(()))
    assert quoted.total.decimal == "49.00"
    assert quoted.vat.decimal == "8.50"  # 49 × 21 / 121 = 8.504
    assert (quoted.vat_rate, quoted.market) == (Decimal(21), "nl")
    assert (quoted.deposit.decimal, quoted.balance.decimal) == ("10.00", "39.00")


def test_the_base_comes_first_and_the_options_in_the_product_s_order(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(["bulb.smart", "stand.wall"]))
    ids = [line.option_id for line in quoted.lines]
    assert ids == [None, "model.plain", "stand.wall", "shade.cone", "colour.cream", "bulb.smart"]
    assert quoted.lines[0].name == lamp.name


def test_an_included_option_costs_nothing_and_says_what_pays_for_it(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(["model.atelier", "shade.globe"]))
    assert lines(quoted)["extras.dimmer"] == ("0.00", "model.atelier")  # by a rule
    assert lines(quoted)["shade.globe"] == ("0.00", "model.atelier")  # by included_with
    assert quoted.total.decimal == "69.00"


def test_the_same_option_costs_its_price_where_nothing_includes_it(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(["shade.globe", "extras.dimmer"]))
    assert lines(quoted)["shade.globe"] == ("12.00", None)
    assert lines(quoted)["extras.dimmer"] == ("7.00", None)
    assert quoted.total.decimal == "68.00"


def test_a_pack_costs_less_than_its_parts(lamp: Product, lamp_rules: ProductRules) -> None:
    pack = quote(lamp, lamp_rules.complete(["extras.evening_pack"]))
    parts = quote(lamp, lamp_rules.complete(["extras.dimmer", "extras.timer"]))
    assert (pack.total.decimal, parts.total.decimal) == ("59.00", "61.00")
    assert lines(pack)["extras.timer"] == ("0.00", "extras.evening_pack")


def test_of_two_that_include_an_option_the_first_in_the_product_pays(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(["model.atelier", "extras.evening_pack"]))
    assert lines(quoted)["extras.dimmer"] == ("0.00", "model.atelier")


def test_each_market_has_its_prices_and_its_vat(lamp: Product, lamp_rules: ProductRules) -> None:
    brass = ["model.atelier", "colour.brass"]
    quoted = {market: quote(lamp, lamp_rules.complete([*brass, f"market.{market}"])) for market in ("nl", "it", "de")}
    assert {market: q.total.decimal for market, q in quoted.items()} == {"nl": "84.00", "it": "80.00", "de": "83.00"}
    assert {market: q.vat.decimal for market, q in quoted.items()} == {"nl": "14.58", "it": "14.43", "de": "13.25"}


def test_the_total_is_the_sum_of_the_lines_for_every_lamp(lamp: Product, lamp_rules: ProductRules) -> None:
    for option_id in lamp.options:
        quoted = quote(lamp, lamp_rules.nearest([option_id]))
        assert quoted.total.amount_minor == sum(line.amount.amount_minor for line in quoted.lines)
        assert total_price(lamp, lamp_rules.nearest([option_id])) == quoted.total


def test_a_frozen_quote_is_read_back_whole(lamp: Product, lamp_rules: ProductRules) -> None:
    quoted = quote(lamp, lamp_rules.complete(["model.atelier", "shade.globe", "market.it"]))
    frozen = json.loads(json.dumps(quoted.to_json()))
    assert frozen["total"] == "65.00"
    assert Quote.from_json(frozen) == quoted


def test_a_frozen_quote_keeps_the_names_of_its_groups(piccola: Product, piccola_rules: ProductRules) -> None:
    configuration = piccola_rules.complete(())
    kept = Quote.from_json(json.loads(json.dumps(quote(piccola, configuration).to_json())))
    for line in kept.lines:
        group = piccola.group_by_key[line.option_id.partition(".")[0]].name if line.option_id else None
        assert line.group == group
