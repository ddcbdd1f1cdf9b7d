"""The one exception of the room: an address from which nothing was fetched."""


class NotFetchedError(Exception):
    """Nothing was fetched from an address.

    Args:
        reason_code: why, in one word.
        advice: why and what to do, in words; the caller puts the address before it.
        passing: the reason may pass, so that another attempt is worth it.
        wait: seconds that the host asks to be left alone.
    """

    def __init__(self, reason_code: str, advice: str, *, passing: bool = False, wait: float | None = None) -> None:
        super().__init__(f"{reason_code}: {advice}")
        self.reason_code = reason_code
        self.advice = advice
        self.passing = passing
        self.wait = wait
