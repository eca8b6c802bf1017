"""What people try who want more than is theirs. The numbers of `@pytest.mark.abuse(…)` are those of docs/security/."""
