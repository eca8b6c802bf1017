"""The command line: `shouhou <command> …`. Each command is a file of `commands/`, loaded only when it is called."""

from __future__ import annotations

import os
import sys
from importlib import import_module

COMMANDS = {
    "serve": "启动服务（--demo 带演示公司，--empty 带安装向导）",
    "worker": "只执行后台任务，不提供网页（多进程部署用）",
    "demo": "装入演示公司；--scale N 生成 N 张问题单的大数据",
    "createadmin": "新建一个管理员账号",
    "token": "为一个用户生成接口令牌（在最后一行打印）",
    "import": "从表格导入，例如 import tickets 文件 --mapping …",
    "reindex": "重建搜索索引",
    "backup": "备份数据库和附件，写完核对",
    "restore": "从备份恢复",
    "drill": "恢复演练：把最新的备份恢复到别处，启动、登录，再清理掉",
    "upgrade": "升级数据库：先备份，再升级，再检查（--back 退回）",
    "move": "把内置数据库搬到 PostgreSQL，或把附件搬到 S3（--files），逐一核对",
    "verify": "核对操作记录有没有被改动",
    "check": "检查安装：数据库、磁盘、设置",
}
DJANGO = {"makemigrations", "migrate", "showmigrations", "sqlmigrate", "squashmigrations", "shell", "dbshell", "collectstatic",
          "findstatic", "compilemessages", "makemessages", "clearsessions", "flush", "loaddata", "dumpdata", "inspectdb", "test"}


def usage() -> str:
    """What can be called."""
    lines = ["用法：shouhou <命令> [参数]", ""]
    lines += [f"  {name:<12} {what}" for name, what in COMMANDS.items()]
    return "\n".join([*lines, "", "环境变量 PORT、HOST、DATA_DIR、DATABASE_URL 等见 docs/operate/。"])


def main(arguments: list[str] | None = None) -> None:
    """Run the command named by the arguments (those of the process by default) and leave with its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouhou.config.settings")
    if not given or given[0] in {"-h", "--help", "help"}:
        print(usage())
        sys.exit(0 if given else 2)
    name, rest = given[0], given[1:]
    if name in COMMANDS:
        module = import_module(f"shouhou.config.commands.{'imports' if name == 'import' else name}")
        sys.exit(module.run(rest))
    if name in DJANGO:
        management = import_module("django.core.management")
        management.execute_from_command_line(["shouhou", *given])
        return
    print(f"没有“{name}”这个命令。\n\n{usage()}", file=sys.stderr)
    sys.exit(2)
