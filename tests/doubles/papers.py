"""Small PDF and Office files, as the demo company has them."""

from shouhou.demo.documents import docx, pdf

__all__ = ["docx", "pdf"]
