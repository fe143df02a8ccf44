"""Key events are marked, so that the newest of them are found by index, however many posts there are."""

from django.db import migrations, models
from django.db.models import Exists, OuterRef, Q


def mark(apps, schema_editor):
    Part, Change = apps.get_model("wire", "Part"), apps.get_model("wire", "Change")
    # Within a text of the data the quotes are escaped: this is the member itself.
    told = Change.objects.filter(
        wire=OuterRef("wire"), number=OuterRef("number"), data__contains='"is_key_event":true'
    )
    Part.objects.filter(Exists(told), region="stream").update(is_marked=True)


class Migration(migrations.Migration):

    dependencies = [("wire", "0006_words")]

    operations = [
        migrations.AddField(
            model_name="part",
            name="is_marked",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.RunPython(mark, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(condition=Q(("is_marked", True)), fields=["wire", "place"], name="marked_parts"),
        ),
        migrations.AddIndex(
            model_name="part",
            index=models.Index(condition=Q(("is_marked", True)), fields=["place"], name="marked_parts_of_all"),
        ),
    ]
