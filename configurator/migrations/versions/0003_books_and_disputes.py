"""The ledger cannot be changed and follows Stripe's balance; disputes; deposits with VAT; the audit log"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from configurator.database import append_only_triggers

revision = "0003"
down_revision: str | None = "0002"
branch_labels = None
depends_on = None

APPEND_ONLY = ("ledger_transaction", "ledger_entry", "staff_action")
DISPUTE_STATES = ("inquiry", "open", "won", "lost", "closed")


def dispute_state() -> sa.Enum:
    return sa.Enum(*DISPUTE_STATES, name="disputestate", native_enum=False, length=32)


def upgrade() -> None:
    _amounts(sa.Integer(), sa.BigInteger())
    with op.batch_alter_table("payment") as table:
        table.add_column(sa.Column("vat_basis_points", sa.Integer(), server_default="0", nullable=False))
        table.add_column(sa.Column("charged_back_minor", sa.BigInteger(), server_default="0", nullable=False))
        table.add_column(sa.Column("dispute", dispute_state(), nullable=True))
        table.drop_constraint(op.f("ck_payment_refunded"), type_="check")
        table.create_check_constraint(
            op.f("ck_payment_refunded"),
            "refunded_minor >= 0 AND charged_back_minor >= 0 AND refunded_minor + charged_back_minor <= amount_minor",
        )
    with op.batch_alter_table("refund") as table:
        table.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("note", sa.Text(), nullable=True))
        table.create_unique_constraint(op.f("uq_refund_replaces_id"), ["replaces_id"])
        table.create_foreign_key(op.f("fk_refund_replaces_id_refund"), "refund", ["replaces_id"], ["id"])
    with op.batch_alter_table("ledger_transaction") as table:
        table.alter_column("payment_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("note", sa.String(length=64), server_default="", nullable=False))
        table.create_index(op.f("ix_ledger_transaction_recorded_at"), ["recorded_at"])
    op.create_table(
        "balance_listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("read_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_balance_listing")),
    )
    op.create_table(
        "dispute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stripe_id", sa.String(length=255), nullable=False),
        sa.Column("payment_id", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=64), nullable=False),
        sa.Column("state", dispute_state(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_dispute_amount")),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name=op.f("fk_dispute_payment_id_payment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute")),
        sa.UniqueConstraint("stripe_id", name=op.f("uq_dispute_stripe_id")),
    )
    op.create_index(op.f("ix_dispute_payment_id"), "dispute", ["payment_id"])
    op.create_index(op.f("ix_dispute_state"), "dispute", ["state"])
    op.create_table(
        "staff_action",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_action")),
    )
    op.create_index(op.f("ix_staff_action_person_id"), "staff_action", ["person_id"])
    op.create_index("ix_staff_action_subject", "staff_action", ["subject", "id"])
    for table_name in APPEND_ONLY:
        for statement in append_only_triggers(table_name, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    _drop_triggers()
    op.drop_table("staff_action")
    op.drop_table("dispute")
    op.drop_table("balance_listing")
    with op.batch_alter_table("ledger_transaction") as table:
        table.drop_index(op.f("ix_ledger_transaction_recorded_at"))
        table.drop_column("note")
        table.alter_column("payment_id", existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table("refund") as table:
        table.drop_constraint(op.f("fk_refund_replaces_id_refund"), type_="foreignkey")
        table.drop_constraint(op.f("uq_refund_replaces_id"), type_="unique")
        table.drop_column("note")
        table.drop_column("replaces_id")
    with op.batch_alter_table("payment") as table:
        table.drop_constraint(op.f("ck_payment_refunded"), type_="check")
        table.create_check_constraint(
            op.f("ck_payment_refunded"), "refunded_minor >= 0 AND refunded_minor <= amount_minor"
        )
        table.drop_column("dispute")
        table.drop_column("charged_back_minor")
        table.drop_column("vat_basis_points")
    _amounts(sa.BigInteger(), sa.Integer())


def _amounts(before: sa.Integer, after: sa.Integer) -> None:
    for name, column in (
        ("payment", "amount_minor"),
        ("payment", "refunded_minor"),
        ("refund", "amount_minor"),
        ("ledger_entry", "amount_minor"),
    ):
        with op.batch_alter_table(name) as table:
            table.alter_column(column, existing_type=before, type_=after, existing_nullable=False)


def _drop_triggers() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for name in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {name}_stays ON {name}")
            op.execute(f"DROP TRIGGER {name}_is_not_emptied ON {name}")
        op.execute("DROP FUNCTION refuse_change()")
        return
    for name in APPEND_ONLY:
        for deed in ("update", "delete"):
            op.execute(f"DROP TRIGGER {name}_refuses_{deed}")
