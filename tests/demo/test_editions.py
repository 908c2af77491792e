"""The demo's edition is one that looks good, as far as the crowd ordered any such."""

from __future__ import annotations

from configurator.demo.editions import most_shared
from configurator.demo.tastes import PICCOLA
from configurator.product.definition import Product
from configurator.product.rules import ProductRules


def test_a_look_that_is_written_down_wins_over_what_more_orders_share(piccola: Product) -> None:
    wanted = frozenset({"colour.ardesia", "roof.black"})
    look = frozenset({"colour.latte", "interior.vegan_cognac"})
    assert most_shared(piccola, [wanted, wanted, wanted, look, look]) == (look, 2)
    assert most_shared(piccola, [wanted, wanted]) == (wanted, 2)
    assert most_shared(piccola, []) == (frozenset(), 0)


def test_every_look_that_is_written_down_can_be_built(piccola_rules: ProductRules) -> None:
    for look in PICCOLA.editions:
        assert piccola_rules.complete(look).options.issuperset(look)
