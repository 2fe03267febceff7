"""Which extra of the package brings a part that is imported only where it is used."""

from __future__ import annotations

EXTRAS = {
    "desk": ("fastapi", "httpcore", "jinja2", "protego", "sqlalchemy", "starlette", "uvicorn"),
    "model": ("onnxruntime",),
    "notify": ("apprise",),
    "parquet": ("pyarrow",),
    "postgres": ("psycopg",),
}


def extra_of(module: str | None) -> str | None:
    """The extra that brings a module, or None where no extra does."""
    root = (module or "").partition(".")[0]
    return next((extra for extra, modules in EXTRAS.items() if root in modules), None)
