"""How many are reading now, told by each server process."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0014_words_of_posts")]
    operations = [
        migrations.CreateModel(
            name="ReadingNow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("process", models.CharField(max_length=40)),
                ("count", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("blog", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="reading_now", to="stories.liveblog")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("blog", "process"), name="one_count_a_process")],
            },
        ),
    ]
