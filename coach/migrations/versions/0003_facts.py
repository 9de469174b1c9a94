"""Facts: what a person said of their life, sealed.

Revision 0003, after 0002; adds a table only. Never edited once merged.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up from 0002; no row is touched."""
    op.create_table(
        "fact",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("said_at", UTCDateTime(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("slot_key", AutoString(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.Column("embed_revision", AutoString(), nullable=True),
        sa.Column("retention_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status IN ('live', 'ended', 'superseded', 'retracted', 'muted')",
            name="ck_fact_status",
        ),
        sa.CheckConstraint("version >= 1", name="ck_fact_version"),
        sa.CheckConstraint(
            "(vector IS NULL) = (embed_revision IS NULL)", name="ck_fact_vector_is_of_one"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_fact_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_fact"),
    )
    op.create_index("ix_fact_person_id", "fact", ["person_id"])
    op.create_index("ix_fact_retention_until", "fact", ["retention_until"])
