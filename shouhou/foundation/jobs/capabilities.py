from shouhou.foundation.access import declare

declare({"jobs.read": "查看后台任务", "jobs.manage": "重试、取消后台任务"})
