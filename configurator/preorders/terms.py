"""What buyers are told of their rights, the same on pages, in mails and in documents; in the language of the moment."""

from __future__ import annotations

from flask_babel import gettext

from configurator.product.money import Money
from configurator.web.filters import money


def withdrawal_terms(deposit: Money) -> tuple[str, ...]:
    """The right to withdraw, in plain words."""
    return (
        gettext("You can withdraw at any time, without giving a reason, until 14 days after delivery."),
        gettext(
            "You get back everything that you paid, at the latest 14 days later, by the way that you paid it. It costs "
            "you nothing."
        ),
        gettext(
            "Until it is built you do that with one button on your order's page: your deposit of %(deposit)s goes back "
            "at once. Before and afterwards, “Withdraw from contract here” at the foot of every page does the same.",
            deposit=money(deposit),
        ),
    )
