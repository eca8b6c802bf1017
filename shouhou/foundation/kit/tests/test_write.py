"""Tables for others: what we write is text for every program, and reads back as it was."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation.kit import tables
from shouhou.foundation.kit.cells import FORMULA, plain_cell, safe_cell

DANGEROUS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(A1)", "|calc",
    '=HYPERLINK("http://x.example","x")', "%0A=1"]


@pytest.mark.abuse(90)
@pytest.mark.parametrize("text", DANGEROUS)
def test_no_cell_is_a_formula(tmp_path, text):
    written = tables.write_csv(["标题", text], [[text, "x"]])
    cells = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))[1]
    assert not any(cell.startswith(FORMULA) for cell in cells)
    path = tmp_path / "t.csv"
    path.write_bytes(written)
    assert next(tables.read(path).rows())[1]["标题"] == text


@pytest.mark.parametrize("text", ["-5", "-12.50", "5", "a=b", "'单引号", "", " =1", "0571-88888888"])
def test_other_cells_stay_as_they_are(text):
    assert safe_cell(text) == plain_cell(text) == text


@given(st.text(max_size=40))
def test_a_cell_comes_back(text):
    if not (text[:1] == "'" and text[1:].startswith(FORMULA)):
        assert plain_cell(safe_cell(text)) == text


@pytest.mark.abuse(92)
def test_naughty_strings_come_back(tmp_path, shared):
    texts = [text for text in json.loads((shared / "data/text/blns.json").read_text(encoding="utf-8")) if text.strip() and "\x00" not in text]
    path = tmp_path / "t.csv"
    path.write_bytes(tables.write_csv(["n", "text"], [[str(n), text] for n, text in enumerate(texts)]))
    assert [row["text"] for _, row, _ in tables.read(path).rows()] == texts
