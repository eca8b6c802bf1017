"""The colour of a state. Four meanings and grey: red late or refused, amber waiting for us, green done, blue in progress."""

from __future__ import annotations

TONES = frozenset({"red", "amber", "green", "blue", "grey"})
_tones: dict[str, str] = {tone: tone for tone in TONES}
for _tone, _codes in {
    "red": "late overdue refused rejected dead error urgent expired critical",
    "amber": "new waiting failed pending submitted asked returned sent_back reopened soon retry high unread",
    "blue": "accepted handling open in_progress running active sending processing scheduled assigned",
    "green": "done resolved completed finished ok sent delivered passed paid success enabled",
    "grey": "closed draft cancelled void disabled ready normal low archived revoked",
}.items():
    _tones.update(dict.fromkeys(_codes.split(), _tone))


def declare(tones: dict[str, str]) -> None:
    """Give the states of a room their colours: code → red, amber, green, blue or grey. Raises ValueError for another."""
    for code, tone in tones.items():
        if tone not in TONES:
            raise ValueError(f"{tone} is not one of the colours of a state")
        _tones[code] = tone


def tone(code: object) -> str:
    """The colour of a state's code; grey where nobody has said."""
    return _tones.get(str(code), "grey")
