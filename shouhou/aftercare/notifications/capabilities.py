from shouhou.foundation.access import declare

declare({"notifications.read": "查看通知记录", "notifications.manage": "重发通知"})
