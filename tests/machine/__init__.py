"""What tests borrow from the machine they run on: PostgreSQL, Redis, a browser, free ports. Nothing here needs Django."""
