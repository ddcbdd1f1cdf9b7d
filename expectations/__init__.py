"""Data quality: what must hold of the tables, and the runner that finds out whether it does.

``rules`` says what a rule is; ``suites`` holds the rules table by table, generated from
:mod:`pipelines.schema` where one column's declaration implies them and written by hand where
they have a meaning; ``runner`` evaluates them, sets failing rows aside and says whether the
dataset may be published. Only ``runner`` imports Great Expectations, and only inside functions.
"""
