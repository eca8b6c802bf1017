"""`shouhou token USER [--name N] [--days D]`: a bearer token with all the rights of this person, on the last line."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou token", description="生成接口令牌")
    parser.add_argument("username", help="用户名")
    parser.add_argument("--name", default="命令行", help="令牌的名称")
    parser.add_argument("--days", type=int, default=365, help="有效天数（默认 365）")
    options = parser.parse_args(arguments)
    preparing.begin()
    preparing.prepare()
    user = import_module("shouhou.foundation.accounts.models").User.objects.by_name(options.username)
    if user is None or not user.is_active:
        sys.exit(f"没有“{options.username}”这个可用的账号。")
    secret = import_module("shouhou.foundation.accounts.tokens").issue(user, options.name[:60], ["*"], days=max(1, min(3650, options.days)))
    print(f"{user.name} 的令牌，有效 {options.days} 天，只显示这一次：", file=sys.stderr)
    print(secret)
    return 0
