"""An index by which a post is found on whatever wire it stands now: its old address leads there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("wire", "0007_marks")]
    operations = [
        migrations.AddIndex(
            "part",
            models.Index(
                fields=["key"],
                condition=models.Q(("is_standing", True), ("region", "stream")),
                name="where_posts_stand",
            ),
        ),
    ]
