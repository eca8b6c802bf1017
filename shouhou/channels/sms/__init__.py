"""短信: codes, invitations and notifications by a gateway that speaks Alibaba Cloud's SendSms. Without one nothing on any screen speaks of SMS.

Nouns: Gateway (whose account, which templates), Message (one short message handed over, or not). No text and no code is kept.
Verbs: connect, send.
"""
