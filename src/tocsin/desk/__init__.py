"""The desk keeps it all live: a store, a watch over feeds and folders, alerts."""
