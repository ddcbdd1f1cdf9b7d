"""The one exception of the room: an input that cannot become an article."""


class SetAside(Exception):  # noqa: N818 - it names what happens to the input, not a fault of the program
    """An input goes to quarantine.

    Args:
        reason_code: why, as a code of the quarantine table.
        advice: why and what to do, in words; the caller puts the file's name before it.
    """

    def __init__(self, reason_code: str, advice: str) -> None:
        super().__init__(f"{reason_code}: {advice}")
        self.reason_code = reason_code
        self.advice = advice

    def __reduce__(self) -> tuple[type["SetAside"], tuple[str, str]]:
        return SetAside, (self.reason_code, self.advice)
