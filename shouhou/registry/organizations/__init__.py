"""Vendor, agencies and customers; who belongs to them; whose platform this is.

Nouns: Organization, Membership, Vendor. Verbs: add, enrol (a person), reset_password, configure.
"""
