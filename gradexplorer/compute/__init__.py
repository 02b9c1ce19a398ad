"""Requests in, results out: plain frozen dataclasses of arrays and floats, every number from the engine. No Qt."""
