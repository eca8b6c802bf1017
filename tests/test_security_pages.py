"""What docs/security says is there is there, and the tables are whole."""

from __future__ import annotations

import re
from pathlib import Path

from tests.requirements import ledger

ROOT = Path(__file__).resolve().parent.parent
STANDINGS = ("met", "operator", "does not apply", "not met")
CHAPTERS = {1: 8, 2: 4, 3: 8, 4: 2, 5: 4, 6: 13, 7: 6, 8: 4, 9: 4, 10: 5, 11: 3, 12: 3, 13: 1, 14: 2, 15: 3}
"""How many requirements of level 1 each chapter of ASVS 5.0.0 has: 70."""


def test_every_row_and_figure_has_a_name():
    rows, figures = ledger.named(ledger.SECURITY / "rows.tsv"), ledger.named(ledger.SECURITY / "figures.tsv")
    assert [row[0] for row in rows] == [str(n) for n in range(1, ledger.ABUSE_ROWS + 1)]
    assert [figure[0] for figure in figures] == [f"D{n}" for n in range(1, ledger.DURABILITY_ROWS + 1)]
    assert all(len(row) == 3 and row[1] for row in rows)


def test_the_page_tells_what_holds_what_waits_and_what_is_untried():
    seen = ledger.Seen()
    seen.abuse["1"] |= {"a::b", "a::c"}
    seen.durability["D1"].add("d::e")
    lines = ledger.proof(seen).splitlines()
    assert "| 1 | look-alike spellings of a user name | held, 2 tests | `a::b`<br>`a::c` |" in lines
    assert "| 124 | another visitor's chat | not built: chat |  |" in lines
    assert "| 2 | whether a name is taken, from words or time | **no test yet** |  |" in lines
    assert "| D1 | answered writes after kill -9 | held | `d::e` |" in lines
    assert "| D2 | the database server killed | **no test yet** |  |" in lines


def test_asvs_level_1_is_whole_and_its_evidence_is_there():
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in (ledger.SECURITY / "asvs.md").read_text(encoding="utf-8").splitlines()
            if line.startswith("| V")]
    ids = [row[0] for row in rows]
    assert len(set(ids)) == len(ids) == 70
    for chapter, count in CHAPTERS.items():
        assert sum(one.startswith(f"V{chapter}.") for one in ids) == count, chapter
    for name, asks, standing, see in rows:
        assert asks and standing.startswith(STANDINGS), name
        files = re.findall(r"`([^`]+)`", see)
        assert files or standing.startswith("does not apply"), name
        assert not [one for one in files if not (ROOT / one).exists()], name
