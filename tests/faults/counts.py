"""How often each fault is made: the one place that reads ``ONRECORD_FAULTS``, which `make faults` sets to ``full``."""

import os

FULL = os.environ.get("ONRECORD_FAULTS") == "full"
SEED = int(os.environ.get("ONRECORD_FAULTS_SEED", "20310506"))
"""Decides every random moment; a test that fails tells it."""

KILLS_PUBLISHING = 200 if FULL else 4
KILLS_REDACTING = 100 if FULL else 2
KILLS_RUNNING = 100 if FULL else 1
PUBLICATIONS_READ = 50 if FULL else 3
READERS = 8 if FULL else 2
POINTS_OF_A_FULL_DISK = None if FULL else 2
"""Files in the midst of which the disk runs full; None: every file that a publication writes."""
