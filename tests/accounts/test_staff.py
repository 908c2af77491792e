"""Who may open a staff page, and how somebody becomes staff."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from configurator.accounts import staff
from configurator.accounts.models import Invitation, Person
from configurator.accounts.service import find_person
from configurator.database import db, utc_now
from configurator.web.guards import Role
from tests.cast import PASSWORD, Tab, code_in, link_in

ADA = "ada@example.org"


def staff_routes(app: Flask) -> Iterator[tuple[str, str]]:
    """Every method and path below /staff, with something in each variable part."""
    for rule in app.url_map.iter_rules():
        if rule.rule == "/staff" or rule.rule.startswith("/staff/"):
            path = re.sub(r"<any\(['\"]?([^,'\")]+)[^>]*>", r"\1", rule.rule)
            path = re.sub(r"<int:[^>]+>", "1", path)
            path = re.sub(r"<product:[^>]+>", "lamp", path)
            path = re.sub(r"<[^>]+>", "x", path)
            for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}:
                assert app.url_map.bind("127.0.0.1").match(path, method), rule
                yield method, path


def answers(tab: Tab, app: Flask) -> dict[tuple[str, str], tuple[int, str]]:
    csrf = tab.token()
    return {
        (method, path): (answer.status_code, answer.headers.get("Location", ""))
        for method, path in staff_routes(app)
        if (answer := tab.client.open(path, method=method, data={"csrf_token": csrf} if method != "GET" else None))
    }


def test_a_stranger_is_asked_to_sign_in_on_every_staff_page(app: Flask, tab: Tab) -> None:
    for (method, path), (status, place) in answers(tab, app).items():
        assert (status, place.partition("?")[0]) == (303, "/login"), (method, path)


def test_a_person_without_a_role_is_refused_on_every_staff_page(
    app: Flask, tab: Tab, person: Callable[..., Person]
) -> None:
    person(password=PASSWORD)
    tab.sign_in(ADA, PASSWORD)
    assert {status for status, _ in answers(tab, app).values()} == {403}


@pytest.mark.parametrize("role", Role)
def test_a_role_opens_its_own_pages_and_no_others(app: Flask, staff_tab: Callable[[Role], Tab], role: Role) -> None:
    tab = staff_tab(role)
    assert tab.client.get("/staff").status_code == 200
    for page in app.extensions["officina-staff-pages"]:
        path = app.url_map.bind("localhost").build(page.endpoint)
        may_open = role in (*page.roles, Role.ADMINISTRATOR)
        assert (tab.client.get(path).status_code == 403) is not may_open, page.endpoint


@pytest.mark.parametrize("shown", ["password", "code"])
def test_one_factor_opens_no_staff_page(
    app: Flask, tab: Tab, person: Callable[..., Person], mailbox: list[EmailMessage], shown: str
) -> None:
    person(password=PASSWORD)
    staff.invite(ADA, Role.ADMINISTRATOR)
    if shown == "code":
        tab.ask_code(ADA)
        tab.sign_in(ADA, code_in(mailbox[-1]))
    else:
        tab.sign_in(ADA, PASSWORD)
    assert {place for _, place in answers(tab, app).values()} == {"/tf-setup"}


def test_a_mailbox_alone_is_one_factor_however_many_codes_it_gets(app: Flask, mailbox: list[EmailMessage]) -> None:
    staff.create_staff(ADA, PASSWORD, Role.ADMINISTRATOR)
    thief = Tab(app)
    thief.ask_code(ADA)
    thief.sign_in(ADA, code_in(mailbox[-1]))
    assert thief.address == "/tf-validate"
    thief.send("/tf-validate", code=code_in(mailbox[-1]))
    assert thief.is_signed_in()
    assert {place for _, place in answers(thief, app).values()} == {"/account/stronger"}
    for path in ("/tf-setup", "/wan-register", "/change", "/change-email", "/mf-recovery-codes"):
        assert thief.client.get(path).headers["Location"] == "/account/stronger"
    mailbox.clear()
    Tab(app).send("/reset", email=ADA)
    assert mailbox == []


def test_an_authenticator_app_is_set_up_and_then_asked_for(app: Flask, person: Callable[..., Person]) -> None:
    from passlib.totp import TOTP

    person(password=PASSWORD)
    staff.invite(ADA, Role.MARKETER)
    tab = Tab(app)
    tab.sign_in(ADA, PASSWORD)
    page = tab.send("/tf-setup", setup="authenticator").text
    key = re.search(r'class="code">([A-Z0-9 -]+)<', page)
    where = re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert key
    assert where
    app_of_ada = TOTP(key=key[1], format="base32")
    tab.send(where[1], code=app_of_ada.generate().token)
    assert tab.address == "/staff"
    again = Tab(app)
    again.sign_in(ADA, PASSWORD)
    assert again.address == "/tf-validate"
    again.send("/tf-validate", code=app_of_ada.generate().token)
    assert not again.is_signed_in()  # this code was used to set it up
    import time

    again.send("/tf-validate", code=app_of_ada.generate(time.time() + 30).token)
    assert again.client.get("/staff").status_code == 200


def test_a_recovery_code_replaces_the_second_step_once(
    app: Flask, staff_tab: Callable[[Role], Tab], mailbox: list[EmailMessage]
) -> None:
    page = staff_tab(Role.MARKETER).send("/mf-recovery-codes").text
    codes = re.findall(r"<li>([0-9a-f-]{14})</li>", page)
    assert len(codes) == 5
    assert codes[0] not in str(find_person("marketer@example.org").mf_recovery_codes)
    for works in (True, False):
        tab = Tab(app)
        tab.sign_in("marketer@example.org", PASSWORD)
        tab.send("/mf-recovery", code=codes[0])
        assert (tab.client.get("/staff").status_code == 200) is works


@pytest.fixture
def run(app: Flask, mailbox: list[EmailMessage]) -> Callable[..., str]:
    runner: FlaskCliRunner = app.test_cli_runner()

    def command(*words: str) -> str:
        return str(runner.invoke(args=["staff", *words]).output)

    return command


def test_an_invitation_brings_somebody_to_the_staff(
    app: Flask, tab: Tab, run: Callable[..., str], mailbox: list[EmailMessage]
) -> None:
    assert "is invited as order_desk" in run("invite", ADA, "order_desk")
    link = link_in(mailbox[-1])
    assert "Order desk" in str(mailbox[-1].get_body(("plain",)))
    assert ADA in tab.open(link).text
    tab.send(link, name="Ada", way="password", password="short")
    assert tab.address.startswith("/invitation/")
    tab.send(link, name="Ada", way="password", password=PASSWORD)
    assert tab.address == "/tf-setup"
    assert tab.client.get("/staff").headers["Location"] == "/tf-setup"
    page = tab.send("/tf-setup", setup="email").text
    where = re.search(r'action="(/tf-setup/[^"]+)"', page)
    assert where
    tab.send(where[1], code=code_in(mailbox[-1]))
    assert tab.client.get("/staff").status_code == 200
    assert "Ada" in run("list") or ADA in run("list")


def test_an_invitation_works_once(app: Flask, run: Callable[..., str], mailbox: list[EmailMessage]) -> None:
    run("invite", ADA, "marketer")
    link = link_in(mailbox[-1])
    Tab(app).send(link, name="Ada", way="password", password=PASSWORD)
    thief = Tab(app)
    assert thief.open(link).status_code == 404
    assert thief.send(link, name="Eve", way="password", password="another long phrase").status_code == 404
    assert find_person(ADA).name == "Ada"


def test_an_invitation_expires_and_a_new_one_replaces_it(
    app: Flask, tab: Tab, run: Callable[..., str], mailbox: list[EmailMessage]
) -> None:
    run("invite", ADA, "marketer")
    run("invite", ADA, "marketer")
    first, second = link_in(mailbox[0]), link_in(mailbox[1])
    assert tab.open(first).status_code == 404
    assert tab.open(second).status_code == 200
    db.session.scalars(select(Invitation)).one().expires_at = utc_now() - timedelta(seconds=1)
    db.session.commit()
    assert tab.open(second).status_code == 404


def test_nobody_signs_in_before_they_used_their_invitation(
    tab: Tab, run: Callable[..., str], mailbox: list[EmailMessage]
) -> None:
    run("invite", ADA, "administrator")
    mailbox.clear()
    tab.ask_code(ADA)
    tab.send("/register", name="Eve", email=ADA)
    tab.send("/reset", email=ADA)
    assert mailbox == []


def test_a_second_invitation_adds_the_role(run: Callable[..., str], person: Callable[..., Person]) -> None:
    person(password=PASSWORD)
    assert "had an account and is marketer now" in run("invite", ADA, "marketer")
    assert "had an account and is order_desk now" in run("invite", ADA, "order-desk")
    assert "already" in run("invite", ADA, "marketer")
    assert {role.name for role in find_person(ADA).roles} == {Role.MARKETER, Role.ORDER_DESK}


def test_the_command_refuses_what_it_does_not_know(run: Callable[..., str]) -> None:
    assert "there is no role 'king'; the roles are product_manager, marketer" in run("invite", ADA, "king")
    assert "is not an e-mail address" in run("invite", "ada", "marketer")
    assert "does not hold the role" in run("remove", ADA, "marketer")
    assert "Nobody yet" in run("list")


def test_taking_a_role_away_ends_what_it_opened(
    app: Flask, run: Callable[..., str], staff_tab: Callable[[Role], Tab]
) -> None:
    tab = staff_tab(Role.MARKETER)
    assert tab.is_signed_in()
    assert "is no longer marketer" in run("remove", "marketer@example.org", "marketer")
    assert not tab.is_signed_in()


def test_the_last_administrator_stays(run: Callable[..., str], staff_tab: Callable[[Role], Tab]) -> None:
    tab = staff_tab(Role.ADMINISTRATOR)
    assert "is the last administrator" in run("remove", "administrator@example.org", "administrator")
    assert tab.client.get("/staff").status_code == 200


def test_somebody_who_lost_everything_begins_again(
    app: Flask, run: Callable[..., str], staff_tab: Callable[[Role], Tab], mailbox: list[EmailMessage]
) -> None:
    tab = staff_tab(Role.MARKETER)
    assert "a link to begin again" in run("recover", "marketer@example.org")
    assert not tab.is_signed_in()
    tab.sign_in("marketer@example.org", PASSWORD)
    assert not tab.is_signed_in()
    tab.send(link_in(mailbox[-1]), name="M", way="password", password="a phrase that is new")
    assert tab.address == "/tf-setup"


def test_an_administrator_invites_and_removes_on_the_page(
    staff_tab: Callable[[Role], Tab], mailbox: list[EmailMessage]
) -> None:
    tab = staff_tab(Role.ADMINISTRATOR)
    page = tab.send("/staff/people", email=ADA, role="marketer").text
    assert "A link to join is in the mail" in page
    assert mailbox[-1]["To"] == ADA
    assert tab.send("/staff/people", email="ada", role="marketer").status_code == 422
    assert "no longer has that role" in tab.send(f"/staff/people/{find_person(ADA).id}/remove", role="marketer").text
    assert find_person(ADA) is None
    me = find_person("administrator@example.org").id
    assert "Ask another administrator" in tab.send(f"/staff/people/{me}/remove", role="administrator").text


def test_the_invitation_is_in_the_language_of_the_person(
    app: Flask, run: Callable[..., str], person: Callable[..., Person], mailbox: list[EmailMessage]
) -> None:
    person().language = "nl"
    db.session.commit()
    run("invite", ADA, "marketer")
    assert '<html lang="nl">' in mailbox[-1].get_body(("html",)).get_content()


def test_somebody_new_is_invited_in_the_language_of_who_invites(
    staff_tab: Callable[[Role], Tab], mailbox: list[EmailMessage]
) -> None:
    tab = staff_tab(Role.ADMINISTRATOR)
    tab.client.set_cookie("language", "nl", domain="127.0.0.1")
    tab.send("/staff/people", email=ADA, role="marketer")
    assert mailbox[-1]["Subject"] == "Word medewerker van Officina"
    assert '<html lang="nl">' in mailbox[-1].get_body(("html",)).get_content()
