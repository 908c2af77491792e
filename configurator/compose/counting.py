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


@dataclass(frozen=True)
class CountAnswer:
    """All configurations of the product, and those `alike`: with every choice that differs from the defaults.

    In digits, as they may be larger than the numbers that other programs know. `words` and `alike_words` say both;
    the latter nothing where nothing differs.
    """

    all: str
    alike: str
    words: str
    alike_words: str


def count_words(product: Product, rules: ProductRules, own: Collection[str]) -> CountAnswer | None:
    """Count; `own` are the visitor's own choices that differ from the defaults. None where nobody can count them."""
    every, alike = _count(rules, ()), _count(rules, product.in_order(own))
    if every is None or alike is None:
        return None
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


@lru_cache(REMEMBERED)
def _count(rules: ProductRules, choices: tuple[str, ...]) -> int | None:
    return rules.count(choices)
