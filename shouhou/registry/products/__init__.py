"""The product tree: product, module, version; who holds which product."""
