"""PostgreSQL, Valkey, Temporal and a mail catcher: found, prepared and described, not yet run.

Each module answers one `serve(place)` with a `Served`: the address, how to know that it answers,
and the process to run, which is absent when the settings name a server of somebody else.
"""
