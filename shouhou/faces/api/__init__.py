"""The machines' shell: /api/v1/ put together from the rooms' `api.py`, and its OpenAPI document.

It is loaded with the first request that needs it: a desk that nobody talks to by machine does not pay for it
(docs/decisions/0008).
"""
