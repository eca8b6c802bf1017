"""The vendor's WeChat official account (公众号): who is bound to whom, pushes, callbacks (manual 000 §四).

Nouns: Account (the one 公众号), Binding (a WeChat user and one of ours; many to many), Received (a callback that was taken in).
Verbs: connect, bind, unbind. It carries notifications as the transport `wechat`. Nothing is asked of WeChat before an account is connected.
"""
