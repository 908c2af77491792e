"""The verification of each day; which events a webhook brought"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision: str | None = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("stripe_event") as table:
        table.add_column(sa.Column("by_webhook", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "verification_run",
        sa.Column("faults", sa.JSON(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_run")),
        sa.UniqueConstraint("day", name=op.f("uq_verification_run_day")),
    )


def downgrade() -> None:
    op.drop_table("verification_run")
    with op.batch_alter_table("stripe_event") as table:
        table.drop_column("by_webhook")
