"""Evaluating the rules: ``screen`` before linking, ``check`` before publication.

The only package that imports Great Expectations, and only inside functions (``engine``, ``docs``):
its import takes seconds.
"""

from expectations.runner.checking import CheckResult, check
from expectations.runner.engine import load
from expectations.runner.screening import Screened, screen, withdraw
from expectations.runner.setting_aside import PLACES

__all__ = ["PLACES", "CheckResult", "Screened", "check", "load", "screen", "withdraw"]
