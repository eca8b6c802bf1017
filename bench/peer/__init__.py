"""django-helpdesk from PyPI, as the peer the product is measured beside: an environment of its own, the same questions, its own server."""
