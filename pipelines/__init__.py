"""The domain of onrecord: pure functions from frames to frames, one package a stage.

Nothing in here knows the orchestrator or the data-quality engine. Stages meet only in
frames that match a table of :mod:`pipelines.schema`.
"""
