"""A budget in words: whether it is enough, and what to propose where it is not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext

from configurator.compose.asking import ProposalAnswer, QuestionAnswer
from configurator.compose.budget import Range, closest_within, price_range, read_amount
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import Product
from configurator.product.money import Money, decimals
from configurator.product.pricing import total_price
from configurator.product.rules import ProductRules
from configurator.web.changes import change_words
from configurator.web.filters import money, words

NONE, FITS, OVER, UNREADABLE = "none", "fits", "over", "unreadable"


@dataclass(frozen=True)
class BudgetAnswer:
    """What it may cost (`typed`), whether it does (`state`: none, fits, over or unreadable) and what to say about it.

    `least`, `most` and `step` of a slider are whole units of the currency: the cheapest and a dear configuration of
    this market.
    """

    typed: str
    state: str
    message: str
    least: int
    most: int
    step: int


def budget_words(product: Product, rules: ProductRules, configuration: Configuration, typed: str) -> BudgetAnswer:
    """Put a budget into words."""
    prices = price_range(rules, market_of(product, configuration.options))
    total = total_price(product, configuration)
    amount = read_amount(typed, product.currency)
    if amount is None:
        state, message = (UNREADABLE, _unreadable(typed, prices)) if typed else (NONE, "")
    else:
        state, message = _held_against(product, prices, total, amount)
    unit = 10 ** decimals(product.currency)
    step = prices.step.amount_minor // unit
    least, most = (-(-price.amount_minor // (unit * step)) * step for price in (prices.least, max(prices.most, total)))
    return BudgetAnswer(typed, state, message, least, most, step)


def affordable(
    product: Product,
    rules: ProductRules,
    configuration: Configuration,
    typed: str,
    query: Callable[[Configuration], str],
) -> QuestionAnswer | None:
    """Proposes the closest that fits, or else the cheapest; None for what fits, and without a budget.

    `query` writes a configuration with what travels along.
    """
    amount, price = read_amount(typed, product.currency), total_price(product, configuration)
    if amount is None or not amount < price:
        return None
    after = closest_within(product, rules, configuration, amount)
    if after:
        title = gettext("To stay within %(amount)s, something changes", amount=money(amount))
    else:
        title = gettext("The cheapest %(product)s that there is", product=words(product.name))
        after = price_range(rules, market_of(product, configuration.options)).cheapest
    changes = change_words(product, configuration.options, after, price)
    return QuestionAnswer(str(title), (), (ProposalAnswer(changes, query(after)),), query(configuration))


def _held_against(product: Product, prices: Range, total: Money, amount: Money) -> tuple[str, str]:
    left = amount - total
    if not left:
        return FITS, str(gettext("It fits exactly."))
    if left.amount_minor > 0:
        return FITS, str(gettext("It fits, with %(left)s to spare.", left=money(left)))
    if amount < prices.least:
        cheapest = gettext(
            "Nothing costs so little: the cheapest %(product)s is %(price)s.",
            product=words(product.name),
            price=money(prices.least),
        )
        return OVER, str(cheapest)
    return OVER, str(gettext("This one costs %(excess)s too much.", excess=money(-left)))


def _unreadable(typed: str, prices: Range) -> str:
    example = prices.least.amount_minor // 10 ** decimals(prices.least.currency)
    return str(
        gettext("“%(typed)s” is no amount. Write it in digits, such as %(example)s.", typed=typed, example=example)
    )
