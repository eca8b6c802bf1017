"""Rich text as it comes from a page: from the editor as HTML, from a plain text field as lines."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from shouhou.foundation.kit.richtext import from_plain, is_blank
from shouhou.support.tickets.writing import LONGEST_BODY

MARKUP = re.compile(r"</?(p|br|strong|b|em|i|u|s|ul|ol|li|blockquote|code|pre|a|img|h[1-6]|table|div|span)\b", re.I)


class RichText(forms.CharField):
    """A text area that the browser turns into an editor. `blank` is the sentence with which an empty text is refused."""

    def __init__(self, *, blank: str, rows: int = 8, placeholder: str = "", **kwargs: Any) -> None:
        super().__init__(required=True, strip=False, error_messages={"required": blank}, widget=forms.Textarea(
            attrs={"rows": rows, "data-editor": "", "placeholder": placeholder}), **kwargs)
        self.blank = blank
        self.widget.is_required = False  # the browser cannot check a field it hides behind the editor

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if len(text) > LONGEST_BODY:
            raise forms.ValidationError(_("内容太长了（最多 %d 万字符），请把长日志作为附件上传。") % (LONGEST_BODY // 10000))
        if not MARKUP.search(text):
            text = from_plain(text)
        if is_blank(text):
            raise forms.ValidationError(self.blank)
        return text
