"""The forms about a live blog as a whole that are seldom needed: its address, what continues it, whether versions are shown."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stoppress.desk import zones
from stoppress.desk.forms import SeenForm
from stoppress.stories.models import LiveBlog

#: So many live blogs to choose from, the newest first; more are a matter of the address bar.
MOST_CHOICES = 200


class AddressForm(SeenForm):
    """Another address."""

    slug = forms.CharField(
        label=_("New address"), required=False, help_text=_("Lower-case letters, digits and hyphens.")
    )


class LanguageForm(SeenForm):
    """The language of the story."""

    language = forms.ChoiceField(label=_("Language"), required=False, choices=zones.languages)


class ContinuationForm(SeenForm):
    """The live blog in which the coverage goes on."""

    continues_in = forms.ChoiceField(label=_("This coverage continues in"), required=False)

    def __init__(self, blog: LiveBlog, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        others = LiveBlog.objects.of_newsroom(blog.newsroom).exclude(pk=blog.pk).order_by("-pk")
        field = self.fields["continues_in"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("No other live blog"))] + [
            (other.slug, f"{other.headline} (/{other.slug}/)") for other in others[:MOST_CHOICES]
        ]


class VersionsForm(SeenForm):
    """Whether readers may see the earlier versions of posts."""

    shows_versions = forms.BooleanField(
        label=_("Readers may see what changed in amended and corrected posts"), required=False
    )
