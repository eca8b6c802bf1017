from shouhou.foundation.access import declare

declare({"wechat.bind": "绑定自己的微信", "wechat.manage": "接入公众号、管理微信绑定"})
