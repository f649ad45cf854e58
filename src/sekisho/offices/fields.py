"""Fields whose choices come from the rule pack, so that no migration knows a town."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from sekisho.kernel.town import pack
from sekisho.kernel.wording import said


class PackField(models.CharField):  # type: ignore[type-arg]  # generic to the type checker only
    """The id of something that the running rule pack lists; a subclass says of what."""

    unknown = _("この規程にないものです。")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # Any: Django's own open signature
        kwargs.setdefault("max_length", 64)
        super().__init__(*args, **kwargs)

    def options(self) -> list[tuple[str, str]]:
        """Ids and titles, in the pack's order."""
        raise NotImplementedError

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        """Refuse what the pack does not know."""
        super().validate(value, model_instance)
        if value and value not in {identifier for identifier, _title in self.options()}:
            raise ValidationError(self.unknown)

    def formfield(self, **_kwargs: Any) -> Any:  # Any: as declared by Django
        """A list of what the pack has, to choose from."""
        return forms.ChoiceField(
            label=self.verbose_name, required=not self.blank, choices=lambda: [("", "—"), *self.options()]
        )


class PostField(PackField):
    """The id of a post of the running rule pack."""

    unknown = _("この規程にない職です。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and titles, in the pack's order."""
        return [(post.id, said(post.title)) for post in pack().posts]


class OfficeField(PostField):
    """The id of a post or of a role of the running rule pack."""

    def options(self) -> list[tuple[str, str]]:
        """Roles first, then posts."""
        return [*((role.id, said(role.label)) for role in pack().roles), *super().options()]


class SectionField(PackField):
    """The id of a section of the running rule pack."""

    unknown = _("この規程にない部署です。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and names, in the pack's order."""
        return [(section.id, said(section.name)) for section in pack().sections]


class MethodField(PackField):
    """The id of a method (管理方法) of the running rule pack."""

    unknown = _("この規程にない管理方法です。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and titles, in the pack's order."""
        return [(method.id, said(method.title)) for method in pack().methods]


class IncidentLevelField(PackField):
    """The id of a level of incidents (事故のレベル) of the running rule pack; another body may have none."""

    unknown = _("この規程にない事故のレベルです。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and what each level is, in the pack's order."""
        return [(level.id, said(level.title)) for level in pack().incident_levels]


class CutOptionField(PackField):
    """The id of a way to cut the network off (切り離し方) of the running rule pack."""

    unknown = _("この規程にない切り離し方です。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and titles, the gentlest first."""
        return [(option.id, said(option.title)) for option in pack().cut_options]


class RecipientField(PackField):
    """The id of an addressee outside the body (知らせる先) of the running rule pack."""

    unknown = _("この規程にない知らせる先です。")

    def options(self) -> list[tuple[str, str]]:
        """Ids and names, in the order in which they are told."""
        return [(recipient.id, said(recipient.name)) for recipient in pack().recipients]


class MatterField(PackField):
    """The clause of a matter on which the council deliberates, of the running rule pack."""

    unknown = _("この会議の審議事項ではありません。")

    def options(self) -> list[tuple[str, str]]:
        """Clauses and titles, in the pack's order."""
        council = pack().council
        return [(matter.clause, said(matter.title)) for matter in council.matters] if council else []
