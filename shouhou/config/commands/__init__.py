"""One file a command: `run(arguments) -> exit code`."""
