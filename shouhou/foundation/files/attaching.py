"""Binding uploads to what they belong to."""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import models
from django.utils.translation import gettext as _

from shouhou.foundation.access import Refused
from shouhou.foundation.accounts.models import User
from shouhou.foundation.events import subject_of
from shouhou.foundation.files.models import TOKEN, File
from shouhou.foundation.prepared import Prepared

IN_TEXT = re.compile(r"""(?:src|href)=["']/files/([\w-]{22})/""")
MOST = 40
"""Files that one verb may attach, pictures in the text included."""


def tokens_in(html: str) -> list[str]:
    """The tokens of our own files that a text shows or links, in order."""
    return list(dict.fromkeys(IN_TEXT.findall(html)))


def attach(tokens: Sequence[str], subject: models.Model, *, by: User, part: str = "", audience: str = "customer") -> list[File]:
    """Bind loose files of `by` to `subject`. A token that is already bound to this subject is left as it is (a quoted picture).

    Refuses tokens that do not exist, belong to somebody else's upload or to another subject (security row 53).
    """
    wanted = list(dict.fromkeys(tokens))
    if len(wanted) > MOST:
        raise Refused(files=_("一次最多 %(most)s 个附件。") % {"most": MOST})
    if not all(TOKEN.match(token) for token in wanted):
        raise Refused(files=_("有附件已失效，请重新上传。"))
    name = subject_of(subject)
    found = {f.token: f for f in File.objects.select_for_update().filter(token__in=wanted)} if wanted else {}
    for token in wanted:
        file = found.get(token)
        if file is None or (file.subject and file.subject != name) or (not file.subject and file.owner_id != by.pk):
            raise Refused(files=_("有附件已失效，请重新上传。"))
    loose = [found[t].pk for t in wanted if not found[t].subject]
    File.objects.filter(pk__in=loose).update(subject=name, part=part, audience=audience, draft="")
    return [found[t] for t in wanted]


def publish(token: str, subject: models.Model, *, by: User) -> File:
    """Make one loose file readable by anyone, such as the vendor's logo."""
    return attach([token], subject, by=by, audience=File.Audience.PUBLIC)[0]


def of(subject: models.Model) -> list[File]:
    """Every file of a subject, in the order of upload, in one statement."""
    return _files(subject_of(subject))


_files = Prepared(lambda name: File.objects.filter(subject=name).order_by("id"), str)


def url_of(file: File) -> str:
    """Where it is read."""
    return file.url
