from shouhou.foundation.access import declare

declare({"imports.read": "查看导入记录", "imports.run": "导入表格"})
