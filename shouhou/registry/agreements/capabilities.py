from shouhou.foundation.access import declare

declare({"agreements.read": "查看服务合同", "agreements.edit": "维护服务合同"})
