"""The set-up wizard of an empty installation."""
