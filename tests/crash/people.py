"""What buyers and the order desk do, over HTTP. When the site does not answer they do what people do: try it again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import requests

from tests.crash.house import House
from tests.crash.processes import StuckError
from tests.crash.world import received

PATIENCE = 40
FIELD = re.compile(r'<input[^>]*name="(?P<name>[a-z_]+)"[^>]*value="(?P<value>[^"]*)"')
CODE = re.compile(r"\b\d{6}\b")
NUMBER = re.compile(r"\bP-\w{4}-\w{4}\b")
GOOD, DECLINED = "4242424242424242", "4000000000000002"
PASSWORD = "seven quiet lamps"


@dataclass(frozen=True)
class Page:
    """A page that somebody has before them, wherever redirects led to."""

    address: str
    status: int
    text: str
    looks_again: bool

    @property
    def fields(self) -> dict[str, str]:
        """The hidden fields of its forms, by name; of the last form where several have one."""
        return {found["name"]: unescape(found["value"]) for found in FIELD.finditer(self.text)}


class Visitor:
    """Somebody with a browser."""

    def __init__(self, house: House) -> None:
        self._house, self._web = house, requests.Session()
        self._web.trust_env = False

    @property
    def cookies(self) -> dict[str, str]:
        return self._web.cookies.get_dict()

    def bring(self, cookies: dict[str, str]) -> None:
        """Go on as somebody who was here before."""
        self._web.cookies.update(cookies)

    def open(self, address: str) -> Page:
        return self._ask("GET", address)

    def send(self, page: Page, address: str = "", **fields: str) -> Page:
        """Send a page's form, to where the page is unless told another address."""
        return self._ask("POST", address or page.address, {**page.fields, **fields})

    def _ask(self, method: str, address: str, data: dict[str, str] | None = None) -> Page:
        address = urljoin(self._house.address, address)
        for _ in range(PATIENCE):
            try:
                answer = self._web.request(method, address, data=data, timeout=30, allow_redirects=False)
            except requests.RequestException:
                self._house.revive()
                continue
            if answer.is_redirect:
                method, address, data = "GET", urljoin(address, answer.headers["Location"]), None
                continue
            if answer.status_code < 500:
                return Page(answer.url, answer.status_code, answer.text, "Refresh" in answer.headers)
            self._house.revive()
        raise StuckError(f"{method} {address} never succeeds")


class Buyer(Visitor):
    """Somebody who orders a lamp. What happens to the order is found under its `order_page`."""

    def __init__(self, house: House, name: str) -> None:
        super().__init__(house)
        self.name, self.email, self.order_page = name, f"{name}@example.com", ""

    def go_to_pay(self, design: str) -> Page:
        """Order a design, up to the payment page."""
        form = self.open(f"/d/{design}/preorder")
        who = {"name": self.name.title(), "email": self.email, "street": "Kade 12", "postcode": "1012 AB"}
        return self.send(form, **who, city="Amsterdam", agree="y")

    def pay(self, page: Page, card: str = GOOD) -> Page:
        """Pay on the payment page, and wait on the order's page until it says what became of it."""
        page = self.send(page, **self._card(card))
        for _ in range(PATIENCE):
            if not page.looks_again:
                break
            page = self.open(page.address)
        self.order_page = page.address
        return page

    def pay_and_leave(self, page: Page) -> None:
        """Pay, and close the browser before it is back at the shop."""
        self._web.post(page.address, data=self._card(GOOD), timeout=30, allow_redirects=False)

    def _card(self, number: str) -> dict[str, str]:
        return {"method": "card", "number": number, "expiry": "12/40", "cvc": "123", "holder": self.name}

    def number(self) -> str:
        """The order's number, as its page shows it."""
        found = NUMBER.search(self.open(self.order_page).text)
        if found is None:
            raise StuckError(f"{self.order_page} shows no order")
        return found[0]

    def order(self, design: str) -> None:
        self.pay(self.go_to_pay(design))

    def cancel(self) -> None:
        address = f"{self.order_page}/cancel"
        self.send(self.open(address), address)

    def change(self, design: str) -> None:
        address = f"{self.order_page}/change/{design}"
        self.send(self.open(address), address)

    def withdraw(self) -> None:
        """By the function in the footer, with what the order's page fills in."""
        statement = self.open(f"{self.order_page}/withdraw")
        confirmation = self.send(statement, "/withdraw")
        self.send(confirmation, "/withdraw", step="confirm")


class Clerk(Visitor):
    """Somebody of the order desk."""

    def sign_in(self, email: str) -> None:
        """With a password and a code by mail."""
        self.send(self.open("/login"), identity=email, passcode=PASSWORD)
        code = CODE.search(received(self._house.mails)[-1].text)
        if code is None:
            raise StuckError(f"no code for {email}")
        page = self.send(self.open("/tf-validate"), code=code[0], next="/staff/money")
        if page.address != f"{self._house.address}/staff/money":
            raise StuckError(f"{email} is not signed in: {page.status} {page.address}")

    def count_mass_refund(self, reason: str) -> str:
        """The dry run; returns its page's address."""
        page = self.open("/staff/mass-refunds")
        page = self.send(page, which="preorders lamp", reason=reason, per_second="25")
        if not page.address.startswith(f"{self._house.address}/staff/mass-refunds/"):
            raise StuckError(f"nothing was counted: {page.status} {page.address}")
        return page.address

    def approve_mass_refund(self, address: str) -> None:
        self.send(self.open(address), f"{address}/approve")

    def try_failed_refunds_again(self) -> None:
        """Look at the page of what needs a person, and do that."""
        page = self.open("/staff/money")
        for address in sorted(set(re.findall(r'href="([^"]*/staff/money/refunds/[^"]+)"', page.text))):
            step = self.open(address)
            if "/refunds/" in step.address:
                self.send(step, f"{step.address}/retry")

    def lock(self, number: str) -> None:
        address = f"/staff/orders/{number}"
        self.send(self.open(address), f"{address}/on", step="locked")
