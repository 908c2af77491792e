"""How many configurations there are, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from flask_babel import gettext, ngettext

from configurator.product.definition import Product
from configurator.product.rules import ProductRules
from configurator.web.filters import number, words

REMEMBERED = 4096
WORTH_SAYING = 1000


@dataclass(frozen=True)
class CountAnswer:
    """All configurations of the product, and those `alike`: with every choice that differs from the defaults.

    In digits, as they may be larger than the numbers that other programs know. `words` and `alike_words` say both;
    the latter nothing where nothing differs. Where nobody can count them all, `is_exact` is false: then `all` is a
    number that there are at the least, and nothing is said of those alike.
    """

    all: str
    alike: str
    words: str
    alike_words: str
    is_exact: bool = True


def count_words(product: Product, rules: ProductRules, own: Collection[str]) -> CountAnswer | None:
    """Count; `own` are the visitor's own choices that differ from the defaults. None where there is nothing to say."""
    every, alike = _count(rules, ()), _count(rules, product.in_order(own))
    if every is None or alike is None:
        return _least_words(product, rules.at_least())
    said = gettext(
        "One of %(count)s %(products)s.", count=number(every), products=words(product.plural or product.name)
    )
    alike_said = ngettext(
        "%(count)s of them have the one thing that you changed.",
        "%(count)s of them have all %(num)s things that you changed.",
        len(own),
        count=number(alike),
    )
    return CountAnswer(str(every), str(alike), str(said), str(alike_said) if own else "")


def _least_words(product: Product, least: int) -> CountAnswer | None:
    """Of more rules than can be counted; nothing where hardly any are known of."""
    if least < WORTH_SAYING:
        return None
    products = words(product.plural or product.name)
    said = gettext("One of at least %(count)s %(products)s.", count=number(least), products=products)
    return CountAnswer(str(least), "", str(said), "", is_exact=False)


@lru_cache(REMEMBERED)
def _count(rules: ProductRules, choices: tuple[str, ...]) -> int | None:
    return rules.count(choices)
