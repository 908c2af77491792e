"""How editions were decided, and whether everybody was told"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision: str | None = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("edition") as table:
        table.add_column(sa.Column("decided_with", sa.Integer(), nullable=True))
        table.add_column(sa.Column("told_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("edition") as table:
        table.drop_column("told_at")
        table.drop_column("decided_with")
