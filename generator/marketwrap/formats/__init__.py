"""Files that outlive a run: brief.json, watch.json, the snapshot of prices, the store.

Reading and writing alone: what a value means is decided elsewhere.
"""
