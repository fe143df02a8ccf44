"""The log of people and rights in the database itself: lines are added, and never changed, taken out or written over."""

import django.db.models.deletion
from django.db import migrations, models

SQLITE = [
    """
    CREATE TRIGGER people_entry_is_never_changed BEFORE UPDATE ON people_peopleentry
    BEGIN SELECT RAISE(ABORT, 'A line of the log of people is never changed.'); END
    """,
    """
    CREATE TRIGGER people_entry_stays BEFORE DELETE ON people_peopleentry
    BEGIN SELECT RAISE(ABORT, 'A line of the log of people is never taken out.'); END
    """,
    # “INSERT OR REPLACE” takes a row out without asking the trigger above.
    """
    CREATE TRIGGER people_entry_is_never_written_over BEFORE INSERT ON people_peopleentry
    WHEN EXISTS (SELECT 1 FROM people_peopleentry WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, 'A line of the log of people is never written over.'); END
    """,
]
SQLITE_NAMES = ["people_entry_is_never_changed", "people_entry_stays", "people_entry_is_never_written_over"]

POSTGRESQL = [
    """
    CREATE FUNCTION people_entry_refuses() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'A line of the log of people is never changed or taken out.'; END $$
    """,
    """
    CREATE TRIGGER people_entry_stays BEFORE UPDATE OR DELETE ON people_peopleentry
    FOR EACH ROW EXECUTE FUNCTION people_entry_refuses()
    """,
    """
    CREATE TRIGGER people_log_is_never_emptied BEFORE TRUNCATE ON people_peopleentry
    FOR EACH STATEMENT EXECUTE FUNCTION people_entry_refuses()
    """,
]
POSTGRESQL_UNDONE = [
    "DROP TRIGGER people_entry_stays ON people_peopleentry",
    "DROP TRIGGER people_log_is_never_emptied ON people_peopleentry",
    "DROP FUNCTION people_entry_refuses()",
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
    dependencies = [("people", "0004_two_people")]
    operations = [
        migrations.AlterField(
            model_name="peopleentry",
            name="blog",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stories.liveblog",
            ),
        ),
        migrations.RunPython(guard, unguard),
    ]
