"""Saved choices in a product that asks more than it did: what nobody was asked is answered by the product itself."""

from __future__ import annotations

from configurator.product.configuration import Configuration
from configurator.product.definition import Product
from configurator.product.errors import NotFoundError
from configurator.product.rules import ContradictionError, ProductRules


def grown(then: Product, options: frozenset[str], rules: ProductRules) -> Configuration | None:
    """Choices made with the product `then`, and for today's new questions the answers that `rules` prefer.

    New are groups that `then` did not have. None where that is not enough: something chosen is gone, or would have to
    change. Valid choices are all that there is.
    """
    now = rules.product
    try:
        whole = rules.complete(options)
    except (NotFoundError, ContradictionError):
        return None
    came = whole.options - options
    return whole if all(now.options[option_id].group not in then.group_by_key for option_id in came) else None
