"""The table of states: each way in it can be gone by whom it names, and no other."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from configurator.config import ROOT
from configurator.database import db
from configurator.preorders.command import preorders
from configurator.preorders.history import ForbiddenMoveError, StateChangedError, move
from configurator.preorders.models import Happening
from configurator.preorders.states import TRANSITIONS, Actor, State, may_move
from tests.preorders.conftest import Place, again, put_into

ALLOWED = {
    ("reserved", "paid", "payments"),
    ("reserved", "cancelled", "buyer"),
    ("reserved", "cancelled", "desk"),
    ("reserved", "expired", "clock"),
    ("paid", "locked", "desk"),
    ("locked", "handed_over", "desk"),
    ("paid", "cancelling", "buyer"),
    ("paid", "cancelling", "desk"),
    ("paid", "cancelling", "clock"),
    ("locked", "cancelling", "buyer"),
    ("locked", "cancelling", "desk"),
    ("handed_over", "cancelling", "buyer"),
    ("handed_over", "cancelling", "desk"),
    ("cancelling", "refunded", "payments"),
    ("refunded", "cancelling", "payments"),
    ("paid", "disputed", "payments"),
    ("locked", "disputed", "payments"),
    ("handed_over", "disputed", "payments"),
    ("disputed", "paid", "payments"),
    ("disputed", "locked", "payments"),
    ("disputed", "handed_over", "payments"),
    ("disputed", "charged_back", "payments"),
    ("cancelling", "charged_back", "payments"),
}
"""Written out again by hand: the table may not grow by accident."""

EVERY_TRY = list(product(State, State, Actor))


@pytest.mark.parametrize(("source", "target", "actor"), EVERY_TRY)
def test_only_what_the_table_lists_is_allowed(source: State, target: State, actor: Actor) -> None:
    assert may_move(source, target, actor) is ((source, target, actor) in ALLOWED)


def test_every_state_can_be_reached_and_is_explained() -> None:
    assert {way.target for way in TRANSITIONS} | {State.RESERVED} == set(State)
    assert all(way.meaning for way in TRANSITIONS)


def test_the_picture_in_the_docs_is_drawn_from_the_table(app: Flask, tmp_path: Path) -> None:
    drawn = tmp_path / "preorders.md"
    assert app.test_cli_runner().invoke(preorders, ["draw", str(drawn)]).exit_code == 0
    assert drawn.read_text() == (ROOT / "docs" / "preorders.md").read_text()
    arrows = re.findall(r"^    (\w+) --> (\w+): .*\((.*)\)$", drawn.read_text(), re.MULTILINE)
    assert {(source, target, actor) for source, target, actors in arrows for actor in actors.split(", ")} == ALLOWED


def test_every_allowed_move_is_made_and_written_down_and_every_other_is_refused(place: Place) -> None:
    order = place()
    for source, target, actor in EVERY_TRY:
        put_into(order, source)
        lines = len(again(order).history)
        if (source, target, actor) in ALLOWED:
            move(order.id, source, target, actor, Happening.PAID)
            db.session.commit()
            moved = again(order)
            assert moved.state is target
            assert (moved.history[-1].source, moved.history[-1].target, moved.history[-1].actor) == (
                source,
                target,
                actor,
            )
        else:
            with pytest.raises(ForbiddenMoveError):
                move(order.id, source, target, actor, Happening.PAID)
            assert again(order).state is source
            assert len(again(order).history) == lines


@pytest.mark.parametrize("now", [state for state in State if state is not State.RESERVED])
def test_a_move_from_a_state_that_has_passed_changes_nothing(place: Place, now: State) -> None:
    order = place()
    put_into(order, now)
    with pytest.raises(StateChangedError):
        move(order.id, State.RESERVED, State.PAID, Actor.PAYMENTS, Happening.PAID)
    assert again(order).state is now
