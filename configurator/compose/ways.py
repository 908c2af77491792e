"""Changes made one after the other, and the different ways to have them when they cost other choices."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from configurator.product.configuration import Configuration
from configurator.product.definition import GroupKind, Product
from configurator.product.pricing import total_price
from configurator.product.rules import Change, ProductRules

MOST = 3
"""So many ways are proposed."""


def steps_to(rules: ProductRules, before: Configuration, dropped: Iterable[str], chosen: Iterable[str]) -> list[Change]:
    """Drop and choose these options, one after the other. Raises ContradictionError for what every product has."""
    steps = list[Change]()
    changes = [
        *((rules.drop, option_id) for option_id in dropped),
        *((rules.choose, option_id) for option_id in chosen),
    ]
    for change, option_id in changes:
        steps.append(change(steps[-1].after if steps else before, option_id))
    return steps


def first_costly(steps: list[Change]) -> int:
    """The place of the first change that costs another choice; of the last one when none does by itself."""
    return next((place for place, step in enumerate(steps) if step.needs_asking), len(steps) - 1)


def ways(
    rules: ProductRules, dropped: tuple[str, ...], chosen: tuple[str, ...], steps: list[Change]
) -> tuple[Configuration, ...]:
    """Up to three outcomes of the changes (`steps`, in the order of `dropped` and `chosen`), the best first.

    At the first one that costs a choice they give up other choices, or replace them by others; the first outcome is
    that of the steps themselves. Each has all that is chosen and nothing that is dropped, if the first one has.
    """
    place = first_costly(steps)
    if not steps[place].needs_asking:
        return (steps[-1].after,)
    option_id = (*dropped, *chosen)[place]
    later = dropped[place + 1 :], chosen[max(place + 1 - len(dropped), 0) :]
    repairs = rules.repairs(steps[place].before, option_id, MOST)
    starts = [repair.after for repair in repairs] + [
        other
        for repair in repairs
        for other in _replacing_otherwise(rules, repair)
        if (option_id in other.options) is (option_id in repair.after.options)
    ]
    found = dict.fromkeys(([start, *(step.after for step in steps_to(rules, start, *later))])[-1] for start in starts)
    whole = [each for each in found if each.options.issuperset(chosen) and each.options.isdisjoint(dropped)]
    return tuple(whole or found)[:MOST]


def _replacing_otherwise(rules: ProductRules, repair: Change) -> Iterator[Configuration]:
    """The same, with another option in place of a choice that is replaced, where that costs nothing more."""
    product, price = rules.product, total_price(rules.product, repair.before)
    found = []
    for lost in repair.replaced:
        for option_id in _others_of(product, lost):
            if option_id not in repair.after.options and option_id != lost:
                change = rules.choose(repair.after, option_id)
                if not change.needs_asking:
                    found.append(change.after)
    yield from sorted(found, key=lambda after: abs((total_price(product, after) - price).amount_minor))


def _others_of(product: Product, option_id: str) -> tuple[str, ...]:
    """What else could be chosen in a choose-one group; nothing for a market, as nobody moves for an option."""
    group = product.group_by_key[product.options[option_id].group]
    if group.is_market or group.kind is GroupKind.ANY:
        return ()
    return tuple(option.id for option in group.options if not option.retired)
