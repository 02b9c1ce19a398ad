"""The operator tables: what is primitive, its forward, and one derivative formula per argument."""
