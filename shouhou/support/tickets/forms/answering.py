"""追问 and 未解决退回."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as _

from shouhou.support.tickets.forms.writing import RichText


class FollowUpForm(forms.Form):
    """What the customer adds."""

    prefix = "follow-up"
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["body"] = RichText(
            blank=_("请填写内容。"), label=_("追问内容"), rows=4, placeholder=_("补充说明，或继续提问，可直接粘贴截图"))


class SendBackForm(forms.Form):
    """What is still wrong."""

    prefix = "return"
    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["reason"] = RichText(
            blank=_("请说明哪里还没有解决。"), label=_("哪里还没有解决"), rows=4, placeholder=_("说明现在的情况，可直接粘贴截图"))
