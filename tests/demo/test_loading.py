"""The synthetic campaign in the gallery."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select

from configurator.database import db
from configurator.demo.campaign import SyntheticDesign
from configurator.demo.loading import CampaignSize, is_empty, load_campaign
from configurator.gallery.service import Sort, browse_designs, count_crowd, design_by_code
from configurator.payments.ledger import balances
from configurator.payments.models import Account
from configurator.preorders.models import Preorder
from configurator.preorders.states import State
from configurator.product.definition import Product
from configurator.product.money import Money
from configurator.product.pricing import quote
from configurator.product.rules import ProductRules

SIZE = CampaignSize(designs=300, people=90, days=30, preorders=20)


@pytest.fixture
def codes(app: Flask, piccola: Product, piccola_rules: ProductRules, now: datetime) -> list[str]:
    return load_campaign(piccola, piccola_rules, now, SIZE)


@pytest.fixture
def made(small: partial) -> list[SyntheticDesign]:
    return list(small(designs=SIZE.designs, people=SIZE.people, days=SIZE.days, preorders=SIZE.preorders))


def test_every_design_is_saved_as_it_was_made(codes: list[str], made: list[SyntheticDesign], piccola: Product) -> None:
    assert len(set(codes)) == SIZE.designs
    for code, design in zip(codes, made, strict=True):
        saved = design_by_code(code)
        assert saved.options == design.configuration.options
        assert (saved.name, saved.story, saved.author_name) == (design.name, design.story, design.person.name)
        assert (saved.saved_at, saved.is_published) == (design.created_at, design.is_published)
        assert saved.parent_code == (None if design.parent is None else codes[design.parent])
        assert saved.total == quote(piccola, design.configuration).total


def test_the_gallery_shows_what_was_published(codes: list[str], made: list[SyntheticDesign]) -> None:
    assert count_crowd("piccola").designs == sum(design.is_published for design in made)
    newest = browse_designs("piccola").designs[0]
    assert newest.code == next(c for c, design in zip(codes[::-1], made[::-1], strict=True) if design.is_published)
    popular = browse_designs("piccola", Sort.REMIXED).designs[0]
    assert popular.remixes == sum(design.parent == codes.index(popular.code) for design in made) > 1


def test_a_new_site_is_empty_until_a_campaign_is_loaded(
    app: Flask, piccola: Product, piccola_rules: ProductRules, now: datetime
) -> None:
    heard: list[int] = []
    assert is_empty(piccola)
    load_campaign(piccola, piccola_rules, now, CampaignSize(designs=120, people=40, days=9), heard.append)
    assert not is_empty(piccola)
    assert sum(heard) == 2 * 120  # made, and saved
    assert heard == [50, 50, 20, 100, 20]


def test_preorders_stand_as_they_came_to_and_the_books_balance(codes: list[str], made: list[SyntheticDesign]) -> None:
    orders = db.session.scalars(select(Preorder).order_by(Preorder.id)).all()
    expected = [(code, design) for code, design in zip(codes, made, strict=True) if design.preorder]
    expected.sort(key=lambda one: one[1].preorder.placed_at)
    assert len(orders) == len(expected) == SIZE.preorders
    for row, (code, design) in zip(orders, expected, strict=True):
        assert (row.design_code, row.state, row.is_synthetic) == (code, design.preorder.state, True)
        assert (row.created_at, row.paid_at) == (design.preorder.placed_at, design.preorder.paid_at)
        assert design_by_code(code).preorders == (design.preorder.state is State.PAID)
        assert row.buyer_email == design.person.email
    assert {row.country for row in orders} == {"NL", "IT", "DE"}
    held = sum(row.deposit_minor for row in orders if row.state is State.PAID)
    assert balances()[Account.DEPOSITS_HELD, "EUR"] == Money(-held, "EUR")
    assert balances()[Account.REFUNDS_DUE, "EUR"] == Money.zero("EUR")
