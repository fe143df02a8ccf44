"""Words by which the desk finds posts, whatever their standing, and in it all that there are already."""

from django.db import migrations

from stoppress.stories.search.indexes import index


def make(apps, schema_editor):
    index(schema_editor.connection).make()


def unmake(apps, schema_editor):
    index(schema_editor.connection).unmake()


def keep_what_is_there(apps, schema_editor):
    from stoppress.stories.search.keeping import follow_all

    rows = apps.get_model("stories", "Post").objects.exclude(state="taken down")
    follow_all(rows.only("title", "body_html", "byline", "pictures", "state", "blog_id").order_by("pk").iterator(200))


class Migration(migrations.Migration):
    dependencies = [("stories", "0013_hand_over_notes")]
    operations = [
        migrations.RunPython(make, unmake),
        migrations.RunPython(keep_what_is_there, migrations.RunPython.noop),
    ]
