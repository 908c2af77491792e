"""What was ordered may change before the lock; what it was is kept"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision: str | None = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("preorder") as table:
        table.add_column(sa.Column("changes", sa.Integer(), server_default="0", nullable=False))
    op.create_table(
        "order_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("preorder_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("old_design_code", sa.String(length=9), nullable=False),
        sa.Column("old_product_version", sa.String(length=16), nullable=False),
        sa.Column("old_options", sa.JSON(), nullable=False),
        sa.Column("old_quote", sa.JSON(), nullable=False),
        sa.Column("new_design_code", sa.String(length=9), nullable=False),
        sa.Column("new_quote", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["preorder_id"], ["preorder.id"], name=op.f("fk_order_change_preorder_id_preorder")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_change")),
        sa.UniqueConstraint("preorder_id", "number", name=op.f("uq_order_change_preorder_id_number")),
    )


def downgrade() -> None:
    op.drop_table("order_change")
    with op.batch_alter_table("preorder") as table:
        table.drop_column("changes")
