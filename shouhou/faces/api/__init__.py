"""The machines' shell: /api/v1/, its tokens, errors, paging and document."""
