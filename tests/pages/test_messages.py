"""What pages say: text of others stays text, and spaces that must not break stay together."""

from pages.shared.messages import escaped


def test_a_space_that_must_not_break_stays() -> None:
    assert escaped("59\u00a0%") == "59\u00a0%"
    assert escaped("1\u202f234") == "1\u202f234"


def test_line_breaks_and_runs_of_spaces_become_one_space() -> None:
    assert escaped("  one \n\n two\tthree ") == "one two three"


def test_markdown_of_others_is_shown_letter_by_letter() -> None:
    assert escaped("![x](http://evil)") == "\\!\\[x\\]\\(http\u200b\\://evil\\)"
