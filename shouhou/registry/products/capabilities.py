from shouhou.foundation.access import declare

declare({"products.read": "查看产品", "products.edit": "维护产品、模块与版本"})
