"""The deadline of an edition: it is built and everybody told, or everybody gets their deposit back; once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from flask import Flask

from configurator.database import db, utc_now
from configurator.payments.gateway import Gateway
from configurator.payments.mass_refunds.running import run_mass_refunds
from configurator.payments.mass_refunds.service import approve, count, progress
from configurator.payments.service import balances, settle_refunds, verify
from configurator.preorders.desk_work import lead_on
from configurator.preorders.editions.deciding import decide_editions
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.preorders.history import move
from configurator.preorders.letters import write_letter
from configurator.preorders.models import Happening, MailKind, OrderMail, Preorder, Reason
from configurator.preorders.offer import Offer, offer_in_edition
from configurator.preorders.order import Order, order_by_id
from configurator.preorders.service import cancel_preorder, expire_overdue
from configurator.preorders.states import Actor, State
from configurator.preorders.synthetic import record_synthetic_preorder
from configurator.preorders.verifying import verify_preorders
from tests.payments.conftest import at_once, pay
from tests.preorders.conftest import ANNA, BROWSER, again, deposit_page, mail_kinds, unreachable_gateway
from tests.preorders.editions.conftest import MakeEdition, PlaceUnit, taken, turn


def come_to_the_deadline(edition: EditionView) -> EditionView:
    """Move an edition's deadline into the past, and with it the time to pay of its orders."""
    now = utc_now() - timedelta(seconds=1)
    db.session.execute(db.update(Preorder).where(Preorder.edition_id == edition.id).values(open_until=now))
    return turn(edition, deadline=now)


def state_of(edition: EditionView) -> EditionState:
    db.session.rollback()
    return edition_by_id(edition.id).state


def is_sound() -> bool:
    db.session.rollback()
    return list(verify_preorders(utc_now())) == []


def test_with_enough_deposits_it_is_confirmed_and_everybody_told_once(
    make: MakeEdition, paid_unit: PlaceUnit, place_unit: PlaceUnit
) -> None:
    edition = make(capacity=5)
    gone = cancel_preorder(paid_unit(edition))
    first, second = paid_unit(edition), paid_unit(edition)
    assert decide_editions() == 0
    come_to_the_deadline(edition)
    assert decide_editions() == 2
    assert state_of(edition) is EditionState.CONFIRMED
    later = paid_unit(edition)
    assert decide_editions() == 0
    told = [MailKind.CONFIRMATION, MailKind.EDITION_CONFIRMED]
    assert [mail_kinds(order) for order in (first, second, later)] == [told, told, [MailKind.CONFIRMATION]]
    assert MailKind.EDITION_CONFIRMED not in mail_kinds(gone)
    assert again(first).last(Happening.EDITION_CONFIRMED)
    assert lead_on(again(first), State.LOCKED, 1).state is State.LOCKED
    assert is_sound()


def test_telling_that_was_stopped_halfway_goes_on_and_leaves_out_who_was_told_or_came_later(
    make: MakeEdition, paid_unit: PlaceUnit
) -> None:
    edition = make(capacity=5)
    first, second = paid_unit(edition), paid_unit(edition)
    come_to_the_deadline(edition)
    assert decide_editions() == 2
    later = paid_unit(edition)
    db.session.execute(
        db.delete(OrderMail).where(OrderMail.preorder_id == second.id, OrderMail.kind == MailKind.EDITION_CONFIRMED)
    )
    turn(edition, told_at=None)
    assert decide_editions() == 1
    told = [mail_kinds(order).count(MailKind.EDITION_CONFIRMED) for order in (first, second, later)]
    assert told == [1, 1, 0]
    assert db.session.scalar(db.select(Edition.told_at).where(Edition.id == edition.id)) is not None


def test_below_the_threshold_everybody_gets_their_deposit_back_without_asking(
    make: MakeEdition, paid_unit: PlaceUnit
) -> None:
    edition = make(capacity=10, threshold=4)
    orders = [paid_unit(edition) for _ in range(3)]
    come_to_the_deadline(edition)
    assert decide_editions() == 3
    assert decide_editions() == 0
    assert state_of(edition) is EditionState.FAILED
    assert edition_by_id(edition.id).decided_with == 3
    assert [(again(order).state, again(order).reason) for order in orders] == [
        (State.CANCELLING, Reason.EDITION_FAILED)
    ] * 3
    settle_refunds()
    assert [again(order).state for order in orders] == [State.REFUNDED] * 3
    assert mail_kinds(orders[0]) == [MailKind.CONFIRMATION, MailKind.EDITION_FAILED, MailKind.REFUND]
    assert taken(edition) == 0
    assert is_sound()


def test_many_workers_at_the_deadline_do_everything_once(app: Flask, make: MakeEdition, paid_unit: PlaceUnit) -> None:
    confirmed, failed = make(threshold=1), make(threshold=3)
    glad, sorry = paid_unit(confirmed), [paid_unit(failed), paid_unit(failed)]
    for edition in (confirmed, failed):
        come_to_the_deadline(edition)
    at_once(app, decide_editions)
    decide_editions()
    settle_refunds()
    assert mail_kinds(glad).count(MailKind.EDITION_CONFIRMED) == 1
    assert [line.happening for line in again(glad).history].count(Happening.EDITION_CONFIRMED) == 1
    for order in sorry:
        assert again(order).state is State.REFUNDED
        assert mail_kinds(order).count(MailKind.EDITION_FAILED) == 1
    assert taken(failed) == 0
    assert is_sound()


