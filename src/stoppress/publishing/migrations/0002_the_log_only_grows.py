"""The audit log in the database itself: lines are added, and never changed, taken out or written over."""

from django.db import migrations, models

SQLITE = [
    """
    CREATE TRIGGER audit_entry_is_never_changed BEFORE UPDATE ON publishing_auditentry
    BEGIN SELECT RAISE(ABORT, 'A line of the audit log is never changed.'); END
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE DELETE ON publishing_auditentry
    BEGIN SELECT RAISE(ABORT, 'A line of the audit log is never taken out.'); END
    """,
    # “INSERT OR REPLACE” takes a row out without asking the trigger above.
    """
    CREATE TRIGGER audit_entry_is_never_written_over BEFORE INSERT ON publishing_auditentry
    WHEN EXISTS (SELECT 1 FROM publishing_auditentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'A line of the audit log is never written over.'); END
    """,
]
SQLITE_NAMES = ["audit_entry_is_never_changed", "audit_entry_stays", "audit_entry_is_never_written_over"]

POSTGRESQL = [
    """
    CREATE FUNCTION audit_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'A line of the audit log is never changed or taken out.'; END $$
    """,
    """
    CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON publishing_auditentry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuses()
    """,
    """
    CREATE TRIGGER audit_log_is_never_emptied BEFORE TRUNCATE ON publishing_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuses()
    """,
]
POSTGRESQL_UNDONE = [
    "DROP TRIGGER audit_entry_stays ON publishing_auditentry",
    "DROP TRIGGER audit_log_is_never_emptied ON publishing_auditentry",
    "DROP FUNCTION audit_entry_refuses()",
]


def guard(apps, schema_editor):
    for statement in {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def unguard(apps, schema_editor):
    undone = {"sqlite": [f"DROP TRIGGER {name}" for name in SQLITE_NAMES], "postgresql": POSTGRESQL_UNDONE}
    for statement in undone[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    # The guards come last: whoever alters the table later must make them anew, for SQLite copies it without its triggers.
    dependencies = [("publishing", "0001_initial")]
    operations = [
        migrations.AddIndex("auditentry", models.Index(fields=["subject"], name="log_by_subject")),
        migrations.AddIndex("auditentry", models.Index(fields=["at"], name="log_by_moment")),
        migrations.RunPython(guard, unguard),
    ]
