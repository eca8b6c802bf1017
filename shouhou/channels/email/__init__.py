"""Mail as a transport of notifications."""
