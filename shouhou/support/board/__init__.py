"""Where questions and knowledge meet: 公开问题, 我的收藏, 我的足迹, likely answers while somebody asks, articles made from handled questions.

Nouns: Publicity (what 公开 means here), Tally, Seen and Kept of a question, Deflection (an answer that made a question unnecessary).
Verbs: open, keep, give_up, settle, set_publicity.
"""
