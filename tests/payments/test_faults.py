"""What goes wrong on demand with the stand-in Stripe, as the real `stripe` client meets it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import stripe
from click.testing import CliRunner

from configurator.config import ROOT
from configurator.payments.sandbox import Chance, RunningSandbox, serve_sandbox
from configurator.payments.sandbox.command import stripe_sandbox
from configurator.payments.sandbox.faults import FaultKind, Moment
from tests.payments.conftest import KEY, WEBHOOK_SECRET, MovableClock, control, pay
from tests.payments.test_sandbox import SESSION, Receiver, get, paid_session, post

COMMANDS = Path(sys.executable).parent
DISPUTED = "4000000000000259"


def client(sandbox: RunningSandbox, retries: int = 0) -> stripe.StripeClient:
    return stripe.StripeClient(
        KEY,
        base_addresses={"api": sandbox.address},
        max_network_retries=retries,
        http_client=stripe.RequestsClient(timeout=1),
    )


def refund(sandbox: RunningSandbox, intent: str, key: str = "refund-key", retries: int = 0) -> stripe.Refund:
    params: Any = {"payment_intent": intent}
    return client(sandbox, retries).v1.refunds.create(params=params, options={"idempotency_key": key})


def refunds_made(sandbox: RunningSandbox) -> int:
    return len(get(sandbox, "refunds").json()["data"])


@pytest.mark.parametrize(
    ("kind", "error", "made"),
    [
        ("drop_request", stripe.APIConnectionError, 0),
        ("drop_response", stripe.APIConnectionError, 1),
        ("server_error", stripe.APIError, 0),
        ("server_error_after", stripe.APIError, 1),
        ("rate_limit", stripe.RateLimitError, 0),
    ],
)
def test_a_planned_fault_strikes_once_before_or_after_the_deed(
    sandbox: RunningSandbox, kind: str, error: type[Exception], made: int
) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    assert control(sandbox, "faults", kind=kind)["planned"][0]["kind"] == kind
    with pytest.raises(error):
        refund(sandbox, intent)
    assert refunds_made(sandbox) == made
    said = control(sandbox, "faults", "GET")
    assert (said["planned"], said["struck"]) == ([], {kind: 1})


@pytest.mark.parametrize("kind", ["drop_request", "drop_response", "server_error_after"])
def test_the_client_s_own_retry_with_the_same_key_heals_it(sandbox: RunningSandbox, kind: str) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    control(sandbox, "faults", kind=kind)
    assert refund(sandbox, intent, retries=2).status == "succeeded"
    assert refunds_made(sandbox) == 1


def test_a_server_error_is_replayed_for_its_key_and_another_key_goes_through(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    control(sandbox, "faults", kind="server_error")
    for _ in range(2):
        with pytest.raises(stripe.APIError) as broken:
            refund(sandbox, intent)
    assert broken.value.headers["Idempotent-Replayed"] == "true"
    assert refund(sandbox, intent, key="another").status == "succeeded"


def test_a_delayed_answer_is_a_timeout_whose_deed_is_done_once(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    control(sandbox, "faults", kind="delay", seconds=1.5)
    with pytest.raises(stripe.APIConnectionError):
        refund(sandbox, intent)
    time.sleep(1)
    assert refund(sandbox, intent).status == "succeeded"
    assert refunds_made(sandbox) == 1


def test_a_fault_waits_for_its_subject_and_strikes_as_often_as_planned(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    control(sandbox, "faults", kind="rate_limit", times=2, subject="/v1/refunds")
    assert get(sandbox, "balance").status_code == 200
    assert [post(sandbox, "refunds", {"payment_intent": intent}).status_code for _ in range(3)] == [429, 429, 200]


def test_what_lasts_is_lifted_by_a_call(sandbox: RunningSandbox) -> None:
    control(sandbox, "faults", kind="rate_limit", times=0)
    assert [get(sandbox, "balance").status_code for _ in range(3)] == [429] * 3
    assert control(sandbox, "faults", "DELETE")["planned"] == []
    assert get(sandbox, "balance").status_code == 200


@pytest.mark.parametrize(
    "form", [{"kind": "earthquake"}, {}, {"kind": "delay", "seconds": "long"}, {"kind": "delay", "times": "-1"}]
)
def test_a_fault_that_makes_no_sense_is_refused(sandbox: RunningSandbox, form: dict[str, str]) -> None:
    assert control(sandbox, "faults", **form)["error"]["type"] == "invalid_request_error"
    assert control(sandbox, "faults", "GET")["planned"] == []


def test_strangers_plan_nothing(sandbox: RunningSandbox) -> None:
    for path in ("faults", "clock", "disputes", "refunds"):
        assert requests.post(f"{sandbox.address}/_stand-in/{path}", timeout=10).status_code == 401


def test_a_short_balance_holds_up_cards_and_fails_the_rest_until_it_is_lifted(
    sandbox: RunningSandbox, stripe_clock: MovableClock
) -> None:
    by_card, by_bank = paid_session(sandbox)["payment_intent"], paid_by_bank(sandbox)
    control(sandbox, "faults", kind="insufficient_balance", times=0)
    waiting = post(sandbox, "refunds", {"payment_intent": by_card}).json()
    failed = post(sandbox, "refunds", {"payment_intent": by_bank}).json()
    assert (waiting["status"], waiting["pending_reason"]) == ("pending", "insufficient_funds")
    assert (failed["status"], failed["failure_reason"]) == ("failed", "insufficient_funds")
    stripe_clock.ahead = 60
    assert get(sandbox, f"refunds/{waiting['id']}").json()["status"] == "pending"
    control(sandbox, "faults", "DELETE")
    stripe_clock.ahead = 120
    assert get(sandbox, f"refunds/{waiting['id']}").json()["status"] == "succeeded"
    assert post(sandbox, "refunds", {"payment_intent": by_bank}).json()["status"] == "succeeded"


def paid_by_bank(sandbox: RunningSandbox) -> str:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    requests.post(session["url"], data={"method": "ideal"}, timeout=10, allow_redirects=False)
    requests.post(f"{session['url']}/bank/ideal", data={"decision": "confirm"}, timeout=10, allow_redirects=False)
    return str(get(sandbox, f"checkout/sessions/{session['id']}").json()["payment_intent"])


def test_a_refund_can_fail_after_it_succeeded(sandbox: RunningSandbox, stripe_clock: MovableClock) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    before = balance(sandbox)
    control(sandbox, "faults", kind="fail_late")
    made = post(sandbox, "refunds", {"payment_intent": intent}).json()
    assert (made["status"], balance(sandbox)) == ("succeeded", before - 25000)
    stripe_clock.ahead = 10
    assert get(sandbox, f"refunds/{made['id']}").json()["status"] == "failed"
    assert balance(sandbox) == before


def balance(sandbox: RunningSandbox) -> int:
    return int(get(sandbox, "balance").json()["available"][0]["amount"])


def test_a_dispute_takes_the_money_and_blocks_refunds_until_it_is_won(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    before = balance(sandbox)
    dispute = control(sandbox, "disputes", payment_intent=intent)
    assert balance(sandbox) == before - 25000 - 2000
    refused = post(sandbox, "refunds", {"payment_intent": intent})
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "charge_disputed")
    assert control(sandbox, "disputes", payment_intent=intent)["error"]["message"].endswith("disputed already.")
    assert control(sandbox, f"disputes/{dispute['id']}/won")["status"] == "won"
    assert balance(sandbox) == before - 2000
    assert post(sandbox, "refunds", {"payment_intent": intent}).json()["status"] == "succeeded"


def test_a_lost_dispute_stays_lost(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    dispute = control(sandbox, "disputes", payment_intent=intent)
    control(sandbox, f"disputes/{dispute['id']}/lost")
    assert "lost already" in control(sandbox, f"disputes/{dispute['id']}/won")["error"]["message"]
    assert post(sandbox, "refunds", {"payment_intent": intent}).json()["error"]["code"] == "charge_disputed"
    assert [one["status"] for one in get(sandbox, "disputes").json()["data"]] == ["lost"]


def test_one_test_card_is_disputed_by_its_bank_a_moment_later(
    sandbox: RunningSandbox, stripe_clock: MovableClock
) -> None:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    pay(session["url"], DISPUTED)
    assert get(sandbox, "disputes").json()["data"] == []
    stripe_clock.ahead = 10
    intent = get(sandbox, f"checkout/sessions/{session['id']}").json()["payment_intent"]
    assert [one["payment_intent"] for one in get(sandbox, "disputes").json()["data"]] == [intent]


def test_a_refund_by_hand_carries_no_reference_of_ours(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    made = control(sandbox, "refunds", payment_intent=intent, amount=1000)
    assert get(sandbox, f"refunds/{made['id']}").json()["metadata"] == {}
    assert control(sandbox, f"refunds/{made['id']}/fail")["status"] == "failed"


def test_time_can_be_put_ahead_and_stays_ahead_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "stripe.sqlite"
    with serve_sandbox(path, KEY, "", WEBHOOK_SECRET) as sandbox:
        session = post(sandbox, "checkout/sessions", SESSION).json()
        control(sandbox, "clock", seconds=25 * 3600)
    with serve_sandbox(path, KEY, "", WEBHOOK_SECRET) as sandbox:
        assert get(sandbox, f"checkout/sessions/{session['id']}").json()["status"] == "expired"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver(refuses=0)
    yield running
    running.close()


WITHOUT_FAULTS = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.succeeded",
    "checkout.session.completed",
]
FIRST = "payment_intent.created"


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("duplicate", [FIRST, *WITHOUT_FAULTS]),
        ("lose", WITHOUT_FAULTS[1:]),
        ("reorder", [*WITHOUT_FAULTS[1:], FIRST]),
    ],
)
def test_a_webhook_comes_twice_late_or_never(tmp_path: Path, receiver: Receiver, kind: str, told: list[str]) -> None:
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, receiver.url, WEBHOOK_SECRET) as sandbox:
        control(sandbox, "faults", kind=kind, seconds=1)
        paid_session(sandbox)
        wait_until(lambda: len(receiver.bodies) >= len(told))
        time.sleep(1)
    assert sorted(receiver.types()) == sorted(told)
    if kind == "reorder":
        assert receiver.types() == told


def wait_until(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 20
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_the_same_seed_meets_the_same_faults_also_after_a_restart(tmp_path: Path) -> None:
    def statuses(name: str, seed: int, restarts: bool) -> list[int]:
        met: list[int] = []
        for part in (range(20), range(20)):
            with serve_sandbox(tmp_path / name, KEY, "", WEBHOOK_SECRET, chance=Chance(seed, 0.5)) as sandbox:
                for _ in part if restarts else range(40 if part == range(20) and not met else 0):
                    try:
                        met.append(get(sandbox, "balance").status_code)
                    except requests.ConnectionError:
                        met.append(0)
        return met

    once, again = statuses("a", 1, restarts=False), statuses("b", 1, restarts=True)
    assert once == again
    assert {0, 200, 429, 500} <= set(once)
    assert statuses("c", 2, restarts=False) != once


def test_every_kind_of_fault_has_its_moment() -> None:
    assert {kind.moment for kind in FaultKind} == set(Moment)


def test_it_runs_by_itself_until_it_is_told_to_stop(tmp_path: Path) -> None:
    command = [str(COMMANDS / "flask"), "stripe-sandbox", "--port", "0", "--file", str(tmp_path / "own.sqlite")]
    environment = {**os.environ, "INSTANCE_PATH": str(tmp_path / "instance")}
    running = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    try:
        assert running.stdout is not None
        address = running.stdout.readline().split(" is at ")[1].split(",")[0]
        headers = {"Authorization": "Bearer sk_test_stand_in"}
        assert requests.get(f"{address}/v1/balance", headers=headers, timeout=10).json()["object"] == "balance"
    finally:
        running.send_signal(signal.SIGTERM)
        said, _ = running.communicate(timeout=30)
    assert running.returncode == 0
    assert "has stopped" in said


def test_a_taken_port_is_refused_in_words(tmp_path: Path, sandbox: RunningSandbox) -> None:
    port = sandbox.address.rpartition(":")[2]
    asked = CliRunner().invoke(stripe_sandbox, ["--port", port, "--file", str(tmp_path / "own.sqlite")])
    assert asked.exit_code == 1
    assert "choose another with --port" in asked.output
