"""Empty workbooks for people to fill in and import."""

from clm_core.exports.templates import TemplateKind, template

__all__ = ["TEMPLATE_KINDS", "TemplateKind", "template"]

TEMPLATE_KINDS = tuple(TemplateKind)
