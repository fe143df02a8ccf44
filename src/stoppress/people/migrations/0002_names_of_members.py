"""Every member gets a name for addresses."""

from django.db import migrations, models

import stoppress.toolkit.ids


def name_members(apps, schema_editor):
    for member in apps.get_model("people", "Member").objects.filter(public_id=""):
        member.public_id = stoppress.toolkit.ids.public_id()
        member.save(update_fields=["public_id"])


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.AddField(
            "Member", "public_id", models.CharField(default="", max_length=12), preserve_default=False
        ),
        migrations.RunPython(name_members, migrations.RunPython.noop),
    ]
