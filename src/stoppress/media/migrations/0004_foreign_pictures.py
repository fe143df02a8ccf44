"""Pictures that texts show from other houses' servers, and what became of bringing them in."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0003_sendings_of_pictures"),
    ]

    operations = [
        migrations.CreateModel(
            name="Foreign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=1000)),
                (
                    "stage",
                    models.CharField(
                        choices=[("asked", "asked"), ("kept", "kept"), ("refused", "refused")],
                        default="asked",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
                ("due_at", models.DateTimeField(db_index=True)),
                ("tries", models.IntegerField(default=0)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.member"
                    ),
                ),
                (
                    "newsroom",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="people.newsroom"
                    ),
                ),
                (
                    "picture",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="media.picture",
                    ),
                ),
                ("posts", models.ManyToManyField(related_name="foreign_pictures", to="stories.post")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("newsroom", "address"), name="one_foreign_picture_an_address")
                ],
            },
        ),
    ]
