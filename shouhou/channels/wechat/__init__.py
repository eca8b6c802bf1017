"""The vendor's WeChat official account: binding, pushes, callbacks."""
