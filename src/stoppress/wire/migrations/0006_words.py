"""Words by which posts are found: the index, and in it all that stands on wires already."""

from django.db import migrations, models

from stoppress.toolkit import sqlite


def make(apps, schema_editor):
    if schema_editor.connection.vendor != "sqlite":
        return
    from stoppress.wire.search.fts5 import GUARD, MADE, SECURE

    schema_editor.execute(MADE)
    if sqlite.deletes_words_for_good():
        schema_editor.execute(SECURE)
    schema_editor.execute(GUARD)


def unmake(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER wire_words_leave_with_their_part")
        schema_editor.execute("DROP TABLE wire_words")


def keep_what_stands(apps, schema_editor):
    from stoppress.wire.search.keeping import bring_in

    bring_in(apps.get_model("wire", "Part").objects.all(), apps.get_model("wire", "Change").objects.all())


class Migration(migrations.Migration):
    dependencies = [("wire", "0005_former_names")]
    operations = [
        migrations.AddField("part", "words_row", models.BigIntegerField(null=True, blank=True)),
        migrations.RunPython(make, unmake),
        migrations.RunPython(keep_what_stands, migrations.RunPython.noop),
    ]
