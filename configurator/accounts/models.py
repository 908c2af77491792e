"""The tables of people: their roles, passkeys, and the places where they are signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import AsaList, RoleMixin, SQLAlchemyUserDatastore, UserMixin, WebAuthnMixin
from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from configurator.database import Model, db, enum_column, utc_now
from configurator.web.guards import Role


class PersonRole(Model, RoleMixin):
    """That a person holds a role."""

    __tablename__ = "person_role"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    name: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)
    since: Mapped[datetime] = mapped_column(default=utc_now)


class Person(Model, UserMixin):
    """Somebody with an account. Columns that begin with fs_, tf_, us_ and mf_ are Flask-Security's."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(80), default="")
    language: Mapped[str] = mapped_column(String(8), default="en")
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    first_signed_in_at: Mapped[datetime | None]
    """An account that nobody ever signs in to is deleted after a while."""

    # Flask-Security types these as plain attributes; what it wants is columns and relationships.
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(  # type: ignore[assignment]  # as above
        String(64), unique=True
    )
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    us_totp_secrets: Mapped[str | None] = mapped_column(Text)
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    roles: Mapped[list[PersonRole]] = relationship(  # type: ignore[assignment]  # as above
        cascade="all, delete-orphan", order_by=PersonRole.name
    )
    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # as above
        back_populates="person", cascade="all, delete-orphan"
    )
    sign_ins: Mapped[list[SignIn]] = relationship(back_populates="person", cascade="all, delete-orphan")

    def check_tf_required_setup(self) -> bool:
        """Flask-Security asks: may this person do without a second step? Staff may not."""
        return bool(self.roles)


class Passkey(Model, WebAuthnMixin):
    """A credential that a person's device or security key keeps for them."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(64))
    extensions: Mapped[str | None] = mapped_column(String(255))
    usage: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    lastuse_datetime: Mapped[datetime] = mapped_column(default=utc_now)

    person: Mapped[Person] = relationship(back_populates="webauthn")

    def get_user_mapping(self) -> dict[str, Any]:
        """How Flask-Security finds the person whose passkey this is."""
        return {"id": self.user_id}


class SignIn(Model):
    """One browser in which a person is signed in. Without its row, a session's cookie is worth nothing."""

    __tablename__ = "sign_in"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    started_at: Mapped[datetime] = mapped_column(default=utc_now)
    browser: Mapped[str] = mapped_column(String(200), default="")
    factors: Mapped[str] = mapped_column(String(64), default="")

    person: Mapped[Person] = relationship(back_populates="sign_ins")


class Invitation(Model):
    """That somebody was asked to join the staff: a link that works once, until it expires."""

    __tablename__ = "invitation"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class UsedCode(Model):
    """A code from an app or a mail that was shown once, and so is worth nothing any more."""

    __tablename__ = "used_code"

    code_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(default=utc_now)


people = SQLAlchemyUserDatastore(db, Person, PersonRole, Passkey)
"""Flask-Security's way into these tables."""
