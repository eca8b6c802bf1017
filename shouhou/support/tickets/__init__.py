"""A customer's question and all that is said and done about it.

Nouns: Ticket (问题单), Entry (one thing said or done on it), Term (the words an administrator may choose).
Verbs: ask, accept, handle, follow_up, send_back, transfer, note, close, reopen, remind.
Life: 待接单 → 处理中 → 处理完成 → 已关闭, with 未解决退回 back to 处理中.
"""
