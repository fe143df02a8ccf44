"""Versions keep besides the words what else an act can change: kind, standing, time, whether it is a key event."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("stories", "0008_key_events_and_round_ups_by_place")]
    operations = [
        migrations.AddField("postversion", "kind", models.CharField(max_length=10, blank=True)),
        migrations.AddField("postversion", "state", models.CharField(max_length=10, blank=True)),
        migrations.AddField("postversion", "is_key_event", models.BooleanField(null=True, blank=True)),
        migrations.AddField("postversion", "published_at", models.DateTimeField(null=True, blank=True)),
    ]
