"""The note that one shift leaves for the next: its versions, and who has read which."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0012_fields_of_kinds"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="HandOverNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.IntegerField()),
                ("text", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                ("blog", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hand_over_notes", to="stories.liveblog")),
                ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["number"],
                "constraints": [models.UniqueConstraint(fields=("blog", "number"), name="one_note_a_number")],
            },
        ),
        migrations.CreateModel(
            name="HandOverReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("note", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="readings", to="stories.handovernote")),
                ("member", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["at", "pk"],
                "constraints": [models.UniqueConstraint(fields=("note", "member"), name="one_reading_a_member")],
            },
        ),
    ]
