"""The column 状态 speaks the language of whoever chooses, not the one the process started in."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from shouhou.support.courses.grid import COURSES
from shouhou.support.documents.grid import DOCUMENTS


@pytest.mark.parametrize("grid", [DOCUMENTS, COURSES], ids=["documents", "courses"])
@pytest.mark.parametrize(("language", "wanted"), [("zh-hans", "请重新选择。"), ("en", "Please choose again.")])
@pytest.mark.parametrize("given", ["", "gone"])
def test_a_state_that_is_none_is_refused_in_the_readers_language(grid: object, language: str, wanted: str, given: str) -> None:
    [column] = [one for one in grid.columns if one.key == "state"]  # type: ignore[attr-defined]
    field = column.edit.form_field(None)
    with override(language):
        with pytest.raises(forms.ValidationError) as no:
            field.clean(given)
        assert no.value.messages == [wanted]
