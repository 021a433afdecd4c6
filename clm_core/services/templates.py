"""Empty workbooks for people to fill in and import."""

from clm_core.exports.template_columns import TemplateKind
from clm_core.texts import Language

__all__ = ["TEMPLATE_KINDS", "TemplateKind", "template"]

TEMPLATE_KINDS = tuple(TemplateKind)


def template(kind: TemplateKind, language: Language) -> bytes:
    """The workbook of this kind: headings, an example row, lists to choose from and a sheet of notes."""
    # Not at the top: openpyxl takes as long to load as everything that most commands do.
    from clm_core.exports.templates import template as written

    return written(kind, language)
