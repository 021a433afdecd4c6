"""The recommendation in words: what is said in each case, and what is only said where a margin is known."""

from dataclasses import replace

import pytest

from clm_core.scoring_terms import CutReason
from clm_core.services.scoring_threshold_words import cells_sentence, recommendation_words
from clm_core.texts import Language, formats, texts_for
from tests.charts.scoring_backtest_gallery import TERMS, graded, planned

GERMAN, ENGLISH = texts_for(Language.DE), texts_for(Language.EN)
ONE_LINE = 110
"""Letters that fit in one or two lines of a headline."""


def test_capacity_is_said_where_it_binds() -> None:
    recommendation = planned().recommendation
    assert recommendation.reason is CutReason.CAPACITY
    words, found = recommendation_words(recommendation, GERMAN, "EUR"), recommendation.recommended
    assert found is not None
    assert words.headline.startswith(f"Ab {formats.points(found.score, 'de')} Punkten übergeben: ")
    assert f"{formats.short_money(found.profit_per_week, 'EUR', 'de')} Gewinn je Woche" in words.headline
    assert "Kapazität des Vertriebs von 20 Leads" in words.why
    assert words.why.startswith(formats.share(found.precision, "de"))
    assert formats.interval(found.precision_low, found.precision_high, "de") in words.why
    assert f"in {formats.share(recommendation.full_weeks_share, 'de', decimals=0)} der vergangenen" in words.why


@pytest.mark.parametrize(
    ("capacity", "cost", "reason", "headline", "why"),
    [
        (20.0, 60.0, CutReason.CAPACITY, "Hand over from", "what limits"),
        (90.0, 60.0, CutReason.BREAK_EVEN, "Hand over from", "pays from a chance of 5.0% on"),
        (90.0, 1.0, CutReason.NOTHING_BINDS, "Hand over all leads", "Every lead"),
        (0.0, 60.0, CutReason.NO_CAPACITY, "sales can work only 0", "would make one feasible"),
        (20.0, 5_000.0, CutReason.NOT_WORTH_IT, "No threshold pays", "At €5,000 per worked lead"),
    ],
)
def test_each_reason_has_its_words(capacity: float, cost: float, reason: CutReason, headline: str, why: str) -> None:
    recommendation = planned(capacity, cost).recommendation
    assert recommendation.reason is reason
    words = recommendation_words(recommendation, ENGLISH, "EUR")
    assert headline in words.headline
    assert why in words.why
    for texts in (GERMAN, ENGLISH):
        assert len(recommendation_words(recommendation, texts, "EUR").headline) <= ONE_LINE


def test_the_cost_that_would_pay_is_named() -> None:
    recommendation = planned(20.0, 5_000.0).recommendation
    why = recommendation_words(recommendation, ENGLISH, "EUR").why
    assert formats.short_money(recommendation.paying_cost_per_lead, "EUR", "en") in why
    assert formats.short_money(recommendation.paying_deal_value, "EUR", "en") in why


def test_without_a_margin_nothing_is_called_a_profit() -> None:
    known, cells = planned().recommendation, graded()
    unknown = replace(known, terms=replace(known.terms, margin_share=1.0))
    for terms, is_profit in ((known, True), (unknown, False)):
        headline = recommendation_words(terms, ENGLISH, "EUR").headline
        sentence = cells_sentence(cells.cells, cells.reason, terms.terms, ENGLISH, "EUR")
        for said in (headline, sentence):
            assert ("profit" in said) == is_profit
            assert ("revenue less the cost of the calls" in said) == (not is_profit)


def test_the_recommended_cells_are_named() -> None:
    found = graded()
    chosen = found.cells.loc[found.cells["is_recommended"], "cell"]
    sentence = cells_sentence(found.cells, found.reason, TERMS, ENGLISH, "EUR")
    assert sentence.startswith(f"Hand over {', '.join(chosen)}: ")
    assert formats.short_money(found.profit_per_week, "EUR", "en") in sentence


@pytest.mark.parametrize(
    ("capacity", "cost", "word"),
    [
        (20.0, 60.0, "can work 20 leads a week"),
        (90.0, 60.0, "less likely to convert than the 5.0%"),
        (90.0, 1.0, "Hand over all cells"),
        (0.5, 60.0, "No cell can be handed over"),
        (20.0, 5_000.0, "No cell pays"),
    ],
)
def test_each_reason_of_the_grid_has_its_sentence(capacity: float, cost: float, word: str) -> None:
    found = graded(capacity, cost)
    given = replace(TERMS, leads_per_week=capacity, cost_per_lead=cost)
    assert word in cells_sentence(found.cells, found.reason, given, ENGLISH, "EUR")
