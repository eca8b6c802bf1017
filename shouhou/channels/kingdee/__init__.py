"""Jump links from 金蝶云·星空 (manual 000 §1.1): a signed link says who comes; the password is still asked here.

Two doors: /sso/link, our own link (HMAC-SHA256 over every field), and /sso/k3, the `ud` format of Kingdee's third-party sign-in.
Both only fix the user name of this browser's sign-in; neither signs anybody in.
"""
