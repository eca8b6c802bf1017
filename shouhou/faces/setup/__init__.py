"""The set-up wizard of a new installation: whose platform, who administers it, what to begin with.

It exists only while nobody can sign in: from the first account on its addresses are not there any more.
"""
