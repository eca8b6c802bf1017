"""How people come in by themselves: 免费注册, 忘记密码, and what they apply for (joining a company, VIP, 管理员).

Nouns: Asked (a field of the registration form as the administrator wants it), Particulars (what a person told about himself),
Consent (to the terms, with their version), Pending (a registration whose mail address is not confirmed yet), Application,
Recovery (a one-time way back in). Verbs: register, confirm, apply, decide, offer, recover. Nobody decides about his own application.
"""
