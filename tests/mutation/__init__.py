"""Changes planted into the product one at a time, to see that a test notices. See docs/security/mutants.md and bin/mutate."""
