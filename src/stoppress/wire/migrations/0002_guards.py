"""The law in the database itself: no gap, no second number, and a past change may only be blanked."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER wire_change_takes_the_next_number BEFORE INSERT ON wire_change
    WHEN NEW.number > (SELECT head FROM wire_wire WHERE id = NEW.wire_id)
      OR NEW.number <> 1 + coalesce((SELECT max(number) FROM wire_change WHERE wire_id = NEW.wire_id), 0)
    BEGIN SELECT RAISE(ABORT, 'A change takes the next number of its wire, under the head.'); END
    """,
    """
    CREATE TRIGGER wire_change_is_only_ever_blanked BEFORE UPDATE ON wire_change
    WHEN NEW.number <> OLD.number OR NEW.wire_id <> OLD.wire_id OR NEW.key <> OLD.key
      OR NEW.action <> 'remove' OR NEW.html <> '' OR NEW.data <> '{}'
    BEGIN SELECT RAISE(ABORT, 'A past change may only be blanked.'); END
    """,
    """
    CREATE TRIGGER wire_change_stays BEFORE DELETE ON wire_change
    BEGIN SELECT RAISE(ABORT, 'A change is never deleted.'); END
    """,
    """
    CREATE TRIGGER wire_head_never_falls BEFORE UPDATE ON wire_wire
    WHEN NEW.head < OLD.head AND NEW.epoch = OLD.epoch
    BEGIN SELECT RAISE(ABORT, 'The head of a wire never falls within an epoch.'); END
    """,
]
NAMES = [
    "wire_change_takes_the_next_number",
    "wire_change_is_only_ever_blanked",
    "wire_change_stays",
    "wire_head_never_falls",
]


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in SQLITE:
            schema_editor.execute(statement)


def unguard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for name in NAMES:
            schema_editor.execute(f"DROP TRIGGER {name}")


class Migration(migrations.Migration):
    dependencies = [("wire", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
