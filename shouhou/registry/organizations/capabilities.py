from shouhou.foundation.access import declare

declare({
    "organizations.read": "查看客户与单位",
    "organizations.read_own": "查看本单位用户",
    "organizations.edit": "维护客户与用户",
    "organizations.reset_password": "重置客户用户的密码",
    "organizations.configure": "设置厂商资料",
})
