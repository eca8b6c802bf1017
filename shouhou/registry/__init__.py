"""Who and what we serve, and what we promised them."""
