"""The environment: the one place that reads it. Documented for operators in docs/operate/.

Names, defaults and meaning are part of the running contract.
"""

from __future__ import annotations

import os
import re
import secrets
import sys
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WEAK_KEYS = {"", "secret", "changeme", "insecure", "django-insecure"}


@dataclass(frozen=True)
class Bucket:
    """Where attachments lie when not in DATA_DIR: S3_BUCKET and what is needed to reach it. `cache` is in bytes."""

    name: str
    endpoint: str
    region: str
    key: str
    secret: str
    prefix: str
    cache: int


@dataclass(frozen=True)
class Cluster:
    """OPENSEARCH_URL: addresses of nodes, parted by commas; the index begins with `index`; `authority` is a file of certificates."""

    nodes: tuple[str, ...]
    index: str
    authority: str


@dataclass(frozen=True)
class Env:
    """What the operator decided. Paths are absolute."""

    host: str
    port: int
    data_dir: Path
    database_url: str
    redis_url: str
    email_url: str
    public_url: str
    debug: bool
    metrics_token: str
    log_format: str
    slow_statement_ms: int
    grid_max_rows: int
    grid_insert: str
    live_per_user: int
    live_per_address: int
    backup_dir: Path
    backup_keep: int
    s3: Bucket | None
    office_converter: str
    ffmpeg: str
    opensearch: Cluster | None

    @property
    def is_public(self) -> bool:
        """Whether we listen beyond this machine."""
        try:
            return not ip_address(self.host).is_loopback
        except ValueError:
            return self.host != "localhost"

    @property
    def secret_key(self) -> str:
        """SECRET_KEY, or the one kept in DATA_DIR (made on first use, readable by its owner only)."""
        given = os.environ.get("SECRET_KEY")
        if given is not None:
            if len(given) < 32 or given.lower() in WEAK_KEYS:
                sys.exit("SECRET_KEY 太弱：请给出至少 32 个随机字符，或不设置它，让系统自动生成。")
            return given
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(48))
        return path.read_text().strip()


def read() -> Env:
    """Read the environment; a value that cannot be right stops the start with a sentence."""
    get = os.environ.get
    port, slow = _number("PORT", 8000), _number("SLOW_STATEMENT_MS", 500)
    log_format = get("LOG_FORMAT", "text")
    if log_format not in {"text", "json"}:
        sys.exit("LOG_FORMAT 应当是 text 或 json。")
    most, insert = _number("GRID_MAX_ROWS", 200), get("GRID_INSERT", "") or "before"
    if not 10 <= most <= 1000:
        sys.exit("GRID_MAX_ROWS 应当在 10 到 1000 之间。")
    if insert not in {"before", "after"}:
        sys.exit("GRID_INSERT 应当是 before 或 after。")
    data_dir = Path(get("DATA_DIR", str(ROOT / "data"))).resolve()
    return Env(
        host=get("HOST", "127.0.0.1"),
        port=port,
        data_dir=data_dir,
        database_url=get("DATABASE_URL", ""),
        redis_url=get("REDIS_URL", ""),
        email_url=get("EMAIL_URL", ""),
        public_url=get("PUBLIC_URL", f"http://127.0.0.1:{port}").rstrip("/"),
        debug=get("DEBUG", "") in {"1", "true", "yes"},
        metrics_token=get("METRICS_TOKEN", ""),
        log_format=log_format,
        slow_statement_ms=slow,
        grid_max_rows=most,
        live_per_user=max(1, _number("LIVE_PER_USER", 20)),
        live_per_address=max(1, _number("LIVE_PER_ADDRESS", 200)),
        grid_insert=insert,
        backup_dir=Path(get("BACKUP_DIR", "") or data_dir / "backups").resolve(),
        backup_keep=max(0, _number("BACKUP_KEEP", 7)),
        s3=_bucket(),
        office_converter=get("OFFICE_CONVERTER", ""),
        ffmpeg=get("FFMPEG", ""),
        opensearch=_cluster(),
    )


def _bucket() -> Bucket | None:
    get = os.environ.get
    name = get("S3_BUCKET", "")
    if not name:
        if any(get(other) for other in ("S3_ENDPOINT", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY")):
            sys.exit("设置了 S3_*，但没有 S3_BUCKET：附件放在哪个存储桶里？")
        return None
    key, secret = get("S3_ACCESS_KEY_ID", ""), get("S3_SECRET_ACCESS_KEY", "")
    if not key or not secret:
        sys.exit("设置了 S3_BUCKET，还需要 S3_ACCESS_KEY_ID 和 S3_SECRET_ACCESS_KEY。")
    endpoint = get("S3_ENDPOINT", "").rstrip("/")
    if endpoint and not endpoint.startswith(("http://", "https://")):
        sys.exit("S3_ENDPOINT 应当以 https:// 或 http:// 开头。")
    return Bucket(name, endpoint, get("S3_REGION", "") or "us-east-1", key, secret, get("S3_PREFIX", "").strip("/"), _number("S3_CACHE_GB", 10) << 30)


def _cluster() -> Cluster | None:
    nodes = tuple(one.strip().rstrip("/") for one in os.environ.get("OPENSEARCH_URL", "").split(",") if one.strip())
    if not nodes:
        return None
    if not all(one.startswith(("https://", "http://")) for one in nodes):
        sys.exit("OPENSEARCH_URL 应当以 https:// 或 http:// 开头，几个节点用逗号隔开。")
    index = os.environ.get("OPENSEARCH_INDEX", "") or "shouhou"
    if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,100}", index):
        sys.exit("OPENSEARCH_INDEX 只能用小写字母、数字、- 和 _，例如 shouhou。")
    authority = os.environ.get("OPENSEARCH_CA", "")
    if authority and not Path(authority).is_file():
        sys.exit(f"OPENSEARCH_CA 指的文件不存在：{authority}")
    return Cluster(nodes, index, authority)


def _number(name: str, usual: int) -> int:
    try:
        return int(os.environ.get(name, "") or usual)
    except ValueError:
        sys.exit(f"{name} 应当是一个数字，例如 {usual}。")
