"""Pure Python tools without models: text, dates, phone numbers, pinyin keys, rich text, spreadsheets."""
