from shouhou.foundation.access import declare

declare({"portal.home": "进入在线服务中心"})
