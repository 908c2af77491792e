"""Waiting lists of editions"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision: str | None = "0012"
branch_labels = None
depends_on = None

STATES = ("asked", "waiting", "offered", "taken", "left", "missed", "over")
LIVE = sa.text("state IN ('asked', 'waiting', 'offered')")


def upgrade() -> None:
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.Enum(*STATES, name="waitingstate", native_enum=False, length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("preorder_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["edition.id"], name=op.f("fk_waiting_entry_edition_id_edition")),
        sa.ForeignKeyConstraint(["preorder_id"], ["preorder.id"], name=op.f("fk_waiting_entry_preorder_id_preorder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
        sa.UniqueConstraint("public_id", name=op.f("uq_waiting_entry_public_id")),
        sa.UniqueConstraint("edition_id", "place", name=op.f("uq_waiting_entry_edition_id_place")),
    )
    op.create_index("ix_waiting_entry_email", "waiting_entry", ["email"])
    op.create_index("ix_waiting_entry_preorder_id", "waiting_entry", ["preorder_id"])
    op.create_index("ix_waiting_entry_state", "waiting_entry", ["state", "edition_id", "place"])
    op.create_index(
        "uq_waiting_entry_live",
        "waiting_entry",
        ["edition_id", "email"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_table(
        "waiting_mail",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("link", "offer", name="waitingmailkind", native_enum=False, length=32), nullable=False
        ),
        sa.Column("occasion", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["waiting_entry.id"],
            name=op.f("fk_waiting_mail_entry_id_waiting_entry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_mail")),
        sa.UniqueConstraint("entry_id", "kind", "occasion", name=op.f("uq_waiting_mail_entry_id_kind_occasion")),
    )


def downgrade() -> None:
    op.drop_table("waiting_mail")
    op.drop_table("waiting_entry")
