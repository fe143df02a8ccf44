"""The forms that put a post elsewhere: beside another post, or into another live blog; and the hand-over note."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stoppress.desk import screens
from stoppress.desk.forms import SeenForm
from stoppress.people.models import Member
from stoppress.people.rights import may
from stoppress.people.roles import given_roles
from stoppress.publishing.ordering import Side
from stoppress.stories.models import LiveBlog, Post

#: So many live blogs to choose from, the newest first.
MOST_CHOICES = 200


class BesideForm(SeenForm):
    """Above or below which post."""

    side = forms.ChoiceField(
        label=_("Let it stand"),
        required=False,
        choices=[(Side.ABOVE.value, _("directly above")), (Side.BELOW.value, _("directly below"))],
        initial=Side.ABOVE.value,
    )
    other = forms.ChoiceField(label=_("this post"), required=False)

    def __init__(self, post: Post, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        choices = [one for one in screens.post_choices(post.blog) if one.post != post.public_id]
        field = self.fields["other"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Choose a post")), *((one.post, one.label) for one in choices)]


class MoveForm(SeenForm):
    """The live blog into which a post goes: one of those in which she may move posts."""

    to = forms.ChoiceField(label=_("Into this live blog"), required=False)

    def __init__(self, member: Member, post: Post, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        given = given_roles(member)
        others = LiveBlog.objects.filter(newsroom=post.blog.newsroom_id).exclude(pk=post.blog_id)
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        open_to_her = [
            other for other in others.order_by("-pk") if may(given.get(other.pk, member.role), "move post")
        ]
        field.choices = [("", _("Choose a live blog"))] + [
            (other.slug, f"{other.headline} (/{other.slug}/)") for other in open_to_her[:MOST_CHOICES]
        ]


class HandOverForm(SeenForm):
    """The note for the next shift."""

    text = forms.CharField(
        label=_("What the next shift must know"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
