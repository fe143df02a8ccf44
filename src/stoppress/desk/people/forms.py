"""What the forms about people hold."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from stoppress.desk.role_words import role_choices
from stoppress.people.inviting import DAYS, LONGEST_NAME, MOST_DAYS
from stoppress.people.keeping import LONGEST_PASS_PHRASE
from stoppress.people.refusals import PeopleRefused
from stoppress.people.rights import Role


class PeopleForm(forms.Form):
    """A form about people: what cannot be taken comes back with words beside the field."""

    def checked(self) -> dict[str, object]:
        """What was typed, in types; raises PeopleRefused with words for each field that cannot be read."""
        if not self.is_valid():
            raise PeopleRefused(**{field: str(errors[0]) for field, errors in self.errors.items()})
        return self.cleaned_data

    def take(self, refusal: PeopleRefused) -> None:
        """Put the refusal's words beside the fields they are about."""
        self.is_valid()
        for field, words in refusal.fields.items():
            if not self.errors.get(field):
                self.add_error(field if field in self.fields else None, words)
        if not refusal.fields:
            self.add_error(None, refusal.message)


class InvitationForm(PeopleForm):
    """Whom to invite, as what, for how long."""

    email = forms.CharField(
        label=_("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    name = forms.CharField(
        label=_("Name"),
        required=False,
        help_text=_("If you know it; they can change it when they come in."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": LONGEST_NAME}),
    )
    role = forms.ChoiceField(label=_("Role"))
    days = forms.IntegerField(
        label=_("Days that the link works"),
        required=False,
        initial=DAYS,
        widget=forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS}),
    )

    def __init__(self, roles: Sequence[Role], data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="invitation-%s", initial={"role": Role.REPORTER, "days": DAYS})
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]


class TeamForm(PeopleForm):
    """Which member of the newsroom, as what, on one live blog."""

    member = forms.ChoiceField(label=_("Member"))
    role = forms.ChoiceField(label=_("Role here"))

    def __init__(
        self, members: Sequence[tuple[str, str]], roles: Sequence[Role], data: QueryDict | None = None
    ) -> None:
        super().__init__(data, auto_id="team-%s", initial={"role": Role.REPORTER})
        self.fields["member"].choices = list(members)  # type: ignore[attr-defined]
        self.fields["role"].choices = role_choices(roles)  # type: ignore[attr-defined]


class JoinForm(PeopleForm):
    """How somebody who was invited comes in."""

    name = forms.CharField(
        label=_("Your name"),
        required=False,
        help_text=_("As it stands in bylines."),
        widget=forms.TextInput(attrs={"autocomplete": "name", "maxlength": LONGEST_NAME}),
    )
    pass_phrase = forms.CharField(
        label=_("Pass phrase"),
        required=False,
        strip=False,
        max_length=LONGEST_PASS_PHRASE,
        help_text=_("At least ten characters; several words are good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: QueryDict | None = None, *, name: str = "") -> None:
        super().__init__(data, auto_id="join-%s", initial={"name": name})


class PassPhraseForm(PeopleForm):
    """A new pass phrase."""

    pass_phrase = forms.CharField(
        label=_("New pass phrase"),
        required=False,
        strip=False,
        max_length=LONGEST_PASS_PHRASE,
        help_text=_("At least ten characters; several words are good. All other sessions end."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="own-%s")


class ConfirmForm(PeopleForm):
    """The pass phrase once more, or a code."""

    password = forms.CharField(
        label=_("Pass phrase, or a code of your app"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="confirm-%s")


class CodeForm(PeopleForm):
    """The first code of an app."""

    code = forms.CharField(
        label=_("The code that the app shows now"),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "maxlength": 12, "size": 12}
        ),
    )

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id="app-%s")


class RulesForm(PeopleForm):
    """Which roles must have a second factor."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=role_choices(list(Role)),
    )

    def __init__(self, data: QueryDict | None = None, *, roles: Sequence[str] = ()) -> None:
        super().__init__(data, auto_id="rules-%s", initial={"roles": list(roles)})
