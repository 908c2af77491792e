"""Mass refunds, and the reconciliation of each day"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision: str | None = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mass_refund",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=22), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("selection", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("counted", "running", "stopped", "done", name="massstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("per_second", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("holds", sa.Text(), nullable=False),
        sa.CheckConstraint("approved_by IS NULL OR approved_by <> asked_by", name=op.f("ck_mass_refund_two_people")),
        sa.CheckConstraint("per_second BETWEEN 1 AND 25", name=op.f("ck_mass_refund_pace")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_refund")),
        sa.UniqueConstraint("public_id", name=op.f("uq_mass_refund_public_id")),
    )
    op.create_index(op.f("ix_mass_refund_state"), "mass_refund", ["state"])
    op.create_table(
        "mass_refund_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mass_refund_id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "left_out", "asked", name="itemstate", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("refund_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["mass_refund_id"], ["mass_refund.id"], name=op.f("fk_mass_refund_item_mass_refund_id_mass_refund")
        ),
        sa.ForeignKeyConstraint(["refund_id"], ["refund.id"], name=op.f("fk_mass_refund_item_refund_id_refund")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mass_refund_item")),
        sa.UniqueConstraint("mass_refund_id", "reference", name=op.f("uq_mass_refund_item_mass_refund_id_reference")),
    )
    op.create_index(op.f("ix_mass_refund_item_refund_id"), "mass_refund_item", ["refund_id"])
    op.create_index("ix_mass_refund_item_waiting", "mass_refund_item", ["mass_refund_id", "state", "id"])

    op.create_table(
        "reconciliation_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mended", sa.JSON(), nullable=False),
        sa.Column("troubles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reconciliation_run")),
        sa.UniqueConstraint("day", name=op.f("uq_reconciliation_run_day")),
    )


def downgrade() -> None:
    op.drop_table("reconciliation_run")
    op.drop_table("mass_refund_item")
    op.drop_table("mass_refund")
