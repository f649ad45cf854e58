"""How every form is drawn: one template, so that labels, help and errors look alike."""

from __future__ import annotations

from django.forms.renderers import TemplatesSetting


class Renderer(TemplatesSetting):
    """Draws forms from the site's own templates."""

    form_template_name = "forms/form.html"
    field_template_name = "forms/field.html"
