"""健康状况: what the installation's administrator must know, and what to do about it. Also what `shouhou check` asks and /metrics tells."""
