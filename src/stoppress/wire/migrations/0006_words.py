"""Words by which posts are found: the index, and in it all that stands on wires already."""

from django.db import migrations, models

from stoppress.wire.search.indexes import index


def make(apps, schema_editor):
    index().make()


def unmake(apps, schema_editor):
    index().unmake()


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
