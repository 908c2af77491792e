"""Stripe's published test cards and what each of them does."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """A test card: refused for a reason, confirmed with a second step, or with a peculiar refund."""

    number: str
    word: str
    decline: str | None = None
    asks_confirmation: bool = False
    refund: str = "succeeds"
    is_disputed: bool = False

    @property
    def written(self) -> str:
        """The number in groups of four."""
        return " ".join(self.number[at : at + 4] for at in range(0, len(self.number), 4))


CARDS = {
    card.number: card
    for card in (
        Card("4242424242424242", "card_success"),
        Card("4000002500003155", "card_3ds", asks_confirmation=True),
        Card("4000000000000002", "card_generic_decline", decline="generic_decline"),
        Card("4000000000009995", "card_insufficient_funds", decline="insufficient_funds"),
        Card("4000000000007726", "card_pends", refund="pends"),
        Card("4000000000005126", "card_fails", refund="fails"),
        Card("4000000000000259", "card_disputes", is_disputed=True),
    )
}
