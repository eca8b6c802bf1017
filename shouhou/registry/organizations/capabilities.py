from shouhou.foundation.access import declare

declare({
    "organizations.read": "查看客户与单位",
    "organizations.read_own": "查看本单位用户",
    "organizations.edit": "维护客户与用户",
    "organizations.reset_password": "重置所负责客户用户的密码",
    "organizations.reset_any_password": "重置任何客户用户的密码",
    "organizations.staff": "维护员工账号与角色",
    "organizations.configure": "设置厂商资料",
})
