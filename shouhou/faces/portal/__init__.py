"""The customer's shell: menu and home page."""
