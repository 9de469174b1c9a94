"""The course of a programme: screenings, plans, reviews, passages between stages, spells away.

Revision 0002, after 0001; adds tables only. Never edited once merged.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up from 0001; no row is touched."""
    op.create_table(
        "away",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("seq >= 1", name="ck_away_seq"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_away_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_away"),
        sa.UniqueConstraint("person_id", "at", "starts_on", name="uq_away_person_id_at_starts_on"),
        sa.UniqueConstraint("person_id", "seq", name="uq_away_person_id_seq"),
    )
    op.create_table(
        "passage",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("standing", AutoString(), nullable=False),
        sa.Column("entered", sa.Boolean(), nullable=False),
        sa.Column("rule", sa.LargeBinary(), nullable=False),
        sa.Column("program_version", AutoString(), nullable=False),
        sa.CheckConstraint("seq >= 1", name="ck_passage_seq"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_passage_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
        sa.UniqueConstraint(
            "person_id",
            "at",
            "standing",
            "entered",
            name="uq_passage_person_id_at_standing_entered",
        ),
        sa.UniqueConstraint("person_id", "seq", name="uq_passage_person_id_seq"),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("decided_at", UTCDateTime(), nullable=False),
        sa.Column("from_night", sa.Date(), nullable=False),
        sa.Column("measure", AutoString(), nullable=False),
        sa.Column("action", AutoString(), nullable=False),
        sa.Column("lane", AutoString(), nullable=False),
        sa.Column("rise_time", sa.Time(), nullable=False),
        sa.Column("time_in_bed_min", sa.Integer(), nullable=True),
        sa.Column("baseline_time_in_bed_min", sa.Integer(), nullable=True),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("program_version", AutoString(), nullable=False),
        sa.Column("policy_version", AutoString(), nullable=False),
        sa.Column("by", sa.LargeBinary(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("lane IN ('A', 'B', 'C')", name="ck_plan_lane"),
        sa.CheckConstraint(
            "baseline_time_in_bed_min >= 0", name="ck_plan_baseline_time_in_bed_min"
        ),
        sa.CheckConstraint("seq >= 1", name="ck_plan_seq"),
        sa.CheckConstraint("time_in_bed_min >= 0", name="ck_plan_time_in_bed_min"),
        sa.CheckConstraint(
            "measure NOT IN ('window', 'compression')"
            " OR (time_in_bed_min IS NOT NULL AND time_in_bed_min >= 360)",
            name="ck_plan_floor",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_plan_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
        sa.UniqueConstraint(
            "person_id", "decided_at", "action", name="uq_plan_person_id_decided_at_action"
        ),
        sa.UniqueConstraint("person_id", "seq", name="uq_plan_person_id_seq"),
    )
    op.create_table(
        "review",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("satisfaction_0_10", sa.Integer(), nullable=True),
        sa.Column("day_impact_0_10", sa.Integer(), nullable=True),
        sa.Column("worry_0_10", sa.Integer(), nullable=True),
        sa.Column("sleepy_unsafe", sa.Boolean(), nullable=True),
        sa.Column("anything_new", sa.Boolean(), nullable=True),
        sa.Column("content", sa.Boolean(), nullable=True),
        sa.CheckConstraint("day_impact_0_10 BETWEEN 0 AND 10", name="ck_review_day_impact_0_10"),
        sa.CheckConstraint(
            "satisfaction_0_10 BETWEEN 0 AND 10", name="ck_review_satisfaction_0_10"
        ),
        sa.CheckConstraint("seq >= 1", name="ck_review_seq"),
        sa.CheckConstraint("worry_0_10 BETWEEN 0 AND 10", name="ck_review_worry_0_10"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_review_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_review"),
        sa.UniqueConstraint("person_id", "at", "kind", name="uq_review_person_id_at_kind"),
        sa.UniqueConstraint("person_id", "seq", name="uq_review_person_id_seq"),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("occasion", AutoString(), nullable=False),
        sa.Column("lane", AutoString(), nullable=False),
        sa.Column("policy_version", AutoString(), nullable=False),
        sa.Column("answers", sa.LargeBinary(), nullable=False),
        sa.Column("rules", sa.LargeBinary(), nullable=False),
        sa.Column("kept", sa.Boolean(), nullable=False),
        sa.Column("completed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("lane IN ('A', 'B', 'C')", name="ck_screening_lane"),
        sa.CheckConstraint("seq >= 1", name="ck_screening_seq"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_screening_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_screening"),
        sa.UniqueConstraint(
            "person_id", "at", "occasion", name="uq_screening_person_id_at_occasion"
        ),
        sa.UniqueConstraint("person_id", "seq", name="uq_screening_person_id_seq"),
    )
