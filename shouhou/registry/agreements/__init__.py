"""Service agreements: until when the service fee is paid."""
