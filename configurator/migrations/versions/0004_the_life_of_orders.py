"""Orders are locked and handed over, end for a reason, and their history says who of the staff did what and why"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision: str | None = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    reason = sa.Enum("cancelled", "withdrawn", "edition_failed", name="reason", native_enum=False, length=32)
    with op.batch_alter_table("preorder") as table:
        table.add_column(sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("reason", reason, nullable=True))
    with op.batch_alter_table("preorder_event") as table:
        table.add_column(sa.Column("person_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("note", sa.Text(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("preorder_event") as table:
        table.drop_column("note")
        table.drop_column("person_id")
    with op.batch_alter_table("preorder") as table:
        table.drop_column("reason")
        table.drop_column("handed_over_at")
        table.drop_column("locked_at")
