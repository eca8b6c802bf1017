"""`shouhou createadmin [USERNAME]`: a first or further administrator. The password is typed, or read from standard input."""

from __future__ import annotations

import argparse
import getpass
import sys
from importlib import import_module

from shouhou.config import preparing


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="shouhou createadmin", description="新建管理员账号")
    parser.add_argument("username", nargs="?", default="", help="用户名")
    parser.add_argument("--name", default="", help="姓名")
    parser.add_argument("--password-stdin", action="store_true", help="从标准输入读密码")
    options = parser.parse_args(arguments)
    preparing.begin()
    preparing.prepare()
    accounts = import_module("shouhou.foundation.accounts.models")
    validation = import_module("django.contrib.auth.password_validation")
    errors = import_module("django.core.exceptions")
    username = options.username or input("用户名：").strip()
    if not 1 <= len(username) <= 64:
        sys.exit("用户名应当有 1 到 64 个字符。")
    if accounts.User.objects.by_name(username):
        sys.exit(f"用户名“{username}”已经有人用了。")
    password = sys.stdin.readline().rstrip("\r\n") if options.password_stdin else _typed()
    user = accounts.User(username=username, name=options.name or username)
    if len(password) < 8:
        sys.exit("密码至少 8 个字符。")
    try:
        validation.validate_password(password, user)
    except errors.ValidationError as refused:
        sys.exit("\n".join(refused.messages))
    with import_module("django.db").transaction.atomic():
        user.set_password(password)
        user.save()
        import_module("shouhou.foundation.access").grant(user, "admin")
    print(f"管理员“{username}”已创建。")
    return 0


def _typed() -> str:
    first = getpass.getpass("密码（至少 8 个字符）：")
    if first != getpass.getpass("再输入一次："):
        sys.exit("两次输入的密码不一样。")
    return first
