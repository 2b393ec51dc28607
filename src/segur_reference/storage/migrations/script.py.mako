"""${message}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from segur_reference.storage.types import Exact, Instant, Montant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go one step further."""
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    """Go one step back."""
    ${downgrades if downgrades else "pass"}
