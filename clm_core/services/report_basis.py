"""The report's last sections: what its words mean, and what its numbers rest on."""

import pandas as pd

from clm_core.exports.report import Section, Sentence, Tone
from clm_core.kpis import KPIS
from clm_core.records import FUNNEL_STAGES
from clm_core.services.export import assumption_sheet
from clm_core.services.report_base import ReportBase

__all__ = ["assumptions_section", "definitions_section"]


def definitions_section(base: ReportBase) -> Section:
    """Each KPI with its formula, each stage with its meaning, as everywhere in the product."""
    kpis = pd.DataFrame(
        {
            "name": [base.texts(f"kpi.{name}.label") for name in KPIS],
            "owner": [base.texts(f"definitions.teams.{kpi.owner}") for kpi in KPIS.values()],
            "formula": [base.texts(f"kpi.{name}.formula") for name in KPIS],
        }
    )
    stages = pd.DataFrame(
        {
            "name": [base.texts(f"definitions.stage.{one}.label") for one in FUNNEL_STAGES],
            "meaning": [base.texts(f"definitions.stage.{one}.meaning") for one in FUNNEL_STAGES],
        }
    )
    words = {name: base.word(f"definition_column.{name}") for name in ("name", "formula", "owner", "meaning")}
    blocks = (
        Sentence(text=base.texts("definitions.intro")),
        base.table(base.texts("definitions.kpis"), {str(one): words[str(one)] for one in kpis}, kpis, words=3),
        base.table(base.texts("definitions.stages"), {str(one): words[str(one)] for one in stages}, stages, words=2),
        Sentence(text=base.texts("definitions.interval.wilson.meaning"), tone=Tone.NOTE),
    )
    return Section(name="definitions", title=base.word("section.definitions"), blocks=blocks)


def assumptions_section(base: ReportBase) -> Section:
    """The view, the data and the time that the report was made with."""
    sheet = assumption_sheet(base.store, base.selection, base.texts)
    columns = {str(name): str(name) for name in sheet.frame}
    model = f"attribution.models.{base.selection.attribution_model}"
    blocks = (
        base.table(base.word("assumption_table"), columns, sheet.frame, words=2),
        Sentence(text=f"{base.texts(f'{model}.name')}: {base.texts(f'{model}.says')}"),
        Sentence(text=base.word("made_again"), tone=Tone.NOTE),
    )
    return Section(name="assumptions", title=base.word("section.assumptions"), blocks=blocks)
