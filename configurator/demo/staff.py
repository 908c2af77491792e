"""The demo's staff: one person for each role, all with the same password, which every installation makes for itself."""

from __future__ import annotations

import hashlib
import hmac

from configurator.accounts.staff import create_staff
from configurator.config import Settings
from configurator.web.guards import Role

MARKETER = "marketer@demo.example"
STAFF = {
    "manager@demo.example": Role.PRODUCT_MANAGER,
    MARKETER: Role.MARKETER,
    "desk@demo.example": Role.ORDER_DESK,
    "administrator@demo.example": Role.ADMINISTRATOR,
}


def password(settings: Settings) -> str:
    """The password of all demo staff: equal at each start, different on each machine."""
    key = settings.secret_key.get_secret_value().encode()
    return "demo-" + hmac.new(key, b"demo staff", hashlib.sha256).hexdigest()[:12]


def hire_staff(settings: Settings) -> None:
    """Make everybody in `STAFF` who is not there yet; their second factor is a code by mail."""
    for email, role in STAFF.items():
        create_staff(email, password(settings), role)
