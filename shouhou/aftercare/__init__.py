"""What follows every verb: telling people, and counting."""
