"""What is known of a film."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop as word

BROKEN = word("这个文件不是能识别的视频，或者已经损坏。")
CUT = word("视频不完整，可能没有传完或录制时中断，请检查后重新上传。")
NO_PICTURE = word("文件里没有画面，只有声音的文件不能作为课程。")
FOREIGN = word("浏览器不能播放这种编码。")
UNSEEKABLE = word("视频没有时长或索引（多半是直接录制的），不能拖动播放。")

LONGEST = 24 * 3600
"""Seconds. Nothing longer is believed."""
NAMES = {"avc1": "H.264", "avc3": "H.264", "hvc1": "H.265", "hev1": "H.265", "vp08": "VP8", "vp09": "VP9", "av01": "AV1", "mp4v": "MPEG-4", "mp4a": "AAC",
         "Opus": "Opus", "opus": "Opus", ".mp3": "MP3", "fLaC": "FLAC", "V_VP8": "VP8", "V_VP9": "VP9", "V_AV1": "AV1", "V_MPEG4/ISO/AVC": "H.264",
         "V_MPEGH/ISO/HEVC": "H.265", "A_OPUS": "Opus", "A_VORBIS": "Vorbis", "A_AAC": "AAC"}
PLAYED = {"mp4": ({"avc1", "avc3", "vp09", "av01"}, {"mp4a", "Opus", ".mp3", "fLaC"}), "webm": ({"V_VP8", "V_VP9", "V_AV1"}, {"A_OPUS", "A_VORBIS"})}
"""Codecs of picture and of sound that browsers play in each container."""
DEEP = {110, 122, 244, 44}
"""Profiles of H.264 with more colours than browsers show."""


class Unreadable(Exception):
    """The file is no film that can be used; the text says why, as a message that can be translated."""


@dataclass(frozen=True, slots=True)
class Film:
    """`picture` and `sound` are the codecs' names in the container (`sound` empty: silent); `seconds` 0 when it does not say; `is_indexed`:
    one can jump in it without reading what lies between."""

    container: str
    picture: str
    sound: str
    seconds: float
    width: int
    height: int
    is_indexed: bool
    profile: int = 0

    @property
    def mime(self) -> str:
        return "video/webm" if self.container == "webm" else "video/mp4"

    @property
    def codecs(self) -> str:
        """As people know them, such as `VP9 / Opus`."""
        return " / ".join(NAMES.get(one, one) for one in (self.picture, self.sound) if one)[:40]

    @property
    def has_played_codecs(self) -> bool:
        """Whether browsers know the container and what is in it."""
        pictures, sounds = PLAYED.get(self.container, (set(), set()))
        return self.picture in pictures and (not self.sound or self.sound in sounds) and self.profile not in DEEP

    @property
    def why_not(self) -> str:
        """Why it cannot be played as it is, as a message; empty when it can."""
        if not self.has_played_codecs:
            return FOREIGN
        return "" if self.is_indexed and 0 < self.seconds <= LONGEST else UNSEEKABLE
