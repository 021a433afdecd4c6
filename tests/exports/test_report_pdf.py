"""The report as PDF: the words of the report on its pages, read back by another program."""

import re
import shutil
import subprocess
import zlib
from pathlib import Path

import pytest

from clm_core.exports.report_pdf import report_pdf
from clm_core.texts import Language
from tests.exports.hostile_report import HOSTILE, hostile_report


@pytest.fixture(scope="module")
def content() -> bytes:
    return report_pdf(hostile_report())


def unpacked(content: bytes) -> bytes:
    """The file with what its packed parts hold."""
    parts = [content]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL):
        try:
            parts.append(zlib.decompress(part))
        except zlib.error:
            continue
    assert len(parts) > 10, "the parts are packed some other way now"
    return b"\n".join(parts)


def test_it_is_a_pdf_in_the_report_s_language(content: bytes) -> None:
    assert content.startswith(b"%PDF-")
    assert b"/Lang(de)" in unpacked(content).replace(b" ", b"")
    assert b"/Lang(en)" in unpacked(report_pdf(hostile_report(Language.EN))).replace(b" ", b"")


def test_nothing_in_it_acts(content: bytes) -> None:
    """Links lead to places in the document only: no addresses, no scripts, nothing attached."""
    assert not [word for word in (b"/URI", b"/JavaScript", b"/Launch", b"/EmbeddedFile") if word in unpacked(content)]


def test_texts_stand_on_the_pages_as_they_are(content: bytes, tmp_path: Path) -> None:
    reader = shutil.which("pdftotext")
    if reader is None:
        pytest.skip("pdftotext (poppler-utils) is not installed: the PDF's words are not read back")
    (tmp_path / "report.pdf").write_bytes(content)
    said = subprocess.run([reader, "-layout", str(tmp_path / "report.pdf"), "-"], check=True, capture_output=True)
    words = "".join(said.stdout.decode().split())
    assert all("".join(text.split()) in words for text in HOSTILE)
    assert "Seite1von" in words
    assert "Größe" in words, "the words of a chart are words"
