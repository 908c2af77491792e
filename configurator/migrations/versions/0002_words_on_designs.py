"""The words that authors put on their designs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("design", sa.Column("texts", sa.JSON(), server_default="{}", nullable=False))


def downgrade() -> None:
    op.drop_column("design", "texts")
