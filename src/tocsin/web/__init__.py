"""The desk in a browser: a JSON API and pages over the same records. Imported only by `tocsin serve`."""
