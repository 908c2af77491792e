"""Before a new version goes online one knows which designs and preorders it would make invalid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from configurator.accounts.visitors import Visitor
from configurator.database import db
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import count_preorder, withdraw_design
from configurator.gallery.service.foreseeing import foresee
from configurator.product.definition import Product, Rule, RuleKind
from configurator.product.diff import Fates

Save = Callable[..., SavedDesign]


def test_designs_and_open_preorders_that_are_hit_are_counted_with_reasons(
    save: Save, lamp: Product, author: Visitor
) -> None:
    for number in range(3):
        save(f"Red {number}", "colour.red")
    ordered, withdrawn = save("Dimmed", "colour.red", "extras.dimmer"), save("Gone", "colour.red", "market.it")
    save("Cream", "colour.cream")
    count_preorder(ordered.id, +2)
    count_preorder(withdrawn.id, +1)
    db.session.commit()
    withdraw_design(withdrawn.id, author)
    no_red = Rule("no-red", RuleKind.EXCLUDES, (), ("colour.red",), {})
    told: list[tuple[int, int]] = []
    found = foresee("lamp", Fates(lamp, replace(lamp, rules=(*lamp.rules, no_red))).of, lambda *n: told.append(n))
    assert (found.designs, found.preorders) == (5, 3)
    assert (found.designs_hit, found.preorders_hit) == (4, 3)
    assert found.reasons == {"rule no-red": 4}
    assert told == [(0, 6), (6, 6)]


def test_designs_that_were_invalid_already_are_not_laid_at_the_new_versions_door(save: Save, lamp: Product) -> None:
    save("Red", "colour.red")
    no_red = replace(lamp, rules=(*lamp.rules, Rule("no-red", RuleKind.EXCLUDES, (), ("colour.red",), {})))
    found = foresee("lamp", Fates(no_red, no_red).of, lambda done, whole: None)
    assert (found.designs, found.designs_hit, found.designs_invalid_before) == (1, 0, 1)
