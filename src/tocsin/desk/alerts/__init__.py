"""Rules over the picture: each fact told once to each target, updated when it is revised, cancelled when it no longer stands."""
