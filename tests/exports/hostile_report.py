"""A report whose every text is what an attacker would name a campaign."""

from clm_core.exports.report import (
    Bullets,
    Figure,
    Figures,
    Picture,
    Report,
    Section,
    Sentence,
    Tone,
    WordTable,
)
from clm_core.texts import Language

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "![x](http://evil.example/a.png)",
    '=HYPERLINK("http://evil.example")',
    '#import "@preview/evil:1.0.0"; #panic("x") $a_1$ *b* [c] `d` @e <f> \\ //',
    "javascript:alert(1)",
)
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 20"><defs><clipPath id="clip1"><path d="M0 0h60v20H0z"/>'
    '</clipPath></defs><g clip-path="url(#clip1)"><text x="2" y="12" font-family="Inter">Größe</text></g></svg>'
)


def hostile_report(language: Language = Language.DE) -> Report:
    """Every kind of block, twice, filled with HOSTILE."""
    everything = " ".join(HOSTILE)
    blocks = (
        *(Sentence(text=f"**{everything}** Rest", tone=tone) for tone in Tone),
        Bullets(lines=HOSTILE),
        Figures(figures=(Figure(label=everything, value=HOSTILE[0], note=everything),)),
        Picture(title=everything, svg=SVG, alt=everything),
        WordTable(
            title=everything, headings=(everything, "n"), rows=((everything, HOSTILE[0]),), numbers=frozenset({1})
        ),
    )
    sections = tuple(Section(name=name, title=everything, blocks=blocks) for name in ("one", "two"))
    return Report(
        language=language, title=everything, subtitle=everything, contents="Inhalt",
        page_of="Seite {page} von {pages}", facts=((everything, everything),), sections=sections,
    )  # fmt: skip
