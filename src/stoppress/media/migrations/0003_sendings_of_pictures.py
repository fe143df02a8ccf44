"""A picture that is sent again under the name of its sending is the same picture."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0002_pictures_for_posts"),
    ]

    operations = [
        migrations.AddField(
            model_name="picture",
            name="sending",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="picture",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sending", ""), _negated=True),
                fields=("made_by", "sending"),
                name="one_picture_a_sending",
            ),
        ),
    ]
