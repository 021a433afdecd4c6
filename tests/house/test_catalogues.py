"""Both languages say the same things: keys, placeholders, plural forms; and say them cleanly."""

import re
import tomllib
from string import Formatter

import pytest

from clm_core.kpis import KpiName
from clm_core.texts.catalogue import Language, catalogue
from tests.house.project import files_under, text_of

REPLACED_UMLAUT = re.compile(r"(?<![aeqäöü])ue|ae|oe", re.IGNORECASE)
TRUE_VOWEL_PAIRS = re.compile(
    r"uell|uelle|koeffizient|koexist|poes|aero|michael|israel|revenue|value|queue|venue|issue|blue|true|unique|fluent"
    r"|duett|statue|silhouette|zuerst|zueinander|does|goes|phoenix|joel|noel|raphael|samuel|manuel|due|reduce|"
    r"influence|cue|duell|genauer",
    re.IGNORECASE,
)
REPLACED_SHARP_S = re.compile(
    r"\b(gross(e|er|es|en)?|heisst|ausser\w*|schliess\w*|weiss|strasse\w*|gemaess|regelmaessig\w*|fliess\w*)\b",
    re.IGNORECASE,
)
HTML = re.compile(r"</?[a-z!][^>]*>|&[a-z]+;", re.IGNORECASE)


def sentences(language: Language) -> list[tuple[str, str]]:
    """Key and sentence, each plural form for itself."""
    return [
        (key, form)
        for key, entry in catalogue(language).items()
        for form in (entry.values() if isinstance(entry, dict) else [entry])
    ]


def placeholders(entry: str | dict[str, str]) -> set[str]:
    """The names to be filled in an entry; ``count`` may be left unsaid in one of the plural forms."""
    forms = entry.values() if isinstance(entry, dict) else [entry]
    return {name for form in forms for _, name, _, _ in Formatter().parse(form) if name is not None}


def without_umlauts(sentence: str) -> list[str]:
    """The words of a German sentence in which ae, oe, ue or ss stands for ä, ö, ü or ß."""
    words = re.findall(r"[\w{}.]+", sentence)
    return [
        word
        for word in words
        if "{" not in word
        and (REPLACED_UMLAUT.search(TRUE_VOWEL_PAIRS.sub("", word)) or REPLACED_SHARP_S.fullmatch(word))
    ]


def test_both_languages_have_the_same_topics_and_keys() -> None:
    german, english = catalogue(Language.DE), catalogue(Language.EN)
    assert sorted(set(german) - set(english)) == [], "only in German"
    assert sorted(set(english) - set(german)) == [], "only in English"


def test_both_languages_fill_the_same_placeholders() -> None:
    german, english = catalogue(Language.DE), catalogue(Language.EN)
    different = {
        key: (placeholders(german[key]), placeholders(english[key]))
        for key in german.keys() & english.keys()
        if placeholders(german[key]) != placeholders(english[key])
    }
    assert different == {}


def test_both_languages_have_the_same_plural_forms() -> None:
    german, english = catalogue(Language.DE), catalogue(Language.EN)
    plural = {key for key, entry in german.items() if isinstance(entry, dict)}
    assert plural == {key for key, entry in english.items() if isinstance(entry, dict)}
    for entries in (german, english):
        wrong = {key: entry for key in plural if set(entry := entries[key]) != {"one", "other"}}
        assert wrong == {}


def test_each_key_is_written_once() -> None:
    """A dotted key in one file and a table in another could silently overwrite each other."""
    for language in Language:
        topics = files_under(f"clm_core/texts/{language.value}", suffix=".toml")
        assert len({path.stem for path in topics}) == len(topics)
        for path in topics:
            assert tomllib.loads(text_of(path)), f"{path} is empty"


@pytest.mark.parametrize("language", Language)
def test_sentences_are_plain_text(language: Language) -> None:
    for key, sentence in sentences(language):
        assert sentence.strip() == sentence, f"{key} starts or ends with a blank"
        assert sentence, f"{key} is empty"
        assert "  " not in sentence, f"{key} has two blanks in a row"
        assert not HTML.search(sentence), f"{key} contains HTML"


def test_german_is_written_with_umlauts() -> None:
    wrong = {key: words for key, sentence in sentences(Language.DE) if (words := without_umlauts(sentence))}
    assert wrong == {}


@pytest.mark.parametrize("word", ["fuer", "Aenderung", "Groesse", "moeglich", "Ueberblick", "gross", "schliessen"])
def test_replaced_umlauts_are_found(word: str) -> None:
    assert without_umlauts(f"Das ist {word} hier") == [word]


@pytest.mark.parametrize("word", ["neue", "Quelle", "aktuell", "Steuer", "Dauer", "manuelle", "Adresse", "zuerst"])
def test_german_words_with_such_letters_are_left_alone(word: str) -> None:
    assert without_umlauts(f"Das ist {word} hier") == []


@pytest.mark.parametrize("kpi", KpiName)
def test_every_kpi_has_name_formula_and_meaning(kpi: KpiName) -> None:
    for language in Language:
        for part in ("label", "formula", "meaning"):
            assert f"kpi.{kpi.value}.{part}" in catalogue(language)
