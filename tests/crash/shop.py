"""The shop that every run begins in: designs, two editions, paid orders, and the order desk signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from configurator.accounts.staff import create_staff
from configurator.accounts.visitors import Visitor as Browser
from configurator.database import db, utc_now
from configurator.gallery.service import Presentation, design_by_code, save_design
from configurator.preorders.addresses import order_address
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.editions.reading import edition_by_id
from configurator.preorders.models import Preorder
from configurator.preorders.offer import offer_design, offer_in_edition
from configurator.preorders.order import Buyer as Details
from configurator.preorders.order import order_by_id
from configurator.preorders.service import place_preorder
from configurator.web.catalogue import catalogue
from configurator.web.guards import Role
from tests.crash.house import House
from tests.crash.people import PASSWORD, Buyer, Clerk

CLERK, CHIEF = "clerk@example.org", "chief@example.org"
BROWSER = Browser(None, "a" * 64)
FLOATS = ("float-one", "float-two", "float-three")
"""Their orders are locked, with large deposits: Stripe keeps its fees, so not all deposits could go back without."""
PAID = ("cancels", "withdraws", "changes", "locked", "wins", "loses", "waits-one", "waits-two", "waits-three")
BUILT, NOT_BUILT = ("built-one", "built-two"), ("unbuilt-one", "unbuilt-two")
"""Who has paid for a unit of the edition that gets enough deposits, and of the one that doesn't."""
DEADLINE = timedelta(days=20)
DEADLINE_SECONDS = DEADLINE.total_seconds() + 60


@dataclass
class Shop:
    """A house with people in it, and what they need to know."""

    house: House
    template: Path
    designs: list[str] = field(default_factory=list)
    order_pages: dict[str, str] = field(default_factory=dict)
    staff: dict[str, dict[str, str]] = field(default_factory=dict)

    def buyer(self, name: str) -> Buyer:
        one = Buyer(self.house, name)
        one.order_page = self.order_pages.get(name, "")
        return one

    def clerk(self, email: str) -> Clerk:
        one = Clerk(self.house)
        one.bring(self.staff[email])
        return one

    def order_page(self, name: str) -> str:
        """Where somebody's order is found."""
        page: str = self.house.aside(partial(_order_page, f"{name}@example.com"))
        return page


def prepare(house: House, template: Path) -> Shop:
    """Open the shop for the first time, and keep it as the template of every run."""
    shop = Shop(house, template)
    with house.rehearse():
        shop.designs = house.aside(_two_designs)
        house.aside(_hire)
        for email in (CLERK, CHIEF):
            clerk = Clerk(house)
            clerk.sign_in(email)
            shop.staff[email] = clerk.cookies
        house.aside(partial(_editions, shop.designs[0]))
        for name in (*FLOATS, *PAID, *BUILT, *NOT_BUILT):
            buyer = shop.buyer(name)
            if name not in PAID:
                buyer.order_page = shop.order_page(name)
                buyer.pay(buyer.send(buyer.open(buyer.order_page), f"{buyer.order_page}/pay"))
            else:
                buyer.order(shop.designs[0])
            shop.order_pages[name] = buyer.order_page
        for name in FLOATS:
            shop.clerk(CLERK).lock(shop.buyer(name).number())
        for _ in range(2):
            house.strike()
    house.keep(template)
    return shop


def _two_designs() -> list[str]:
    product, rules = catalogue().product("lamp"), catalogue().rules("lamp")
    colours = [option.id for option in product.options.values() if option.id.startswith("colour.")]
    return [
        save_design(product, rules, rules.complete((colour,)).options, Presentation(colour), BROWSER).code
        for colour in colours[:2]
    ]


def _hire() -> None:
    for email, role in ((CLERK, Role.ORDER_DESK), (CHIEF, Role.ADMINISTRATOR)):
        create_staff(email, PASSWORD, role)


def _editions(design_code: str) -> None:
    """Three editions, with an order for each of their buyers; one is decided already."""
    product, rules = catalogue().product("lamp"), catalogue().rules("lamp")
    offer = offer_design(design_by_code(design_code), product, product, rules)
    now = utc_now()
    decided = {"state": EditionState.CONFIRMED, "decided_at": now, "decided_with": 3, "told_at": now}
    for name, buyers, threshold, deposit, more in (
        ("Built", BUILT, 2, 1500, {}),
        ("Not built", NOT_BUILT, 3, 1500, {}),
        ("Floats", FLOATS, 3, 4900, decided),
    ):
        row = Edition(
            product_key=product.key,
            product_version=product.version,
            name=name,
            options=[],
            capacity=5,
            threshold=threshold,
            deadline=now + DEADLINE,
            deposit_minor=deposit,
            currency="EUR",
            delivery_from=date(2028, 3, 1),
            delivery_until=date(2028, 5, 31),
            **more,
        )
        db.session.add(row)
        db.session.commit()
        unit = offer_in_edition(offer, edition_by_id(row.id))
        for buyer in buyers:
            details = Details(buyer, f"{buyer}@example.com", "Kade 12", "1012 AB", "Amsterdam", "NL")
            place_preorder(unit, details, f"the-form-of-buyer-{buyer}", "en", BROWSER)


def _order_page(email: str) -> str:
    number = db.session.scalars(db.select(Preorder.id).where(Preorder.buyer_email == email)).one()
    return order_address(order_by_id(number))
