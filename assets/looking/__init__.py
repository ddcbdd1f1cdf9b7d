"""What `onrecord show` and `onrecord search` find in a published version, and how they put it on a terminal.

Belongs here: finding what a person named, gathering what is known of it as plain values (the same
that `--json` prints), and laying these out as lines. Does not belong here: the options of the
commands, and anything that is decided rather than looked up.
"""
