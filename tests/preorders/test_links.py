"""Signed links: each opens one order until its day, and nothing else."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from configurator.preorders.links import ExpiredLinkError, OrderLinks
from configurator.product.errors import NotFoundError

TODAY, DELIVERY = date(2027, 1, 1), date(2027, 12, 31)
LINKS = OrderLinks("a secret of the tests")
TOKEN = LINKS.token("an-order's-public-id-22", DELIVERY, TODAY)


def test_a_link_opens_its_order_until_half_a_year_after_delivery() -> None:
    assert LINKS.read(TOKEN, TODAY) == "an-order's-public-id-22"
    assert LINKS.read(TOKEN, DELIVERY + timedelta(days=180)) == "an-order's-public-id-22"
    with pytest.raises(ExpiredLinkError) as expired:
        LINKS.read(TOKEN, DELIVERY + timedelta(days=181))
    assert expired.value.public_id == "an-order's-public-id-22"


def test_a_link_made_long_after_delivery_still_works_for_a_month() -> None:
    late = date(2030, 1, 1)
    token = LINKS.token("x", DELIVERY, late)
    assert LINKS.read(token, late + timedelta(days=30)) == "x"


@given(st.integers(0, len(TOKEN) - 1), st.sampled_from("abcXYZ019-_."))
def test_an_altered_link_opens_nothing(place: int, letter: str) -> None:
    altered = TOKEN[:place] + letter + TOKEN[place + 1 :]
    if altered == TOKEN:
        return
    try:
        assert LINKS.read(altered, TODAY) == "an-order's-public-id-22"  # only spare bits of the last letter differ
        assert place in (len(TOKEN) - 1, TOKEN.index(".") - 1)
    except NotFoundError:
        pass


@given(st.text())
def test_what_is_no_link_opens_nothing(text: str) -> None:
    with pytest.raises(NotFoundError):
        LINKS.read(text, TODAY)


def test_a_link_signed_with_another_secret_or_for_another_use_opens_nothing() -> None:
    from itsdangerous import URLSafeSerializer

    for secret, salt in (("another secret", "order-link"), ("a secret of the tests", "quote-seal")):
        forged = URLSafeSerializer(secret, salt=salt).dumps(["an-order's-public-id-22", "2099-01-01"])
        with pytest.raises(NotFoundError):
            LINKS.read(str(forged), TODAY)
