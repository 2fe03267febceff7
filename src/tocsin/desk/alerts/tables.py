"""The tables of alerts: which rules the page keeps, which alerts stand, what is to be sent and what became of it.

They belong to the accepted half of the store: what was sent cannot be derived again. Times are ISO 8601 in UTC as text,
JSON is kept as text. No secret ever stands here: targets live in the rules file and name environment variables.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Text

from tocsin.desk.store.schema import metadata

# Held by whoever considers facts, until the transaction ends: two processes never decide about the same fact at once.
turn = Table("alert_turn", metadata, Column("id", Integer, primary_key=True), Column("count", Integer, nullable=False))

# Rules made on the page; those of the file stand in the file.
rules = Table(
    "alert_rules",
    metadata,
    Column("name", Text, primary_key=True),
    Column("body", Text, nullable=False),  # the rule as a TOML table would give it, as JSON
    Column("changed", Text, nullable=False),
)

# Which revision of a story was looked at, with which rules, and when the clock alone will change what holds of it.
seen = Table(
    "alert_seen",
    metadata,
    Column("story", Text, primary_key=True),
    Column("revision", Integer, nullable=False),
    Column("updated", Text, nullable=False),
    Column("rules", Text, nullable=False),  # digest
    Column("due", Text),
)

# One alert: one fact told by one rule to one target ("" where it is only listed).
alerts = Table(
    "alerts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("rule", Text, nullable=False),
    Column("rules", Text, nullable=False),  # digest of the rule under which it was last looked at
    Column("target", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("severity", Text, nullable=False),
    Column("state", Text, nullable=False),  # active, confirmed, revised, withdrawn, expired, closed
    Column("stands", Integer, nullable=False),  # 1 while the fact holds
    Column("twin", Text),  # the alert that tells the same fact of another story: this one is silent
    Column("face", Text, nullable=False),  # digest of what it says
    Column("headline", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("opened", Text, nullable=False),
    Column("changed", Text, nullable=False),
    Column("body", Text, nullable=False),  # the last message, as JSON
    Index("alerts_standing", "stands", "rule", "target"),
    Index("alerts_by_story", "story", "stands"),
    Index("alerts_by_change", "changed", "id"),
    Index("alerts_by_target", "target", "changed"),
)

# What an alert is known by again when ids have moved: the words it rests on.
anchors = Table(
    "alert_anchors",
    metadata,
    Column("anchor", Text, primary_key=True),
    Column("alert", Text, primary_key=True),
    Index("alert_anchors_by_alert", "alert"),
)

# What is to be sent. The id is the idempotency key that the message carries.
deliveries = Table(
    "alert_deliveries",
    metadata,
    Column("id", Text, primary_key=True),
    Column("alert", Text, nullable=False),
    Column("rule", Text, nullable=False),
    Column("target", Text, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("kind", Text, nullable=False),  # new, update, cancel, test
    Column("state", Text, nullable=False),  # pending, sent, dead, dropped
    Column("due", Text, nullable=False),
    Column("held", Text),  # why it waits: "quiet hours", "hourly digest", "daily digest"
    Column("digest", Text, nullable=False),  # "", hourly, daily
    Column("bundle", Text),  # the digest it went out with
    Column("attempts", Integer, nullable=False),
    Column("owner", Text),  # who sends it just now, and until when nobody else may
    Column("lease", Text),
    Column("error", Text),
    Column("reached", Text, nullable=False),  # recipients that have it already, as a JSON list
    Column("created", Text, nullable=False),
    Column("done", Text),
    Column("body", Text, nullable=False),
    Index("alert_deliveries_due", "target", "state", "due"),
    Index("alert_deliveries_by_alert", "alert", "sequence"),
    Index("alert_deliveries_by_bundle", "bundle"),
    Index("alert_deliveries_by_state", "state", "created"),
)
