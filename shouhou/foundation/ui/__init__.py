"""Look and behaviour: base templates, components, menu, panels, styles, browser behaviours.

A room puts its places into the menu in `menu.py` (`menus.add`) and its parts of other rooms' pages in `panels.py`
(`panels.add`); both are found at start. Its pages extend `ui/portal.html` (customers) or `ui/workbench.html` (staff).
"""
