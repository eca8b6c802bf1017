"""The manual's pictures: people of the demo company at real browsers, doing what the chapters tell, and what they saw."""
