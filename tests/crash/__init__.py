"""What must hold when something breaks: killed processes, power cuts, races. `CRASH_ROUNDS` asks for more rounds."""
