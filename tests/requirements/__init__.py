"""The list of requirement lines and what passing tests show of it."""
