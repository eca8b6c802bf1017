from shouhou.foundation.access import declare

declare({"workbench.home": "进入工作台"})
