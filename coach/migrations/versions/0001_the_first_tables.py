"""The first tables: people, their keys, consents, nights, check-ins, turns, audit, tombstones.

Revision 0001, after none. Never edited once merged.
"""

import sqlalchemy as sa
from alembic import op
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up from an empty database."""
    op.create_table(
        "audit",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("kind", AutoString(), nullable=False),
        sa.Column("rule_id", AutoString(), nullable=False),
        sa.Column("policy_version", AutoString(), nullable=False),
        sa.Column("person_mark", AutoString(), nullable=False),
        sa.Column("prev_hash", AutoString(), nullable=False),
        sa.Column("hash", AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_audit"),
    )
    op.create_table(
        "person",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", UTCDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("tz", AutoString(), nullable=True),
        sa.Column("country", AutoString(), nullable=True),
        sa.Column("rise_time", sa.Time(), nullable=True),
        sa.Column("work_days", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("day_starts_at", sa.Time(), nullable=False),
        sa.Column("stage", AutoString(), nullable=False),
        sa.Column("stage_entered_on", sa.Date(), nullable=True),
        sa.Column("ai_notice_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("version >= 1", name="ck_person_version"),
        sa.PrimaryKeyConstraint("person_id", name="pk_person"),
    )
    op.create_table(
        "tombstone",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("erased_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_tombstone"),
    )
    op.create_table(
        "check_in",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", AutoString(), nullable=False),
        sa.Column("channel", AutoString(), nullable=False),
        sa.Column("opened_at", UTCDateTime(), nullable=False),
        sa.Column("updated_at", UTCDateTime(), nullable=False),
        sa.Column("closed_at", UTCDateTime(), nullable=True),
        sa.Column("turn_no", sa.Integer(), nullable=False),
        sa.Column("question", sa.LargeBinary(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("agenda", sa.LargeBinary(), nullable=False),
        sa.Column("delivered", sa.LargeBinary(), nullable=False),
        sa.Column("answered", sa.LargeBinary(), nullable=False),
        sa.Column("owed", sa.LargeBinary(), nullable=False),
        sa.Column("model_failures", sa.Integer(), nullable=False),
        sa.Column("editing", sa.Date(), nullable=True),
        sa.Column("commitment_item_id", AutoString(), nullable=True),
        sa.Column("commitment_agreed", sa.Boolean(), nullable=True),
        sa.Column("commitment_night", sa.Date(), nullable=True),
        sa.Column("program_version", AutoString(), nullable=False),
        sa.Column("policy_version", AutoString(), nullable=False),
        sa.Column("prompt_version", AutoString(), nullable=False),
        sa.CheckConstraint(
            "status IN ('open', 'left', 'done', 'crisis')", name="ck_check_in_status"
        ),
        sa.CheckConstraint("part >= 1", name="ck_check_in_part"),
        sa.CheckConstraint("version >= 1", name="ck_check_in_version"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_check_in_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_check_in"),
        sa.UniqueConstraint("person_id", "night", "part", name="uq_check_in_person_id_night_part"),
    )
    op.create_table(
        "consent",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("topic", AutoString(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("wording", AutoString(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_consent_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
        sa.UniqueConstraint("person_id", "topic", "at", name="uq_consent_person_id_topic_at"),
    )
    op.create_table(
        "diary_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("tz", AutoString(), nullable=False),
        sa.Column("got_into_bed_at", UTCDateTime(), nullable=True),
        sa.Column("tried_to_sleep_at", UTCDateTime(), nullable=True),
        sa.Column("sleep_onset_latency_min", sa.Integer(), nullable=True),
        sa.Column("awakenings", sa.Integer(), nullable=True),
        sa.Column("wake_after_sleep_onset_min", sa.Integer(), nullable=True),
        sa.Column("final_awakening_at", UTCDateTime(), nullable=True),
        sa.Column("out_of_bed_at", UTCDateTime(), nullable=True),
        sa.Column("early_wake_awake_min", sa.Integer(), nullable=True),
        sa.Column("naps_min", sa.Integer(), nullable=True),
        sa.Column("quality_1_5", sa.Integer(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("confirmed_at", UTCDateTime(), nullable=True),
        sa.CheckConstraint("awakenings >= 0", name="ck_diary_entry_awakenings"),
        sa.CheckConstraint("early_wake_awake_min >= 0", name="ck_diary_entry_early_wake_awake_min"),
        sa.CheckConstraint("naps_min >= 0", name="ck_diary_entry_naps_min"),
        sa.CheckConstraint("part >= 1", name="ck_diary_entry_part"),
        sa.CheckConstraint("quality_1_5 BETWEEN 1 AND 5", name="ck_diary_entry_quality_1_5"),
        sa.CheckConstraint(
            "sleep_onset_latency_min >= 0", name="ck_diary_entry_sleep_onset_latency_min"
        ),
        sa.CheckConstraint(
            "wake_after_sleep_onset_min >= 0", name="ck_diary_entry_wake_after_sleep_onset_min"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_diary_entry_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_diary_entry"),
        sa.UniqueConstraint(
            "person_id", "night", "part", name="uq_diary_entry_person_id_night_part"
        ),
    )
    op.create_table(
        "person_key",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_person_key_person_id_person"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_person_key"),
    )
    op.create_table(
        "turn",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("turn_no", sa.Integer(), nullable=False),
        sa.Column("speaker", AutoString(), nullable=False),
        sa.Column("at", UTCDateTime(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("interrupted", sa.Boolean(), nullable=False),
        sa.Column("withheld_rule", AutoString(), nullable=True),
        sa.CheckConstraint("speaker IN ('person', 'coach')", name="ck_turn_speaker"),
        sa.CheckConstraint("turn_no >= 0", name="ck_turn_turn_no"),
        sa.CheckConstraint(
            "withheld_rule IS NULL OR text IS NULL", name="ck_turn_withheld_has_no_text"
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_in.id"], name="fk_turn_check_in_id_check_in"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.person_id"], name="fk_turn_person_id_person"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_turn"),
        sa.UniqueConstraint(
            "check_in_id", "turn_no", "speaker", name="uq_turn_check_in_id_turn_no_speaker"
        ),
    )
    op.create_index("ix_turn_person_id", "turn", ["person_id"], unique=False)
