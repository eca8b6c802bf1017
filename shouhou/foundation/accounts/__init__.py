"""A person who signs in: user name, password, sessions, tokens."""
