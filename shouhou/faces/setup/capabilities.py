from shouhou.foundation.access import declare

declare({"setup.finish": "完成安装后的准备"})
