"""The seal on the price that a buyer saw: it travels through the form and shows whether the price is still that."""

from __future__ import annotations

import hashlib
import json

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from configurator.product.pricing import Quote


def quote_digest(quote: Quote) -> str:
    """32 hexadecimal digits that differ for quotes that differ in any line."""
    text = json.dumps(quote.to_json(), sort_keys=True)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


class QuoteSeals:
    """Makes and checks seals; nobody else can make one."""

    def __init__(self, secret: str) -> None:
        self._serializer = URLSafeSerializer(secret, salt="quote-seal")

    def seal(self, quote: Quote, design_code: str) -> str:
        return str(self._serializer.dumps([design_code, quote_digest(quote)]))

    def holds(self, seal: str, quote: Quote, design_code: str) -> bool:
        """Whether the buyer saw exactly this quote, for this design."""
        try:
            return bool(self._serializer.loads(seal) == [design_code, quote_digest(quote)])
        except BadData:
            return False


def quote_seals() -> QuoteSeals:
    """The seals of the running site."""
    return QuoteSeals(str(current_app.secret_key))
