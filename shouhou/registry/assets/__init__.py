"""The thing a customer owns: serial number, registration, genuineness, owners one after another.

Nouns: Asset, Transfer. Verbs: list_serial, register, transfer, retire, look_up (防伪查询). What lies in stock is no asset here: an asset
exists from the day its serial number is known, whoever holds it.
"""
