"""文档中心: files that explain the product, read page by page in the browser, saved by VIP customers only (manual 001 §8).

Nouns: Document with its earlier Editions, Rendition (the PDF that is shown), Reading, Favourite. Verbs: add, edit, replace, render, publish,
withdraw, remove, read, favour, download.
"""
