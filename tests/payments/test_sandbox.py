"""The stand-in Stripe by itself: idempotency, lists, its page, its clock and its webhooks."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
import requests
import stripe
from waitress import wasyncore
from waitress.server import create_server

from configurator.payments.sandbox import RunningSandbox, serve_sandbox
from configurator.payments.sandbox.faults import Fault, FaultKind, plan
from tests.payments.conftest import KEY, WEBHOOK_SECRET, MovableClock, decide_at_bank, pay

SESSION = {
    "mode": "payment",
    "success_url": "https://lamps.example/paid?session={CHECKOUT_SESSION_ID}",
    "cancel_url": "https://lamps.example/cancelled",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "eur",
    "line_items[0][price_data][unit_amount]": "25000",
    "line_items[0][price_data][product_data][name]": "Deposit for a lamp",
}


def post(
    sandbox: RunningSandbox, path: str, form: dict[str, str] | None = None, key: str | None = None
) -> requests.Response:
    headers = {"Authorization": f"Bearer {KEY}"} | ({"Idempotency-Key": key} if key else {})
    return requests.post(f"{sandbox.address}/v1/{path}", data=form or {}, headers=headers, timeout=30)


def get(sandbox: RunningSandbox, path: str, **query: object) -> requests.Response:
    headers = {"Authorization": f"Bearer {KEY}"}
    return requests.get(f"{sandbox.address}/v1/{path}", params=query, headers=headers, timeout=30)


def paid_session(sandbox: RunningSandbox) -> dict[str, str]:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    pay(session["url"])
    paid: dict[str, str] = get(sandbox, f"checkout/sessions/{session['id']}").json()
    return paid


def test_the_same_key_replays_the_first_answer(sandbox: RunningSandbox) -> None:
    first, second = (post(sandbox, "checkout/sessions", SESSION, "key-1") for _ in range(2))
    assert first.json() == second.json()
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"
    assert len(get(sandbox, "checkout/sessions").json()["data"]) == 1


def test_a_refusal_is_replayed_with_its_status_even_when_it_would_succeed_now(sandbox: RunningSandbox) -> None:
    intent = paid_session(sandbox)["payment_intent"]
    form = {"payment_intent": intent, "amount": "25001"}
    refused = post(sandbox, "refunds", form, "key-2")
    again = post(sandbox, "refunds", form, "key-2")
    assert (refused.status_code, again.status_code) == (400, 400)
    assert again.json() == refused.json()
    assert again.headers["Idempotent-Replayed"] == "true"


@pytest.mark.parametrize("path", ["checkout/sessions", "refunds"])
def test_a_key_belongs_to_its_first_request(sandbox: RunningSandbox, path: str) -> None:
    assert post(sandbox, "checkout/sessions", SESSION, "key-3").status_code == 200
    other = SESSION | {"locale": "nl"} if path == "checkout/sessions" else {"payment_intent": "pi_1"}
    refused = post(sandbox, path, other, "key-3")
    assert refused.status_code == 400
    assert refused.json()["error"]["type"] == "idempotency_error"


def test_malformed_parameters_do_not_use_up_a_key(sandbox: RunningSandbox) -> None:
    assert post(sandbox, "checkout/sessions", {"mode": "payment"}, "key-4").status_code == 400
    assert post(sandbox, "checkout/sessions", SESSION, "key-4").status_code == 200


def test_a_key_is_forgotten_after_a_day(sandbox: RunningSandbox, stripe_clock: MovableClock) -> None:
    first = post(sandbox, "checkout/sessions", SESSION, "key-5").json()["id"]
    stripe_clock.ahead = 24 * 3600 + 1
    post(sandbox, "checkout/sessions", SESSION, "another-key")
    assert post(sandbox, "checkout/sessions", SESSION, "key-5").json()["id"] != first


def test_a_second_request_while_the_first_one_runs_is_a_conflict(sandbox: RunningSandbox) -> None:
    answers: list[requests.Response] = []

    def first() -> None:
        answers.append(post(sandbox, "checkout/sessions", SESSION, "key-6"))

    runner = threading.Thread(target=first)
    with sandbox.sandbox.context() as context:
        plan(context.transaction, Fault(FaultKind.DELAY, subject="/v1/checkout", seconds=3))
    runner.start()
    time.sleep(1)
    conflict = post(sandbox, "checkout/sessions", SESSION, "key-6")
    runner.join()
    assert conflict.status_code == 409
    assert conflict.json()["error"]["code"] == "idempotency_key_in_use"
    assert answers[0].status_code == 200
    assert post(sandbox, "checkout/sessions", SESSION, "key-6").json() == answers[0].json()


def test_a_key_of_more_than_255_characters_is_refused(sandbox: RunningSandbox) -> None:
    assert post(sandbox, "checkout/sessions", SESSION, "k" * 255).status_code == 200
    assert post(sandbox, "checkout/sessions", SESSION, "k" * 256).status_code == 400


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"payment_method_types[0]": "card"}, "payment_method_types"),
        ({"line_items[0][colour]": "red"}, "line_items[0][colour]"),
        ({"line_items[0][price_data][product_data][nam]": "x"}, "line_items[0][price_data][product_data][nam]"),
        ({"payment_intent_data[capture]": "x"}, "payment_intent_data[capture]"),
    ],
)
def test_names_that_the_client_library_does_not_know_are_refused(
    sandbox: RunningSandbox, change: dict[str, str], param: str
) -> None:
    error = post(sandbox, "checkout/sessions", SESSION | change).json()["error"]
    assert (error["code"], error["param"]) == ("parameter_unknown", param)


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"mode": ""}, "mode"),
        ({"mode": "subscription"}, "mode"),
        ({"success_url": ""}, "success_url"),
        ({"success_url": "javascript:alert(1)"}, "success_url"),
        ({"cancel_url": "nowhere"}, "cancel_url"),
        ({"customer_email": "nobody"}, "customer_email"),
        ({"line_items[0][price_data][unit_amount]": "2.5"}, "line_items[0][price_data][unit_amount]"),
        ({"line_items[0][price_data][unit_amount]": ""}, "line_items[0][price_data][unit_amount]"),
        ({"line_items[0][quantity]": "many"}, "line_items[0][quantity]"),
        ({"allowed_payment_method_types[0]": "sepa_debit"}, "allowed_payment_method_types"),
        ({"expires_at": "soon"}, "expires_at"),
        ({"expires_at": "1"}, "expires_at"),
        ({"metadata[a][b]": "1"}, "metadata[a]"),
        ({"mode[a]": "1"}, "mode"),
        ({"line_items": "text"}, "line_items[0][quantity]"),
    ],
)
def test_what_makes_no_sense_is_refused_by_name(sandbox: RunningSandbox, change: dict[str, str], param: str) -> None:
    answer = post(sandbox, "checkout/sessions", change | {k: v for k, v in SESSION.items() if k not in change})
    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == param


@pytest.mark.parametrize("authorization", ["", "Bearer sk_test_wrong", "Basic abc", f"bearer {KEY}", "Bearer é"])
def test_strangers_learn_nothing(sandbox: RunningSandbox, authorization: str) -> None:
    headers = {"Authorization": authorization.encode()}
    answer = requests.get(f"{sandbox.address}/v1/balance", headers=headers, timeout=10)
    assert answer.status_code == 401


def test_an_unknown_address_is_answered_as_stripe_does(sandbox: RunningSandbox) -> None:
    answer = get(sandbox, "nothing/here")
    assert (answer.status_code, answer.json()["error"]["type"]) == (404, "invalid_request_error")


def test_lists_are_paged_newest_first(sandbox: RunningSandbox) -> None:
    made = [post(sandbox, "checkout/sessions", SESSION).json()["id"] for _ in range(5)][::-1]
    first = get(sandbox, "checkout/sessions", limit=2).json()
    assert ([one["id"] for one in first["data"]], first["has_more"]) == (made[:2], True)
    second = get(sandbox, "checkout/sessions", limit=3, starting_after=made[1]).json()
    assert ([one["id"] for one in second["data"]], second["has_more"]) == (made[2:], False)
    before = get(sandbox, "checkout/sessions", limit=2, ending_before=made[4]).json()
    assert ([one["id"] for one in before["data"]], before["has_more"]) == (made[2:4], True)
    assert get(sandbox, "checkout/sessions", limit=0).status_code == 400
    assert get(sandbox, "checkout/sessions", limit=101).status_code == 400
    assert get(sandbox, "events", delivery_success="true").status_code == 400


def test_the_balance_is_what_was_paid_less_what_went_back(sandbox: RunningSandbox) -> None:
    first, second = paid_session(sandbox), paid_session(sandbox)
    post(sandbox, "refunds", {"payment_intent": first["payment_intent"], "amount": "1000"})
    available = get(sandbox, "balance").json()["available"]
    fees = 2 * (375 + 25)  # 1.5 % of 25000 and 25, twice; none comes back with a refund
    assert [(one["currency"], one["amount"]) for one in available] == [("eur", 49000 - fees)]
    moved = get(sandbox, "balance_transactions", limit=100).json()["data"]
    assert sum(one["net"] for one in moved) == 49000 - fees
    assert [(one["type"], one["amount"], one["fee"]) for one in moved] == [
        ("refund", -1000, 0),
        ("charge", 25000, 400),
        ("charge", 25000, 400),
    ]
    charge = get(sandbox, f"payment_intents/{second['payment_intent']}").json()["latest_charge"]
    assert get(sandbox, f"charges/{charge}").json()["amount_refunded"] == 0


def test_a_paid_session_sends_the_buyer_back_with_its_id(sandbox: RunningSandbox) -> None:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    for _ in range(2):  # a second click changes nothing
        answer = pay(session["url"])
        assert answer.status_code == 303
        assert answer.headers["Location"] == f"https://lamps.example/paid?session={session['id']}"
    assert get(sandbox, "balance").json()["available"][0]["amount"] == 25000 - 400


def test_ideal_goes_through_the_bank(sandbox: RunningSandbox) -> None:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    assert decide_at_bank(session["url"], "confirm", "ideal").status_code == 303  # nothing to confirm yet
    chosen = requests.post(session["url"], data={"method": "ideal"}, timeout=10, allow_redirects=False)
    assert chosen.headers["Location"].endswith("/bank/ideal")
    assert decide_at_bank(session["url"], "confirm", "ideal").headers["Location"].startswith("https://lamps.example/")


@pytest.mark.parametrize(
    ("form", "needed"),
    [
        ({"number": "5555 5555 5555 4444"}, "Type the number of one of the test cards"),
        ({"expiry": "01/20"}, "Type a month and year that are not over"),
        ({"expiry": "13/40"}, "Type a month and year that are not over"),
        ({"cvc": "12"}, "Type three digits"),
        ({"holder": " "}, "Type a name"),
    ],
)
def test_the_page_says_what_is_missing_and_keeps_what_was_typed(
    sandbox: RunningSandbox, form: dict[str, str], needed: str
) -> None:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    good = {"method": "card", "number": "4242 4242 4242 4242", "expiry": "12/40", "cvc": "123", "holder": "Anna <3"}
    answer = requests.post(session["url"], data=good | form, timeout=10)
    assert answer.status_code == 422
    assert needed in answer.text
    assert 'value="12/40"' in answer.text or "expiry" in form
    assert "5555" not in answer.text  # what may be a real card is never shown again
    assert "Anna <3" not in answer.text
    assert get(sandbox, "balance").json()["available"] == []


def test_the_page_speaks_dutch_too(sandbox: RunningSandbox) -> None:
    session = post(sandbox, "checkout/sessions", SESSION | {"locale": "nl"}).json()
    page = requests.get(session["url"], timeout=10)
    assert 'lang="nl"' in page.text
    assert "Testbetaalpagina" in page.text
    assert "€\N{NO-BREAK SPACE}250,00" in page.text


def test_a_page_that_is_over_or_never_was_says_so(sandbox: RunningSandbox, stripe_clock: MovableClock) -> None:
    session = post(sandbox, "checkout/sessions", SESSION).json()
    stripe_clock.ahead = 25 * 3600
    over = requests.get(session["url"], timeout=10)
    assert (over.status_code, "Its time is over" in over.text) == (410, True)
    assert requests.get(f"{sandbox.address}/pay/cs_test_made_up", timeout=10).status_code == 404


def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "stripe.sqlite"
    with serve_sandbox(path, KEY, "", WEBHOOK_SECRET) as sandbox:
        session = paid_session(sandbox)
    with serve_sandbox(path, KEY, "", WEBHOOK_SECRET) as sandbox:
        assert get(sandbox, f"checkout/sessions/{session['id']}").json() == session


class Receiver:
    """A site that takes webhooks, after refusing the first few."""

    def __init__(self, refuses: int) -> None:
        self.refuses, self.bodies, self.signatures = refuses, list[bytes](), list[str]()
        self._sockets: dict[int, object] = {}
        self._server = create_server(self._answer, map=self._sockets, host="127.0.0.1", port=0)
        self.url = f"http://127.0.0.1:{self._server.effective_port}/webhook"
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while not self._closing.is_set():
            wasyncore.loop(timeout=0.1, map=self._sockets, count=1)
        self._server.task_dispatcher.shutdown()
        wasyncore.close_all(self._sockets)

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        self.bodies.append(environ["wsgi.input"].read())
        self.signatures.append(environ["HTTP_STRIPE_SIGNATURE"])
        self.refuses -= 1
        start_response("500 No" if self.refuses >= 0 else "200 OK", [])
        return [b""]

    def types(self) -> list[str]:
        return [json.loads(body)["type"] for body in self.bodies]

    def close(self) -> None:
        self._closing.set()
        self._thread.join()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    running = Receiver(refuses=1)
    yield running
    running.close()


def test_webhooks_are_signed_and_sent_until_they_are_taken(tmp_path: Path, receiver: Receiver) -> None:
    clock = MovableClock()
    with serve_sandbox(tmp_path / "stripe.sqlite", KEY, receiver.url, WEBHOOK_SECRET, now=clock) as sandbox:
        paid_session(sandbox)
        clock.ahead = 3600
        wanted = [event["id"] for event in get(sandbox, "events", limit=100).json()["data"]]
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline and len(receiver.bodies) < len(wanted) + 1:
            time.sleep(0.05)
        while time.monotonic() < deadline and get(sandbox, "events").json()["data"][0]["pending_webhooks"]:
            time.sleep(0.05)
        pending = {event["pending_webhooks"] for event in get(sandbox, "events", limit=100).json()["data"]}
    assert {json.loads(body)["id"] for body in receiver.bodies} == set(wanted)
    assert len(receiver.bodies) == len(wanted) + 1  # the refused one came twice
    assert pending == {0}
    assert "checkout.session.completed" in receiver.types()
    for body, signature in zip(receiver.bodies, receiver.signatures, strict=True):
        stripe.Webhook.construct_event(body, signature, WEBHOOK_SECRET)
        with pytest.raises(stripe.SignatureVerificationError):
            stripe.Webhook.construct_event(body, signature, "whsec_of_somebody_else")
