"""The demo's edition: what the synthetic crowd's orders have in common most, on sale while people look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from configurator.gallery.saved import SavedDesign
from configurator.preorders.editions.forms import suggested_terms
from configurator.preorders.editions.making import make_edition
from configurator.preorders.editions.reading import EditionView
from configurator.preorders.offer import Offer
from configurator.product.definition import GroupKind, Product
from configurator.product.rules import ProductRules

NAME = "Prima Serie"
CAPACITY = 24
EARLIER = timedelta(days=13)
"""By so much it is decided sooner than the form suggests."""


def make_popular_edition(product: Product, rules: ProductRules, offers: Sequence[Offer]) -> EditionView | None:
    """An edition of the two choices that most of these offers share, one of them a colour; pictured as one of them.

    It needs a third more than have ordered; None when nothing is shared.
    """
    shared = Counter(pair for offer in offers for pair in _pairs_that_show(product, offer))
    if not shared:
        return None
    (pair, count), *_ = shared.most_common(1)
    options = frozenset(pair)
    suggested = suggested_terms(product, NAME, options)
    needed = min(count + count // 3 + 1, CAPACITY)
    terms = replace(suggested, capacity=CAPACITY, threshold=needed, deadline=suggested.deadline - EARLIER)
    return make_edition(product, rules, terms, None, _pictured(offers, options))


def _pairs_that_show(product: Product, offer: Offer) -> Iterator[tuple[str, str]]:
    """What makes a design stand out: pairs of single choices that are no defaults, with a colour among them."""
    groups = (group for group in product.groups if group.kind is GroupKind.ONE and not group.is_market)
    single = {option.id for group in groups for option in group.options} - set(product.defaults)
    own = [option_id for option_id in product.in_order(offer.configuration.options) if option_id in single]
    return (pair for pair in combinations(own, 2) if any(product.options[option_id].paint for option_id in pair))


def _pictured(offers: Iterable[Offer], options: frozenset[str]) -> SavedDesign | None:
    having = (offer.design for offer in offers if options <= offer.design.options and offer.design.is_listed)
    return max(having, key=lambda design: design.remixes, default=None)
