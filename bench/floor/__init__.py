"""The floor: what Django itself costs for the same rows, with no session, rights, layout or events of ours."""
