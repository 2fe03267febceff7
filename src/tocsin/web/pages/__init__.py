"""One file per page. Each has a `router`; `app.py` finds it by itself."""