def test_a_deposit_that_only_stripe_knows_of_at_the_deadline_counts(
    app: Flask, make: MakeEdition, place_unit: PlaceUnit
) -> None:
    edition = make(threshold=1)
    order = place_unit(edition)
    pay(deposit_page(order))  # and neither the browser nor a webhook comes back
    come_to_the_deadline(edition)
    assert decide_editions() == 0
    good: Gateway = app.extensions["officina-gateway"]
    app.extensions["officina-gateway"] = unreachable_gateway()
    expire_overdue()
    assert decide_editions() == 0
    assert state_of(edition) is EditionState.OPEN
    app.extensions["officina-gateway"] = good
    expire_overdue()
    assert decide_editions() == 1
    assert state_of(edition) is EditionState.CONFIRMED
    assert again(order).state is State.PAID


def test_an_edition_that_was_closed_by_hand_is_still_decided_at_its_deadline(
    make: MakeEdition, paid_unit: PlaceUnit
) -> None:
    enough, too_few = make(threshold=1), make(threshold=2)
    orders = [paid_unit(enough), paid_unit(too_few)]
    for edition in (enough, too_few):
        turn(edition, state=EditionState.CLOSED, closed_at=utc_now())
    assert decide_editions() == 0
    for edition in (enough, too_few):
        come_to_the_deadline(edition)
    assert decide_editions() == 2
    assert (state_of(enough), state_of(too_few)) == (EditionState.CLOSED, EditionState.FAILED)
    assert edition_by_id(enough.id).is_built
    assert [again(order).state for order in orders] == [State.PAID, State.CANCELLING]


def test_a_dispute_that_is_won_after_the_edition_failed_ends_in_a_refund(
    make: MakeEdition, paid_unit: PlaceUnit
) -> None:
    edition = make()
    order = paid_unit(edition)
    move(order.id, State.PAID, State.DISPUTED, Actor.PAYMENTS, Happening.DISPUTED)
    come_to_the_deadline(edition)
    assert decide_editions() == 0
    assert (state_of(edition), again(order).state) == (EditionState.FAILED, State.DISPUTED)
    move(order.id, State.DISPUTED, State.PAID, Actor.PAYMENTS, Happening.DISPUTE_WON)
    db.session.commit()
    assert decide_editions() == 1
    assert again(order).state is State.CANCELLING
    assert is_sound()


def test_synthetic_orders_count_and_end_refunded_though_no_money_moves_and_nobody_is_written_to(
    make: MakeEdition, offer: Offer
) -> None:
    edition, now = make(threshold=2), utc_now()
    of_it = offer_in_edition(offer, edition)
    record_synthetic_preorder(of_it, ANNA, "en", BROWSER, State.PAID, now, paid_at=now)
    db.session.commit()
    come_to_the_deadline(edition)
    assert decide_editions() == 1
    assert settle_refunds() == 1
    assert db.session.scalar(db.select(Edition.decided_with)) == 1
    order = order_by_id(db.session.scalars(db.select(Preorder.id)).one())
    assert (order.state, order.reason) == (State.REFUNDED, Reason.EDITION_FAILED)
    assert mail_kinds(order) == []
    assert {account for (account, _), money in balances().items() if money} == set()
    assert verify() == []
    assert taken(edition) == 0
    assert is_sound()


def test_the_mails_say_what_was_needed_and_what_there_was(app: Flask, make: MakeEdition, paid_unit: PlaceUnit) -> None:
    edition = make(name="Crème", threshold=2)
    order: Order = paid_unit(edition)
    with app.test_request_context():
        condition = " ".join(write_letter(MailKind.CONFIRMATION, order, utc_now()).paragraphs)
        assert "“Crème”, which is built if at least 2 deposits are paid" in condition
        come_to_the_deadline(edition)
        decide_editions()
        sorry = write_letter(MailKind.EDITION_FAILED, again(order), utc_now())
        assert "“Crème” is not built" in sorry.subject
        assert "needed 2 paid deposits" in sorry.paragraphs[0]
        assert "had 1" in sorry.paragraphs[0]
        assert "€ 15 goes back" in sorry.paragraphs[1].replace("\u00a0", " ")
        turn(edition, state=EditionState.CONFIRMED, decided_with=2)
        glad = write_letter(MailKind.EDITION_CONFIRMED, again(order), utc_now())
        assert order.number in glad.subject
        assert "has 2" in glad.paragraphs[0]
        assert "1 March 2028" in glad.paragraphs[1]
        assert len(write_letter(MailKind.CONFIRMATION, again(order), utc_now()).paragraphs) == 1


def test_the_paid_orders_of_an_edition_can_be_refunded_before_its_deadline(
    make: MakeEdition, paid_unit: PlaceUnit, paid_order: Callable[..., Order]
) -> None:
    edition, clerk, chief = make(), 7, 8
    of_it, other = paid_unit(edition), paid_order()
    public_id = count("editions", edition.public_id, "the tool broke", clerk)
    assert progress(public_id).waiting == 1
    approve(public_id, chief)
    run_mass_refunds(wait=lambda _seconds: None)
    assert again(of_it).state is not State.PAID
    assert again(other).state is State.PAID
    assert taken(edition) == 0
