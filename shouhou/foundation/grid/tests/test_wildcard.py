"""Wildcards as the manual has them."""

from __future__ import annotations

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from shouhou.foundation.grid import Asking, page
from shouhou.foundation.grid.wildcard import fold, forms, pattern
from tests.doubles.repairs import Repair


@pytest.fixture
def found(grid):
    def find(typed: str, column: str = "code") -> list[str]:
        query = QueryDict(mutable=True)
        query["c"] = f"{column}~has~{typed}"
        return [row["name"] for row in page(grid, None, Asking.read(grid, None, query)).rows]
    return find


@pytest.mark.requirement("HX-1.2.5-01")
@pytest.mark.parametrize("typed", ["2by*5084*4*1", "*y.50*4.10*4", "2BY.5084.1044.1", "y.50", "＊y.50＊4.10＊", "5084*", "*1"])
def test_the_examples_of_the_manual(found, typed):
    Repair.objects.create(name="那一个", code="2BY.5084.1044.1")
    Repair.objects.create(name="另一个", code="3XZ.6295.7733.9")
    assert found(typed) == ["那一个"]


@pytest.mark.requirement("HX-1.2.5-04")
@pytest.mark.parametrize(("typed", "code"), [("%", "50%"), ("_", "a_b"), ("\\", "a\\b"), ("5*%", "5 0%"), ("[a]", "x[a]"), ("?", "wo?"), ("a\\", "a\\b")])
def test_signs_of_the_database_are_ordinary_characters(found, typed, code):
    Repair.objects.create(name="有", code=code)
    Repair.objects.create(name="无", code="xyz 123")
    assert found(typed) == ["有"]


@pytest.mark.requirement("HX-1.2.5-04")
@pytest.mark.parametrize("typed", ["*", "**", "＊", "* *"])
def test_a_star_alone_lists_everything(grid, found, typed):
    Repair.objects.bulk_create([Repair(name="a"), Repair(name="", code=None), Repair(name="b", code="x")])
    assert len(page(grid, None, Asking.of(grid).change(words=typed)).rows) == 3
    if " " not in typed:
        assert len(found(typed)) == 3


@pytest.mark.parametrize(("typed", "name"), [("éCLAIR", "Éclair"), ("ａｂｃ", "ＡＢＣ"), ("жук", "ЖУК"), ("é*王", "É小王")])
def test_letters_with_two_forms_are_found_in_either(found, typed, name):
    Repair.objects.create(name=name)
    Repair.objects.create(name="e clair abc")
    assert found(typed, "name") == [name]


@pytest.mark.parametrize(("typed", "column", "values"), [
    ("12*5", "fee", {"fee": "112.50"}), ("2026-1*-05", "day", {"day": "2026-11-05"}), ("05 18:0", "at", {"at": "2026-11-05T10:07:09Z"}),
    ("已完", "state", {"state": "done"}), ("-1", "times", {"times": -12})])
def test_numbers_days_and_choices_are_searched_as_they_are_shown(found, typed, column, values):
    Repair.objects.create(name="有", **values)
    Repair.objects.create(name="无", fee="3", times=3)
    assert found(typed, column) == ["有"]


@given(st.text(max_size=5))
def test_folding_keeps_the_length_and_every_form_finds_every_other(text):
    assert len(fold(text)) == len(text)
    for character in text:
        assert all(pattern(form).finds(character) for form in forms(character) if form != "*" and form != "＊")


@given(st.text(alphabet="abAB.1总", max_size=9), st.text(alphabet="aB.1总*", max_size=6))
def test_whatever_a_pattern_finds_holds_its_grams(text, typed):
    one = pattern(typed)
    if one.finds(text):
        assert all(gram in fold(text) for gram in one.grams())
