"""The staff's shell: menu and home page."""
