"""A design outlives its catalogue: it is still shown, what changed is named, and the nearest is offered."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from configurator.gallery.then_and_now import chosen_options, look_today, open_groups, open_options
from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.loader import load_product, product_from_sources
from configurator.product.money import Money
from configurator.product.pricing import quote
from configurator.product.rules import ProductRules
from tests.conftest import DESIGNS

Change = Callable[..., tuple[Product, ProductRules]]


@pytest.fixture(scope="module")
def lamp() -> Product:
    return load_product(DESIGNS / "lamp")


@pytest.fixture(scope="module")
def rules(lamp: Product) -> ProductRules:
    return ProductRules(lamp)


@pytest.fixture
def changed(lamp: Product) -> Change:
    """The lamp after some words of its files were replaced by others."""

    def change(*replacements: tuple[str, str]) -> tuple[Product, ProductRules]:
        sources = dict(lamp.sources)
        for old, new in replacements:
            assert any(old in text for text in sources.values()), old
            sources = {name: text.replace(old, new, 1) for name, text in sources.items()}
        product = product_from_sources("lamp", sources)
        return product, ProductRules(product)

    return change


GLOBE = (
    '[shade.options.globe]\nname.en = "Globe"\nname.nl = "Bol"\nprice = "12.00"\nincluded_with = ["model.atelier"]\n'
)


def test_nothing_changed_means_the_same_price_and_nothing_to_say(lamp: Product, rules: ProductRules) -> None:
    options = rules.complete(["shade.globe"]).options
    today = look_today(lamp, options, lamp, rules)
    assert today.is_buildable
    assert today.quote == quote(lamp, Configuration("lamp", options)) == today.nearest_quote
    assert today.nearest.options == options
    assert (today.removed, today.retired, today.broken, today.unanswered, today.lost, today.gained) == ((),) * 6


def test_a_changed_price_changes_today_and_not_then(lamp: Product, rules: ProductRules, changed: Change) -> None:
    options = rules.complete(["shade.globe"]).options
    now, now_rules = changed(('price = "12.00"', 'price = "15.50"'))
    today = look_today(lamp, options, now, now_rules)
    assert today.is_buildable
    assert today.quote is not None
    assert today.quote.total - quote(lamp, Configuration("lamp", options)).total == Money(350, "EUR")
    shade = next(lines for group, lines in chosen_options(lamp, options) if group.key == "shade")
    assert [line.amount.decimal for line in shade] == ["12.00"]


def test_a_retired_option_is_named_and_replaced(lamp: Product, rules: ProductRules, changed: Change) -> None:
    options = rules.complete(["shade.globe", "colour.red", "extras.usb"]).options
    now, now_rules = changed(('name.nl = "Bol"', 'name.nl = "Bol"\nretired = true'))
    today = look_today(lamp, options, now, now_rules)
    assert not today.is_buildable
    assert [option.id for option in today.retired] == ["shade.globe"]
    assert today.removed == ()
    assert [option.id for option in today.lost] == ["shade.globe"]
    assert len(today.gained) == 1
    assert {"colour.red", "extras.usb"} <= today.nearest.options
    assert now_rules.is_valid(today.nearest.options)
    assert today.nearest_quote == quote(now, today.nearest)


def test_a_removed_option_is_named_in_the_words_of_its_day(lamp: Product, rules: ProductRules, changed: Change) -> None:
    options = rules.complete(["shade.globe", "colour.red"]).options
    now, now_rules = changed((GLOBE, ""))
    today = look_today(lamp, options, now, now_rules)
    assert not today.is_buildable
    assert [option.name["nl"] for option in today.removed] == ["Bol"]
    assert [group.key for group in today.unanswered] == ["shade"]
    assert "colour.red" in today.nearest.options
    assert now_rules.is_valid(today.nearest.options)


def test_a_new_rule_is_named_with_what_it_says(lamp: Product, rules: ProductRules, changed: Change) -> None:
    options = rules.complete(["colour.red", "bulb.smart"]).options
    now, now_rules = changed(
        (
            '[[rule]]\nkey = "atelier-dimmer"',
            '[[rule]]\nkey = "red-stays-warm"\nwhen = ["colour.red"]\nexcludes = ["bulb.smart"]\n'
            'text.en = "Red fades."\ntext.nl = "Rood verbleekt."\n\n[[rule]]\nkey = "atelier-dimmer"',
        ),
    )
    today = look_today(lamp, options, now, now_rules)
    assert not today.is_buildable
    assert [rule.text["en"] for rule in today.broken] == ["Red fades."]
    assert len(today.nearest.options & options) == len(options) - 1


CABLE = (
    ('groups = ["bulb", ', 'groups = ["cable", "bulb", '),
    ('"bulb.warm"]', '"bulb.warm", "cable.short"]'),
    (
        "[bulb]\n",
        '[cable]\nkind = "one"\nname.en = "Cable"\nname.nl = "Snoer"\n[cable.options.short]\nname.en = "Short"\n'
        'name.nl = "Kort"\nprice = "2.00"\npaint = "#000000"\n[bulb]\n',
    ),
)
NO_USB = (
    '[[rule]]\nkey = "atelier-dimmer"',
    '[[rule]]\nkey = "short-no-usb"\nwhen = ["cable.short"]\nexcludes = ["extras.usb"]\n'
    'text.en = "Too short."\ntext.nl = "Te kort."\n\n[[rule]]\nkey = "atelier-dimmer"',
)


def test_a_question_that_is_new_is_answered_and_the_design_can_be_ordered(
    lamp: Product, rules: ProductRules, changed: Change
) -> None:
    options = rules.complete(()).options
    now, now_rules = changed(*CABLE)
    today = look_today(lamp, options, now, now_rules)
    assert [group.key for group in today.unanswered] == ["cable"]
    assert today.nearest.options == options | {"cable.short"}
    assert today.broken == ()
    assert today.quote == today.nearest_quote == quote(now, today.nearest)
    assert today.quote.total - quote(lamp, Configuration("lamp", options)).total == Money(200, "EUR")


def test_a_question_that_is_new_and_has_no_answer_that_fits_is_named(
    lamp: Product, rules: ProductRules, changed: Change
) -> None:
    now, now_rules = changed(*CABLE, NO_USB)
    today = look_today(lamp, rules.complete(["extras.usb"]).options, now, now_rules)
    assert not today.is_buildable
    assert [group.key for group in today.unanswered] == ["cable"]
    assert [option.id for option in today.lost] == ["extras.usb"]


def test_what_is_open_to_the_crowd_ends_on_its_last_day(lamp: Product) -> None:
    def named(day: date) -> list[str]:
        return [option.id for _, options in open_groups(lamp, day) for option in options]

    assert named(date(2027, 1, 31)) == ["shade.globe", "shade.paper"]
    assert named(date(2027, 2, 1)) == ["shade.paper"]  # an experiment has no last day
    assert open_options(lamp, ["shade.globe", "colour.red"], date(2027, 1, 31)) == {"shade.globe"}


def test_chosen_options_add_up_to_the_price_of_the_day(lamp: Product, rules: ProductRules) -> None:
    for choices in ((), ("model.atelier", "colour.brass"), ("extras.evening_pack", "market.de")):
        configuration = rules.complete(choices)
        frozen = quote(lamp, configuration)
        listed = [line for _, lines in chosen_options(lamp, configuration.options) for line in lines]
        assert {line.option.id for line in listed} == configuration.options
        assert (
            Money.total((line.amount for line in listed), "EUR") + lamp.base_price.in_market(frozen.market)
            == frozen.total
        )
