"""A design as schema.org describes products, for search engines."""

from __future__ import annotations

from flask import url_for

from configurator.gallery.cards import ShareCard
from configurator.gallery.saved import SavedDesign
from configurator.gallery.then_and_now import Today
from configurator.product.definition import Product, in_language
from configurator.web.languages import current_language


def product_data(
    design: SavedDesign, then: Product, card: ShareCard | None, order_address: str | None, today: Today | None
) -> dict[str, object]:
    """JSON-LD of a Product; with an Offer only where it can be ordered."""
    address = url_for("gallery.design", code=design.code, _external=True)
    data: dict[str, object] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": design.name,
        "description": design.story or in_language(then.description, current_language()),
        "sku": design.code,
        "url": address,
        "brand": {"@type": "Brand", "name": in_language(then.name, current_language())},
    }
    if card is not None:
        data["image"] = [card_address(card)]
    if order_address and today and today.quote:
        data["offers"] = {
            "@type": "Offer",
            "url": url_for("gallery.design", code=design.code, _external=True),
            "price": today.quote.total.decimal,
            "priceCurrency": today.quote.total.currency,
            "availability": "https://schema.org/PreOrder",
            "availabilityStarts": card.product.delivery_from.isoformat() if card else None,
        }
    return data


def card_address(card: ShareCard) -> str:
    """The whole, immutable address of a share card."""
    return url_for("gallery.card", code=card.design.code, digest=card.digest, _external=True)
