from shouhou.foundation.access import declare

declare({"kingdee.manage": "管理金蝶云·星空登录链接"})
