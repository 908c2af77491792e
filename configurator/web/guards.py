"""Who may open a staff page, and what staff find in their menu."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

from flask import Blueprint, Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from flask_login import current_user

P = ParamSpec("P")


class Role(StrEnum):
    """What a member of staff is there for. An administrator may do everything."""

    PRODUCT_MANAGER = "product_manager"
    MARKETER = "marketer"
    ORDER_DESK = "order_desk"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True)
class StaffPage:
    endpoint: str
    label: LazyString
    roles: tuple[Role, ...]


def register(app: Flask) -> None:
    app.extensions["officina-staff-pages"] = []
    app.jinja_env.globals.update(staff_menu=staff_menu, is_staff=is_staff)


def require_factors(app: Flask, what_is_missing: Callable[[], str | None]) -> None:
    """Tell the guards how they learn whether the person who is signed in has shown two factors: `what_is_missing`
    returns None then, and otherwise the address of the page that helps. Until it is told, nobody passes."""
    app.extensions["officina-factors"] = what_is_missing


def add_staff_page(app: Flask, endpoint: str, label: LazyString, *roles: Role) -> None:
    """Put a page in the menu of those who hold any of `roles`, administrators always."""
    app.extensions["officina-staff-pages"].append(StaffPage(endpoint, label, roles))


def staff_menu() -> list[StaffPage]:
    """The pages that the person who is signed in may open."""
    return [page for page in current_app.extensions["officina-staff-pages"] if holds_any(*page.roles)]


def holds_any(*roles: Role) -> bool:
    """Whether the person who is signed in holds one of `roles` or is an administrator."""
    held = {role.name for role in getattr(current_user, "roles", ())}
    return bool(held & {*roles, Role.ADMINISTRATOR})


def is_staff() -> bool:
    return holds_any(*Role)


def staff_only(*roles: Role) -> Callable[[Callable[P, ResponseReturnValue]], Callable[P, ResponseReturnValue]]:
    """Guard a view: strangers are asked to sign in, people without the role get 403, and a second factor is a must."""

    def guard(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
        @wraps(view)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
            refusal = _refusal(roles)
            return view(*args, **kwargs) if refusal is None else refusal

        return guarded

    return guard


def guard_blueprint(blueprint: Blueprint, *roles: Role) -> None:
    """Guard every view of a blueprint as `staff_only` does."""
    blueprint.before_request(lambda: _refusal(roles))


def _refusal(roles: tuple[Role, ...]) -> ResponseReturnValue | None:
    if not current_user.is_authenticated:
        return redirect(url_for("security.login", next=request.full_path.rstrip("?")), 303)
    if not holds_any(*roles):
        abort(403)
    what_is_missing = current_app.extensions.get("officina-factors")
    if what_is_missing is None:
        abort(403)
    place = what_is_missing()
    return redirect(place, 303) if place else None
