"""The printed permission matrix is the code's."""

from __future__ import annotations

from django.utils import translation

from shouhou.foundation.access.matrix import written
from tests.tree import ROOT


def test_matrix_in_the_documents_is_that_of_the_code() -> None:
    with translation.override("zh-hans"):
        assert (ROOT / "docs" / "security" / "matrix.md").read_text(encoding="utf-8") == written(), "run bin/matrix"
