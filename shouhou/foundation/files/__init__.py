"""Attachments: take in, check, keep, show to those who may see them.

Nouns: File (one upload with its name and place), blob (its bytes, by hash). A file belongs to a subject such as `ticket:12`; who may
read it is decided by the policy that the subject's room has registered.
"""

from typing import TYPE_CHECKING

from shouhou.foundation.facade import facade

if TYPE_CHECKING:
    from shouhou.foundation.files.attaching import attach, of, publish, tokens_in, url_of
    from shouhou.foundation.files.models import File
    from shouhou.foundation.files.policies import policy
    from shouhou.foundation.files.receiving import receive, scanner

__all__ = ["File", "attach", "of", "policy", "publish", "receive", "scanner", "tokens_in", "url_of"]
__getattr__ = facade(__name__, {"File": "models", "attach": "attaching", "of": "attaching", "policy": "policies",
                                "publish": "attaching", "receive": "receiving", "scanner": "receiving", "tokens_in": "attaching", "url_of": "attaching"})
