"""The panel of the question box: its form, the newsroom's abuse list, and what has come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from stoppress.desk.forms import SeenForm
from stoppress.publishing.question_box import LONGEST_INVITATION, MOST_KEEP_DAYS
from stoppress.questions.models import AbuseList, Letter, Question, QuestionBox, Standing
from stoppress.stories.models import LiveBlog


class QuestionBoxForm(SeenForm):
    """Open or closed, the words on it, and how long letters are kept."""

    is_open = forms.BooleanField(label=_("Readers can ask on the page"), required=False)
    invitation = forms.CharField(
        label=_("Invitation"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One or two sentences above the form: who answers, and about what. At most %d characters."
        )
        % LONGEST_INVITATION,
    )
    rules = forms.CharField(
        label=_("Publication rules"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Your own, a paragraph a line. Empty: those of the house."),
    )
    keep_days = forms.IntegerField(
        label=_("Delete what readers send after (days)"),
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_KEEP_DAYS}),
        help_text=_(
            "Names, places, e-mails and words are deleted then, answered or not. Holds for letters from now on."
        ),
    )

    @classmethod
    def about(cls, blog: LiveBlog) -> QuestionBoxForm:
        """The form that shows the box as it stands."""
        box = QuestionBox.objects.filter(blog=blog).first() or QuestionBox(blog=blog)
        return cls(
            initial={
                "is_open": box.is_open,
                "invitation": box.invitation,
                "rules": box.rules,
                "keep_days": box.keep_days,
                "version": box.version,
            }
        )


class AbuseListForm(SeenForm):
    """The words by which letters are set aside."""

    phrases = forms.CharField(
        label=_("Abuse list of the newsroom"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "A word or phrase a line. A letter that holds one, in whatever case and accents, is set aside; its sender is "
            "not told. Holds for all live blogs."
        ),
    )

    @classmethod
    def about(cls, blog: LiveBlog) -> AbuseListForm:
        """The form that shows the list as it stands."""
        abuse = AbuseList.objects.filter(newsroom=blog.newsroom).first() or AbuseList()
        return cls(initial={"phrases": abuse.phrases, "version": abuse.version})


def question_box_panel(
    blog: LiveBlog, box: QuestionBoxForm | None = None, abuse: AbuseListForm | None = None
) -> dict[str, Any]:
    """What the template of the panel is given."""
    return {
        "box_form": box or QuestionBoxForm.about(blog),
        "abuse_form": abuse or AbuseListForm.about(blog),
        "box_is_open": QuestionBox.objects.filter(blog=blog, is_open=True).exists(),
        "letters_kept": Letter.objects.filter(blog=blog, forgotten_at=None).count(),
        "set_aside": Question.objects.filter(blog=blog, standing=Standing.SET_ASIDE).count(),
        "mail_is_sent": settings.MAIL_IS_SENT,
    }
