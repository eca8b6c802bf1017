"""在线课堂: recorded videos of how the product is used, played in the browser from any place, saved by VIP customers only (manual 001 §9).

Nouns: Course (a video with its film, poster and captions), Visit (who opened and played it on a day, and where it was left), Favourite.
Verbs: add, edit, replace, prepare, publish, withdraw, remove, open, play, favour, download.
"""
